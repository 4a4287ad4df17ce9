"""What can be ordered, at what list rate, within which limits."""

from django.contrib import admin
from django.utils.text import Truncator

from catalogue.models import MeteringRule, NoticePeriod, Offer, Rate, SpendBand
from catalogue.platform.adminlimits import VisibleRelated
from catalogue.templatetags.portal import money, plain

from .parts import PartAdmin
from .picked import KeysField


class CommercialAdmin(PartAdmin):
    """What these lists share. `explained` says at the field what is meant by it."""

    group = "Offers"
    list_filter = [("revision__guide", VisibleRelated), "revision__state"]
    list_select_related = ["revision__guide", "section"]
    ordering = ["revision_id", "position", "pk"]
    explained: dict[str, str] = {}

    def get_fieldsets(self, request, obj=None):
        place = ["text", "section", "position", "ref"]
        return [
            (None, {"fields": ["revision", *self.own_fields]}),
            ("As the guide puts it", {"fields": place}),
        ]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and db_field.name in self.explained:
            field.help_text = self.explained[db_field.name]
        return field

    @admin.display(description="as the guide puts it", ordering="text")
    def short_text(self, obj):
        return Truncator(obj.text).chars(100)


@admin.register(Offer)
class OfferAdmin(CommercialAdmin):
    """Orderable things."""

    list_display = [
        "name",
        "key",
        "costs",
        "amounts",
        "term",
        "role",
        "needs",
        "section",
        "revision",
    ]
    list_filter = [
        *CommercialAdmin.list_filter,
        ("price", admin.EmptyFieldListFilter),
        ("term_months", admin.EmptyFieldListFilter),
    ]
    search_fields = ["name", "key", "role", "unit", "text"]
    search_help_text = "Name, key, role, unit or the guide's words."
    prepopulated_fields = {"key": ["name"]}
    own_fields = [
        "name",
        "key",
        "unit",
        ("minimum", "step", "maximum"),
        ("price", "currency"),
        "term_months",
        "role",
        "requires",
        "excludes",
        "includes",
    ]
    explained = {
        "key": "Stays the same from revision to revision; other offers refer to it.",
        "unit": "What one of it is: hour, user, device.",
        "minimum": "The least that can be ordered.",
        "step": "Orders above the minimum grow by this much.",
        "maximum": "The most that can be ordered. Empty: no limit is stated.",
        "price": "For one unit. Empty: the guide states none.",
        "currency": "Three letters, such as USD.",
        "term_months": "For how many months it is ordered at least.",
        "role": "Who works the hours, if it is hours.",
        "includes": "What it contains: a key of an offer, or a thing in words.",
    }

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        rows = Offer.objects.filter(revision=request.revision_pk)
        names = dict(
            rows.exclude(pk=obj.pk if obj else None).values_list("key", "name")
        )
        for name, words in (
            ("requires", "Offers that must be ordered too."),
            ("excludes", "Offers that cannot be ordered beside it."),
        ):
            if name in form.base_fields:
                form.base_fields[name] = KeysField(
                    known=names,
                    stored=getattr(obj, name, []),
                    what="offer",
                    help_text=words,
                )
        return form

    @admin.display(description="price", ordering="price")
    def costs(self, obj):
        price = money(obj.price, obj.currency)
        return f"{price} / {obj.unit}" if price and obj.unit else price or None

    @admin.display(description="amount")
    def amounts(self, obj):
        ends = (("from", obj.minimum), ("by", obj.step), ("to", obj.maximum))
        told = [f"{words} {plain(value)}" for words, value in ends if value is not None]
        return ", ".join(told) or None

    @admin.display(description="term", ordering="term_months")
    def term(self, obj):
        return f"{obj.term_months} months" if obj.term_months else None

    @admin.display(description="requires")
    def needs(self, obj):
        return ", ".join(obj.requires) or None


@admin.register(Rate)
class RateAdmin(CommercialAdmin):
    """List rates. Without an amount the guide refers to one it lacks."""

    list_display = [
        "role",
        "kind",
        "costs",
        "minimum_minutes",
        "increment_minutes",
        "section",
        "revision",
    ]
    list_filter = [
        *CommercialAdmin.list_filter,
        "kind",
        ("amount", admin.EmptyFieldListFilter),
    ]
    search_fields = ["role", "text"]
    search_help_text = "Role or the guide's words."
    own_fields = [
        "role",
        "kind",
        ("amount", "currency", "unit"),
        ("minimum_minutes", "increment_minutes"),
    ]
    explained = {
        "role": "Who works: engineer, architect, project manager.",
        "kind": "Overage: beyond the hours bought. After hours: outside the calendar.",
        "amount": "Money for one unit. Empty: the guide refers to a rate it does not print.",
        "currency": "Three letters, such as USD.",
        "minimum_minutes": "The least that is charged for one piece of work.",
        "increment_minutes": "Time is rounded up to a multiple of this.",
    }

    @admin.display(description="rate", ordering="amount")
    def costs(self, obj):
        price = money(obj.amount, obj.currency)
        return f"{price} / {obj.unit}" if price and obj.unit else price or None


@admin.register(SpendBand)
class SpendBandAdmin(CommercialAdmin):
    """Recommended hours a month for a managed spend."""

    list_display = ["band", "hours", "footnote", "short_text", "section", "revision"]
    search_fields = ["text", "footnote"]
    search_help_text = "The guide's words, or a footnote."
    own_fields = [("low", "high", "currency"), "hours", "footnote"]
    explained = {
        "low": "Managed spend a month, from. Empty: from nothing.",
        "high": "Managed spend a month, up to. Empty: without end.",
        "currency": "Three letters, such as USD.",
        "hours": "Hours a month that the guide recommends or gives for it.",
        "footnote": "The marker printed beside the band.",
    }

    @admin.display(description="managed spend", ordering="low")
    def band(self, obj):
        low, high = (money(end, obj.currency).strip() for end in (obj.low, obj.high))
        if low and high:
            return f"{low} to {high}"
        return f"from {low}" if low else f"up to {high}" if high else "any"


@admin.register(NoticePeriod)
class NoticePeriodAdmin(CommercialAdmin):
    """How many days ahead something must be asked for or announced."""

    list_display = ["event", "days", "by", "short_text", "section", "revision"]
    list_filter = [*CommercialAdmin.list_filter, "by"]
    search_fields = ["event", "text"]
    search_help_text = "Event or the guide's words."
    own_fields = ["event", "days", "by"]
    explained = {
        "event": "What is announced: new licences, a move, the end of the agreement.",
        "days": "Calendar days before it.",
        "by": "Who has to give the notice.",
    }


@admin.register(MeteringRule)
class MeteringRuleAdmin(CommercialAdmin):
    """What counts as an interaction, and what does not."""

    list_display = ["interaction", "counted", "left_out", "section", "revision"]
    search_fields = ["interaction", "counts", "excludes", "text"]
    search_help_text = "Interaction, what counts, what does not, or the guide's words."
    own_fields = ["interaction", "counts", "excludes"]
    explained = {
        "interaction": "What is measured: a phone call, a chat, an e-mail.",
        "counts": "From when to when it counts.",
        "excludes": "What does not count.",
    }

    @admin.display(description="counts", ordering="counts")
    def counted(self, obj):
        return Truncator(obj.counts).chars(100)

    @admin.display(description="does not count", ordering="excludes")
    def left_out(self, obj):
        return Truncator(obj.excludes).chars(100)
