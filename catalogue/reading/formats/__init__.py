"""Documents of every format into one stream of blocks."""

from catalogue.reading.refusals import UnreadableDocument

__all__ = ["UnreadableDocument"]
