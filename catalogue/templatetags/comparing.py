"""How a difference between two revisions is shown, on the portal and at the desk."""

from django import template
from django.utils.html import format_html, format_html_join

from catalogue.compare.difference import Act, Direction, Kind
from catalogue.compare.wording import SHOWN, pieces

register = template.Library()

MARKS = {"gone": "<del>{}</del>", "come": "<ins>{}</ins>", "same": "{}"}
OF_TEXTS = {Kind.REWORDED, Kind.NOTES, Kind.TERMS, Kind.TEXT}
SHORT = 40  # characters up to which a sentence says two texts well enough
WORTH = {
    Direction.BETTER: ("good", "better"),
    Direction.WORSE: ("bad", "worse"),
}


@register.simple_tag
def told(difference):
    """What differs: in a sentence, or as one text with what went and came marked in it."""
    if not is_of_texts(difference):
        return difference.sentence
    text = marked(difference.old, difference.new)
    if difference.kind in (Kind.TERMS, Kind.TEXT) and difference.subject != "paragraph":
        return format_html("<strong>{}</strong>: {}", difference.name, text)
    return text


def is_of_texts(difference):
    """Whether two texts differ that are better read as one."""
    if difference.kind not in OF_TEXTS or difference.act is not Act.CHANGED:
        return False
    length = max(len(difference.old), len(difference.new))
    both = bool(difference.old and difference.new)
    return both and (difference.kind is Kind.REWORDED or length > SHORT)


def marked(old, new):
    """Two texts as one, in which `del` and `ins` say what went and what came."""
    shown = [
        format_html(MARKS[piece.how], piece.text)
        if piece.text.strip() or piece.how == "same"
        else piece.text
        for piece in pieces(old, new)
    ]
    return format_html_join("", "{}", ((part,) for part in shown))


@register.simple_tag
def worth(difference, by_customer):
    """Whether it is better or worse for the customer, as a pill; nothing where that is open."""
    if difference.direction not in WORTH:
        return ""
    tone, word = WORTH[difference.direction]
    whom = "you" if by_customer else "the customer"
    return format_html('<span class="pill pill-{}">{} for {}</span>', tone, word, whom)


@register.filter
def whole(difference):
    """The text that came or went, when it is longer than a sentence shows."""
    text = difference.new or difference.old
    return text if difference.act is not Act.CHANGED and len(text) > SHOWN else ""


@register.simple_tag
def where(difference, old_address, new_address):
    """The place of a difference, linked to the line where the reader may open the revision."""
    key, address = difference.new_key, new_address
    if not (key and address):
        key, address = difference.old_key, old_address
    place = difference.place
    if not place:
        return ""
    if not (key and address):
        return place
    return format_html('<a href="{}#p-{}">{}</a>', address, key, place)
