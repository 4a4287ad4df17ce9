"""Pages of lists: what an address may ask for, and no more."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from rest_framework.exceptions import NotFound
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request

LONGEST = 200  # rows of a page
DIGITS = 18  # of a row's key at most


class Pages(Paginator):
    """Pages of 1 to 200 rows. Tables let an address say how long a page is: any number."""

    def __init__(self, object_list: Any, per_page: int, **options: Any) -> None:
        super().__init__(object_list, min(max(per_page, 1), LONGEST), **options)


class ByKey(CursorPagination):
    """Pages that go on from a key. A cursor is open to forgery: what names no key is no cursor."""

    ordering = "pk"
    max_page_size = LONGEST
    page_size_query_param = "page_size"

    def decode_cursor(self, request: Request) -> Cursor | None:
        """The cursor of the address; raises `NotFound` as for any other that cannot be read."""
        cursor = super().decode_cursor(request)
        position = cursor.position if cursor else None
        if position is not None and not _is_key(str(position)):
            raise NotFound(self.invalid_cursor_message)
        return cursor


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= DIGITS
