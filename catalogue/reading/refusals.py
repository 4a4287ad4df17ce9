"""Why a document cannot be read. Every message says what is wrong and what helps."""


class UnreadableDocument(Exception):
    """A document cannot be read; the message says why and what to do."""


class EmptyDocument(UnreadableDocument):
    """Nothing to read: the document has no text."""


class UnknownFormat(UnreadableDocument):
    """The file is none of the formats that can be read."""


class ProtectedDocument(UnreadableDocument):
    """The file is locked by a password."""


class TooLarge(UnreadableDocument):
    """The file, or what it unpacks to, is over the limit."""


class TooDeep(UnreadableDocument):
    """The file nests deeper than any guide does."""


class TookTooLong(UnreadableDocument):
    """Reading did not end in time."""


class NeedsTooMuchMemory(UnreadableDocument):
    """Reading needs more memory than it may have."""
