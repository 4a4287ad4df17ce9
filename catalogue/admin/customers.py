"""Customers, their people, and what they subscribe to."""

from django import forms
from django.contrib import admin
from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html

from catalogue.actions import subscribing
from catalogue.models import (
    Contact,
    Customer,
    Question,
    Revision,
    Subscription,
    SubscriptionMeasure,
)
from catalogue.platform.adminlimits import LimitedInline, VisibleRelated
from catalogue.platform.tenancy import actor_of, own_customers

from .attention import Attention
from .bases import CatalogueAdmin, count_of
from .exchange import Exchange
from .exchange_customers import (
    ContactRows,
    CustomerRows,
    MeasureRows,
    SubscriptionRows,
)


class LoginIsProven:
    """Mixin: a contact gets a login by invitation; by hand only from those who manage logins.

    A login reads all guides of its customer: limited staff give none at a customer that other
    providers serve too, nor before they have chosen the customer.
    """

    def get_readonly_fields(self, request, obj=None):
        fixed = super().get_readonly_fields(request, obj)
        manages = request.user.has_perm("catalogue.change_user")
        return fixed if manages and self._own(request, obj) else [*fixed, "user"]

    def _own(self, request, obj):
        actor = actor_of(request)
        if actor.providers is None:
            return True
        customer = obj.customer_id if isinstance(obj, Contact) else obj and obj.pk
        return own_customers(actor).filter(pk=customer).exists()


class ContactInline(LoginIsProven, LimitedInline):
    """The people of a customer."""

    model = Contact
    fields = ["name", "email", "phone", "role", "user", "is_active"]
    autocomplete_fields = ["user"]


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


class SubscriptionInline(LimitedInline):
    """What a customer subscribes to; details stand on the subscription's own page."""

    model = Subscription
    form = SubscriptionForm
    fields = ["guide", "pinned_revision", "starts_on", "ends_on"]
    autocomplete_fields = ["guide", "pinned_revision"]

    def get_min_num(self, request, obj=None, **kwargs):
        # Limited staff see customers by their subscriptions: one without would be lost to them.
        return 1 if obj is None and actor_of(request).providers is not None else 0

    def get_formset(self, request, obj=None, **kwargs):
        kwargs["validate_min"] = True
        return super().get_formset(request, obj, **kwargs)


@admin.register(Customer)
class CustomerAdmin(Exchange, CatalogueAdmin):
    """Companies that subscribe to guides."""

    rows = CustomerRows

    group = "Customers"
    list_display = [
        "name",
        "key",
        "zone",
        count_of(Contact, "customer", "contacts"),
        count_of(Question, "customer", "open questions", state=Question.State.OPEN),
    ]
    search_fields = ["name", "key"]
    search_help_text = "Name, key, or e-mail address of a contact."
    ordering = ["name", "pk"]
    prepopulated_fields = {"key": ["name"]}
    inlines = [SubscriptionInline, ContactInline]

    def get_search_fields(self, request):
        # A field that offers customers goes by their own names: who types “ann” looks for a
        # company, not for everybody's Ann.
        offers = request.path == reverse("admin:autocomplete")
        return [*self.search_fields, *([] if offers else ["contacts__email"])]

    def has_delete_permission(self, request, obj=None):
        # Other providers may serve the same customer.
        unlimited = actor_of(request).providers is None
        return unlimited and super().has_delete_permission(request, obj)

    def save_formset(self, request, form, formset, change):
        if formset.model is not Subscription:
            super().save_formset(request, form, formset, change)
            return
        rows = formset.save(commit=False)
        for row in formset.deleted_objects:
            row.delete()
        for row in rows:
            subscribing.save_subscription(row)
        formset.save_m2m()


@admin.register(Contact)
class ContactAdmin(Exchange, LoginIsProven, CatalogueAdmin):
    """People at customers, with a login or without."""

    rows = ContactRows

    group = "Customers"
    list_display = ["name", "email", "customer", "role", "user", "is_active"]
    list_filter = ["role", "is_active", ("customer", VisibleRelated)]
    list_select_related = ["customer", "user"]
    search_fields = ["name", "email", "phone", "customer__name"]
    ordering = ["name", "pk"]
    autocomplete_fields = ["customer", "user"]

    def get_readonly_fields(self, request, obj=None):
        # A contact who moves would take the login along.
        moved = ["customer"] if obj else []
        return [*super().get_readonly_fields(request, obj), *moved]


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
    ]
    # What belongs to a revision, and so is offered from the one that counts.
    of_revision = ("service_level", "components", "partners")
    fieldsets = [
        (None, {"fields": ["customer", "guide", "pinned_revision"]}),
        ("Promise", {"fields": ["judged_by", "service_level"]}),
        ("Period", {"fields": [("starts_on", "ends_on")]}),
        ("Covers", {"fields": ["components", "partners", "integrations"]}),
    ]
    readonly_fields = ["judged_by"]
    inlines = [MeasureInline]

    def get_autocomplete_fields(self, request):
        # On a stored subscription these offer what its revision has, and nothing else.
        fields = super().get_autocomplete_fields(request)
        stored = getattr(request, "stored_subscription", None)
        return [name for name in fields if not (stored and name in self.of_revision)]

    def get_form(self, request, obj=None, change=False, **kwargs):
        request.stored_subscription = obj
        request.binding_revision = chosen_revision(request, obj) if obj else None
        return super().get_form(request, obj, change, **kwargs)

    def get_field_queryset(self, db, db_field, request):
        queryset = super().get_field_queryset(db, db_field, request)
        if db_field.name == "pinned_revision":
            # What is not in force yet binds nobody. One that was withdrawn stays in view, so that
            # a pin is not lost by saving something else.
            return queryset.exclude(published_at=None)
        stored = getattr(request, "stored_subscription", None)
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
