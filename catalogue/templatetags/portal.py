"""Small pieces of the portal's pages."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from catalogue import outcomes
from catalogue.platform.tenancy import actor_of, contacts_of

register = template.Library()


@register.inclusion_tag("components/customer_switch.html", takes_context=True)
def customer_switch(context, back=""):
    """Whom the person acts for, and a choice where there are several; `back` is opened then."""
    request = context["request"]
    contacts = [] if request.user.is_staff else list(contacts_of(request.user))
    actor = actor_of(request)
    return {
        "contacts": contacts,
        "acting": next((c for c in contacts if c.customer_id == actor.customer), None),
        "csrf_token": context.get("csrf_token"),
        "back": back,
    }


@register.filter
def actor(request):
    """Who acts in a request, to show what is theirs; asks the database once a request."""
    return actor_of(request)


@register.simple_tag
def pill(verdict):
    """An outcome as a coloured pill; nothing for a line without one."""
    if verdict is None:
        return ""
    return format_html(
        '<span class="pill pill-{}">{}</span>', verdict.tone, verdict.words
    )


@register.filter
def printed(answer):
    """The outcome as the guide prints it, where pill and parties do not say the same."""
    shown = answer.verdict
    said = {outcomes.short(share.party) for share in answer.shares} | {answer.kind}
    said |= {shown.words} if shown else set()
    same = answer.label.casefold() in {words.casefold() for words in said}
    return "" if same else answer.label


@register.filter
def by_side(shares):
    """Shares of an answer under the words for their side: [(side, words, shares)]."""
    return [
        (side, words, [share for share in shares if share.side == side])
        for side, words in outcomes.SIDES.items()
        if any(share.side == side for share in shares)
    ]


@register.filter
def mark_of(share):
    """How to show a party's mark."""
    return outcomes.mark(share.mark)


@register.filter
def money(amount, currency):
    """An amount with its currency: `1,250.00 USD`; nothing for no amount."""
    return "" if amount is None else f"{amount:,.2f} {currency}"


@register.filter
def plain(number):
    """A number without needless zeros: `20`, `2.5`."""
    return "" if number is None else f"{number.normalize():f}"


@register.filter
def duration(minutes):
    """Minutes in words: `45 minutes`, `4 hours`, `2 days`."""
    for size, word in ((1440, "day"), (60, "hour"), (1, "minute")):
        if minutes % size == 0 and minutes:
            count = minutes // size
            return f"{count} {word}" + ("" if count == 1 else "s")
    return "0 minutes"


@register.simple_tag
def qr_code(svg):
    """The picture of a QR code inside the page: the policy allows no image from a `data:` address.

    The sign-in package draws it itself from digits and letters; nothing in it comes from outside.
    """
    return mark_safe(svg[svg.index("<svg") :])
