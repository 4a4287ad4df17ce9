"""What customers subscribe to: which guide, when, judged by what, on which hours."""

from django import forms
from django.contrib import admin
from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html

from catalogue.actions import subscribing
from catalogue.models import Revision, Subscription, SubscriptionMeasure
from catalogue.platform.adminlimits import LimitedInline, VisibleRelated

from .attention import Attention
from .bases import CatalogueAdmin
from .cases import cases_field, without
from .exchange import Exchange
from .exchange_subscriptions import MeasureRows, SubscriptionRows


class SubscriptionForm(forms.ModelForm):
    """Says at the field what the action would refuse."""

    def _post_clean(self):
        super()._post_clean()
        if self.errors:
            return
        try:
            subscribing.check(self.instance)
        except subscribing.CannotSubscribe as refusal:
            known = refusal.field in self.fields
            self.add_error(refusal.field if known else None, str(refusal))


class MeasureInline(LimitedInline):
    """Figures of a subscription, each from a date on."""

    model = SubscriptionMeasure
    fields = ["kind", "value", "currency", "valid_from"]


@admin.register(Subscription)
class SubscriptionAdmin(Exchange, CatalogueAdmin):
    """Customers' use of guides, pinned to a revision or following the published one."""

    rows = SubscriptionRows

    group = "Customers"
    form = SubscriptionForm
    provider_path = "guide__provider"
    list_display = [
        "customer",
        "guide",
        "pinned_revision",
        "service_level",
        "starts_on",
        "ends_on",
    ]
    list_display_links = ["customer", "guide"]
    list_filter = [
        Attention,
        ("guide", VisibleRelated),
        ("pinned_revision", admin.EmptyFieldListFilter),
        "pinned_revision__state",
        "starts_on",
        "ends_on",
    ]
    list_select_related = [
        "customer",
        "guide",
        "pinned_revision__guide",
        "service_level",
    ]
    search_fields = ["customer__name", "guide__title"]
    ordering = ["customer__name", "guide__title", "-starts_on", "pk"]
    autocomplete_fields = [
        "customer",
        "guide",
        "pinned_revision",
        "service_level",
        "components",
        "partners",
        "calendar",
    ]
    # What belongs to a revision, and so is offered from the one that counts.
    of_revision = ("service_level", "components", "partners")
    fieldsets = [
        (None, {"fields": ["customer", "guide", "pinned_revision"]}),
        (
            "Promise",
            {"fields": ["judged_by", "service_level", "calendar", "qualifies_for"]},
        ),
        ("Period", {"fields": [("starts_on", "ends_on")]}),
        ("Covers", {"fields": ["components", "partners", "integrations"]}),
    ]
    readonly_fields = ["judged_by"]
    inlines = [MeasureInline]

    def get_autocomplete_fields(self, request):
        # On a stored subscription these offer what its revision has, and nothing else.
        fields = super().get_autocomplete_fields(request)
        stored = getattr(request, "stored_subscription", None)
        few = (*self.of_revision, "calendar")
        return [name for name in fields if not (stored and name in few)]

    def get_form(self, request, obj=None, change=False, **kwargs):
        request.stored_subscription = obj
        request.binding_revision = chosen_revision(request, obj) if obj else None
        form = super().get_form(request, obj, change, **kwargs)
        if "qualifies_for" in form.base_fields:
            form.base_fields["qualifies_for"] = cases_field(
                request.binding_revision, obj
            )
        return form

    def get_fieldsets(self, request, obj=None):
        sets = super().get_fieldsets(request, obj)
        # Which times apply to some customers alone is known once the guide is chosen.
        return sets if obj else without(sets, "qualifies_for")

    def get_field_queryset(self, db, db_field, request):
        queryset = super().get_field_queryset(db, db_field, request)
        if db_field.name == "pinned_revision":
            # What is not in force yet binds nobody. One that was withdrawn stays in view, so that
            # a pin is not lost by saving something else.
            return queryset.exclude(published_at=None)
        stored = getattr(request, "stored_subscription", None)
        if stored and db_field.name == "calendar":
            return queryset.filter(provider=stored.guide.provider_id)
        if stored and db_field.name in self.of_revision:
            path = db_field.related_model.revision_path
            offered = Q(**{path: request.binding_revision}) | Q(subscriptions=stored)
            return queryset.filter(offered).distinct()
        return queryset

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if getattr(request, "stored_subscription", None):
            kwargs["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    @admin.display(description="judged by")
    def judged_by(self, obj):
        """The revision that counts, with what makes it so."""
        if obj.pk is None:
            return "The pinned revision, else the published one."
        revision = subscribing.binding(obj)
        if revision is None:
            return "No revision of this guide is published: nothing is promised."
        url = reverse("admin:catalogue_revision_change", args=[revision.pk])
        why = "pinned" if obj.pinned_revision_id else "published, and follows the guide"
        return format_html('<a href="{}">{}</a> ({})', url, revision, why)

    def save_model(self, request, obj, form, change):
        subscribing.save_subscription(obj)


@admin.register(SubscriptionMeasure)
class SubscriptionMeasureAdmin(Exchange, CatalogueAdmin):
    """Provisioned users, devices and managed spend, over time."""

    rows = MeasureRows

    group = "Rows"
    provider_path = "subscription__guide__provider"
    list_display = ["subscription", "kind", "value", "currency", "valid_from"]
    list_filter = ["kind", ("customer", VisibleRelated), "valid_from"]
    list_select_related = ["subscription__customer", "subscription__guide"]
    search_fields = ["subscription__customer__name", "subscription__guide__title"]
    ordering = ["subscription_id", "kind", "-valid_from", "pk"]
    autocomplete_fields = ["subscription"]
    fields = ["subscription", "kind", "value", "currency", "valid_from"]


def chosen_revision(request, subscription):
    """The revision that a stored subscription is judged by, or would be by what was posted."""
    if request.method == "POST" and "pinned_revision" in request.POST:
        pinned = request.POST["pinned_revision"]
        known = int(pinned) if pinned.isdecimal() and len(pinned) <= 18 else None
        if known:
            rows = Revision.objects.filter(guide=subscription.guide_id)
            return rows.filter(pk=known).first()
        subscription = Subscription(guide_id=subscription.guide_id)
    return subscribing.binding(subscription)
