"""Where something was read: a link from a row's page to the line of the source."""

from django.contrib import admin
from django.utils.html import format_html

from .uploads_source import place_of


@admin.display(description="where it was read")
def read_from(part):
    """The line of the source, beside what was made of it; a dash when no source was kept."""
    address = place_of(part)
    if not address:
        return "–"
    return format_html('<a href="{}">line {}</a>', address, part.line)
