"""The text of a revision: parties, sections, footnotes, definitions."""

from django.contrib import admin
from django.utils.text import Truncator

from catalogue.models import Assignment, Footnote, Party, Provision, Section, Term
from catalogue.platform.adminlimits import VisibleRelated

from .bases import count_of, revision_column
from .grids import GridPages, grid_column
from .parts import PartAdmin, PartInline

GUIDE = ("revision__guide", VisibleRelated)
STATE = "revision__state"


@admin.register(Party)
class PartyAdmin(PartAdmin):
    """Who a revision names. Parties without a side wait for a decision."""

    group = "Guides"
    list_display = ["name", "side", "revision", count_of(Assignment, "party", "marks")]
    list_filter = [GUIDE, STATE, "side"]
    list_select_related = ["revision__guide"]
    search_fields = ["name", "aliases"]
    ordering = ["revision_id", "position", "pk"]
    fields = ["revision", "name", "side", "aliases", "position", "ref"]


class FootnoteInline(PartInline):
    """Footnotes printed in a section."""

    model = Footnote
    fields = ["marker", "text", "position"]


@admin.register(Section)
class SectionAdmin(GridPages, PartAdmin):
    """Numbered parts of a revision, with prose."""

    group = "Guides"
    grid_path = "<int:pk>/lines/<slug:kind>/"
    grid_name = "catalogue_section_lines"
    list_display = [
        "number",
        "title",
        "depth",
        "revision",
        count_of(Provision, "section", "provisions"),
        grid_column,
    ]
    list_display_links = ["number", "title"]
    list_filter = [GUIDE, STATE, "depth"]
    list_select_related = ["revision__guide"]
    search_fields = ["number", "title", "prose"]
    ordering = ["revision_id", "position", "pk"]
    fieldsets = [
        (None, {"fields": ["revision", "parent", "number", "title", "depth", "prose"]}),
        ("Place", {"fields": ["position", "line", "ref"]}),
    ]
    inlines = [FootnoteInline]


@admin.register(Footnote)
class FootnoteAdmin(PartAdmin):
    """Markers and their texts."""

    group = "Rows"
    list_display = ["marker", "short_text", "section", revision_column]
    list_display_links = ["marker", "short_text"]
    list_filter = [
        ("section__revision__guide", VisibleRelated),
        "section__revision__state",
    ]
    list_select_related = ["section__revision__guide"]
    search_fields = ["marker", "text"]
    ordering = ["section__revision_id", "position", "pk"]
    fields = ["section", "marker", "text", "position", "ref"]

    @admin.display(description="text", ordering="text")
    def short_text(self, obj):
        return Truncator(obj.text).chars(160)


@admin.register(Term)
class TermAdmin(PartAdmin):
    """Definitions."""

    group = "Guides"
    list_display = ["term", "short_meaning", "section", "revision"]
    list_filter = [GUIDE, STATE]
    list_select_related = ["revision__guide", "section"]
    search_fields = ["term", "meaning"]
    ordering = ["revision_id", "position", "pk"]
    search_help_text = "Term or meaning."
    fields = ["revision", "section", "term", "meaning", "position", "ref"]

    @admin.display(description="meaning", ordering="meaning")
    def short_meaning(self, obj):
        return Truncator(obj.meaning).chars(160)
