"""Pieces that stand on a page thousands of times: built here, because an include each would cost seconds."""

from django import template
from django.template.loader import get_template
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe

register = template.Library()

BLANK = mark_safe(
    '<span class="blank" aria-hidden="true">·</span><span class="hidden">blank</span>'
)
ICONS = {"yes": "components/icon_yes.html", "no": "components/icon_no.html"}


@register.simple_tag
def footmarks(pairs):
    """Footnote markers, linked where they lead somewhere; `pairs` are (marker, footnote or None)."""
    return mark_safe("".join(footmark(marker, note) for marker, note in pairs))


def footmark(marker, note):
    """One marker."""
    sign = escape(marker)
    if note is None:
        missing = "The guide has no footnote for this marker"
        return f'<sup><span title="{missing}">{sign}</span></sup>'
    return f'<sup><a href="#fn-{note.pk}" aria-label="Footnote {sign}">{sign}</a></sup>'


@register.simple_tag
def cell(share):
    """A party's cell of a matrix: a sign for the eye, and the same in words."""
    if share is None:
        return BLANK
    shape, words = share.mark.shape, escape(share.mark.words)
    if shape in ICONS:
        icon = get_template(ICONS[shape]).render()
        shown = f'{icon}<span class="hidden">{words}</span>'
    elif shape == "letter":
        letters = escape(share.mark.printed)
        shown = f'<span class="letter" aria-hidden="true">{letters}</span><span class="hidden">{words}</span>'
    else:
        shown = escape(share.mark.printed)
    return mark_safe(shown + footmarks(share.footmarks))


@register.simple_tag
def verdict(line):
    """The outcome of a line as a pill, and as printed where that says more."""
    shown = ""
    if line.verdict is not None:
        shown = (
            f'<span class="pill pill-{line.verdict.tone}">{line.verdict.words}</span>'
        )
    if line.label:
        shown += f'<span class="printed">“{escape(line.label)}”</span>'
    return mark_safe(shown)


@register.simple_tag
def outcome(line):
    """The outcome of a line and the parties that take part."""
    return mark_safe(
        verdict(line) + "".join(party(line, share) for share in line.shares)
    )


def party(line, share):
    """A party of a line, with its mark where that says more than that it takes part."""
    name = format_html(
        '<span class="party party-{}">{}</span>', share.side or "none", share.party
    )
    mark = share.mark
    obvious = {share.party, line.row.label, "responsible"}
    telling = mark.shape == "letter" or (
        mark.shape == "text" and mark.printed not in obvious
    )
    said = format_html('<span class="quiet">{}</span>', mark.words) if telling else ""
    return f"{name}{said}{footmarks(share.footmarks)}"
