"""What customers subscribe to, and the figures of it, as rows of a table."""

from django.core.exceptions import ValidationError

from catalogue.actions import subscribing
from catalogue.models import (
    Calendar,
    Revision,
    ServiceLevel,
    Subscription,
    SubscriptionMeasure,
)

from .exchange_columns import Choice, Day, Lines, Number, Text, Word, column
from .exchange_customers import OfCustomer
from .exchange_rows import Rows


class SubscriptionRows(OfCustomer):
    """What customers subscribe to, by customer, guide and first day."""

    needed = ["customer", "guide", "starts_on"]
    help = {
        "customer": "Key of the customer.",
        "guide": "Keys of the provider and the guide, as acme/voice.",
        "starts_on": "First day, as 2026-01-31. With the customer and the guide, says which subscription is meant.",
        "ends_on": "First day after the last; blank while it goes on.",
        "pinned_revision": "Number of the revision the customer signed; blank for the published one.",
        "service_level": "Its name in that revision.",
        "integrations": "One a line.",
        "calendar": "Key of the provider's calendar that was agreed; blank for the service level's.",
        "qualifies_for": "Cases that some times apply to alone, such as cloud; one a line.",
    }
    customer_key = column("customer", "customer__key", key=True)
    guide_key = column("guide", "guide__key", key=True)
    starts_on = column("starts_on", widget=Day(), key=True)
    ends_on = column("ends_on", widget=Day())
    pinned = column("pinned_revision", "pinned_revision__number", Word(), key=True)
    level = column("service_level", "service_level__name", Word(), key=True)
    integrations = column("integrations", widget=Text())
    hours = column("calendar", "calendar__key", Word(), key=True)
    cases = column("qualifies_for", widget=Lines())

    class Meta(Rows.Meta):
        model = Subscription
        fields = [
            "customer_key", "guide_key", "starts_on", "ends_on", "pinned", "level", "integrations",
            "hours", "cases",
        ]  # fmt: skip

    def dehydrate_guide_key(self, subscription):
        """The guide with its provider."""
        return f"{subscription.guide.provider.key}/{subscription.guide.key}"

    def filter_export(self, queryset, **kwargs):
        return queryset.select_related(
            "customer",
            "guide__provider",
            "pinned_revision",
            "service_level",
            "calendar",
        )

    def identify(self, row):
        return {
            "customer": self.customer(row),
            "guide": self.guide(row),
            "starts_on": self.day(row, "starts_on"),
        }

    def find(self, identity):
        known = Subscription.objects.select_related(
            "pinned_revision", "service_level", "calendar"
        )
        found = known.filter(**identity).first()
        if found:
            found.customer, found.guide = identity["customer"], identity["guide"]
        return found

    def import_instance(self, instance, row, **kwargs):
        super().import_instance(instance, row, **kwargs)
        if "pinned_revision" in row:
            instance.pinned_revision = self.pinned_revision(instance, row)
        if "service_level" in row:
            instance.service_level = self.service_level(instance, row)
        if "calendar" in row:
            instance.calendar = self.calendar(instance, row)

    def calendar(self, instance, row):
        """The provider's calendar with that key; None when blank."""
        key = row["calendar"].strip()
        if not key:
            return None
        provider = instance.guide.provider_id
        found = Calendar.objects.filter(provider=provider, key=key)
        return self.look_up("calendar", key, found.first, provider)

    def pinned_revision(self, instance, row):
        """The revision of the guide with that number; None when blank."""
        number = row["pinned_revision"].strip()
        if not number:
            return None
        rows = Revision.objects.filter(guide=instance.guide)
        known = int(number) if number.isdecimal() and len(number) < 9 else 0
        found = rows.filter(number=known)
        return self.look_up("pinned_revision", number, found.first, instance.guide_id)

    def service_level(self, instance, row):
        """The level of that name in the revision the customer is judged by; None when blank."""
        name = row["service_level"].strip()
        if not name:
            return None
        revision = subscribing.binding(instance)
        stored = instance.service_level
        if (
            stored
            and stored.name == name
            and (revision is None or stored.revision_id == revision.pk)
        ):
            return stored
        rows = ServiceLevel.objects.filter(revision=revision, name=name)
        found = rows.select_related("revision")
        within = revision and revision.pk
        return self.look_up("service_level", name, found.first, within)

    def skip_row(self, instance, original, row, import_validation_errors=None):
        same = super().skip_row(instance, original, row, import_validation_errors)
        ids = ("pinned_revision_id", "service_level_id", "calendar_id")
        return same and all(getattr(instance, n) == getattr(original, n) for n in ids)

    def write(self, instance):
        subscribing.save_subscription(instance)

    def refused(self, refusal):
        return {getattr(refusal, "field", "__all__"): [str(refusal)]}


class MeasureRows(OfCustomer):
    """Figures of subscriptions, each from a date on."""

    needed = ["customer", "guide", "starts_on", "kind", "valid_from", "value"]
    help = {
        "customer": "Key of the customer.",
        "guide": "Keys of the provider and the guide, as acme/voice.",
        "starts_on": "First day of the subscription.",
        "kind": "users, devices or managed_spend.",
        "valid_from": "The day from which the figure holds.",
        "currency": "Of managed spend, as USD.",
    }
    customer_key = column("customer", "subscription__customer__key", key=True)
    guide_key = column("guide", "subscription__guide__key", key=True)
    starts_on = column("starts_on", "subscription__starts_on", Day(), key=True)
    kind = column("kind", widget=Choice(SubscriptionMeasure.Kind.choices), key=True)
    valid_from = column("valid_from", widget=Day(), key=True)
    value = column("value", widget=Number())
    currency = column("currency", widget=Word())

    class Meta(Rows.Meta):
        model = SubscriptionMeasure
        fields = [
            "customer_key", "guide_key", "starts_on", "kind", "valid_from", "value", "currency",
        ]  # fmt: skip

    def dehydrate_guide_key(self, measure):
        """The guide with its provider."""
        guide = measure.subscription.guide
        return f"{guide.provider.key}/{guide.key}"

    def filter_export(self, queryset, **kwargs):
        return queryset.select_related(
            "subscription__customer", "subscription__guide__provider"
        )

    def identify(self, row):
        customer, guide = self.customer(row), self.guide(row)
        starts_on = self.day(row, "starts_on")
        rows = Subscription.objects.filter(
            customer=customer, guide=guide, starts_on=starts_on
        )
        name = f"{customer.key}, {row['guide'].strip()} from {starts_on}"
        try:
            kind = self.fields["kind"].widget.clean(row["kind"])
        except ValueError as error:
            raise ValidationError({"kind": str(error)}) from None
        return {
            "subscription": self.look_up("subscription", name, rows.first),
            "kind": kind,
            "valid_from": self.day(row, "valid_from"),
        }

    def make(self, identity, row):
        customer = identity["subscription"].customer_id
        return SubscriptionMeasure(customer_id=customer, **identity)
