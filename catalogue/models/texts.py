"""Limits of texts that a column's length alone does not say."""

from django.core.exceptions import ValidationError

# PostgreSQL refuses index entries of more than a third of a page, 2,704 bytes; the other columns of
# the key need a few of them. Texts are counted in bytes, so that both databases refuse the same.
INDEXED_BYTES = 2600


def validate_indexed(value):
    """Raises `ValidationError` for a text that is too long to be part of a unique key."""
    size = len(value.encode("utf-8", "replace"))
    if size > INDEXED_BYTES:
        raise ValidationError(
            f"This text has {size:,} bytes, {INDEXED_BYTES:,} at most: rows are told apart by it. Shorten it."
        )
