"""Customers, their people, and what they subscribe to."""

from django.contrib import admin
from django.urls import reverse

from catalogue.actions import subscribing
from catalogue.models import Contact, Customer, Question, Subscription
from catalogue.platform.adminlimits import LimitedInline, VisibleRelated
from catalogue.platform.tenancy import actor_of, own_customers

from .bases import CatalogueAdmin, count_of
from .exchange import Exchange
from .exchange_customers import ContactRows, CustomerRows
from .subscriptions import SubscriptionForm


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
