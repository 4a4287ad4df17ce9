"""Agreements at the desk: terms, what they cover, orders judged by the guide's rules, rates."""

from django.contrib import admin, messages
from django.shortcuts import redirect

from billing.actions import agreeing, order_facts, ordering_offers, rating
from billing.actions.refusals import Refused
from billing.models import AgreedRate, Agreement, Coverage, Notice, OrderedOffer
from catalogue.admin.bases import CatalogueAdmin, WrittenElsewhere, count_of
from catalogue.money import shown
from catalogue.platform.adminlimits import LimitedInline, VisibleRelated

from .agreement_forms import (
    AgreementForm,
    CoverageForm,
    OrderForm,
    OrderFormSet,
    RateForm,
    told,
)
from .agreement_pages import AgreementPages, who
from .closing import CloseAction
from .hours import HoursPage


class CoverageInline(LimitedInline):
    """The subscriptions that the agreement covers."""

    model = Coverage
    form = CoverageForm
    fields = ["subscription"]

    def has_change_permission(self, request, obj=None):
        return False

    def get_field_queryset(self, db, db_field, request):
        queryset = super().get_field_queryset(db, db_field, request)
        stored = getattr(request, "stored_agreement", None)
        if stored and db_field.name == "subscription":
            own = queryset.filter(
                customer=stored.customer_id, guide__provider=stored.provider_id
            )
            return own.filter(coverage=None)
        return queryset


class OrderInline(LimitedInline):
    """What is ordered: packages of hours, and other recurring charges."""

    model = OrderedOffer
    form = OrderForm
    formset = OrderFormSet
    fields = tuple(OrderForm.Meta.fields)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "offer":
            # Offers are the guide's, and are not written from here.
            field.widget.can_add_related = field.widget.can_change_related = False
            field.widget.can_delete_related = field.widget.can_view_related = False
        return field

    def get_field_queryset(self, db, db_field, request):
        queryset = super().get_field_queryset(db, db_field, request)
        stored = getattr(request, "stored_agreement", None)
        if not (stored and db_field.name == "offer"):
            return queryset
        there = stored.orders.values_list("offer", flat=True)
        offers = {each.pk for each in order_facts.offered(stored)} | set(there)
        return queryset.filter(pk__in=offers - {None})


class RateInline(LimitedInline):
    """What an hour costs this customer, each rate from a day on."""

    model = AgreedRate
    form = RateForm
    fields = ["kind", "role", "amount", "valid_from"]


@admin.register(Agreement)
class AgreementAdmin(HoursPage, AgreementPages, CloseAction, CatalogueAdmin):
    """Customer × provider: terms, orders, rates, and the rules by which hours are counted."""

    group = "Customers"
    form = AgreementForm
    provider_path = "provider"
    change_form_template = "admin/billing/agreement/change_form.html"
    list_display = [
        "reference",
        "name",
        "customer",
        "provider",
        "starts_on",
        "ends_on",
        "renewal",
        count_of(Coverage, "agreement", "subscriptions"),
    ]
    list_display_links = ["reference", "name"]
    list_filter = [
        ("provider", VisibleRelated),
        "renewal",
        "overage",
        ("ends_on", admin.EmptyFieldListFilter),
    ]
    list_select_related = ["customer", "provider"]
    search_fields = ["name", "customer__name"]
    search_help_text = "Name, customer, or a reference such as A-12."
    ordering = ["customer__name", "-starts_on", "pk"]
    autocomplete_fields = ["customer", "provider"]
    fieldsets = [
        (None, {"fields": ["customer", "provider", "name", "currency"]}),
        (
            "Term",
            {
                "fields": [
                    ("starts_on", "ends_on"),
                    ("term_months", "renewal", "renewal_months"),
                    ("notice_days", "notice_given_on"),
                ]
            },
        ),
        ("Work", {"fields": ["technology_groups", "calendar", "after_hours"]}),
        (
            "Rounding",
            {
                "fields": [
                    "increment_minutes",
                    ("minimum_minutes", "minimum_per", "minimum_for"),
                ]
            },
        ),
        (
            "Beyond the hours",
            {"fields": [("overage", "overage_cap_minutes"), "carries_over"]},
        ),
    ]
    readonly_fields = ["notice_given_on"]

    def has_delete_permission(self, request, obj=None):
        # It ends; what was worked and charged under it stays.
        return False

    def get_readonly_fields(self, request, obj=None):
        fixed = super().get_readonly_fields(request, obj)
        return [*fixed, "customer", "provider"] if obj else fixed

    def get_inlines(self, request, obj):
        # What can be ordered is known once it is known what the agreement covers.
        return [CoverageInline, OrderInline, RateInline] if obj else [CoverageInline]

    def get_form(self, request, obj=None, change=False, **kwargs):
        request.stored_agreement = obj
        return super().get_form(request, obj, change, **kwargs)

    def get_field_queryset(self, db, db_field, request):
        queryset = super().get_field_queryset(db, db_field, request)
        stored = getattr(request, "stored_agreement", None)
        if stored and db_field.name == "calendar":
            return queryset.filter(provider=stored.provider_id)
        return queryset

    def get_search_results(self, request, queryset, search_term):
        rows, distinct = super().get_search_results(request, queryset, search_term)
        known = queryset.model.objects.by_reference(search_term).values("pk")
        return rows | queryset.filter(pk__in=known), distinct

    def telling(self, request, view, *args, **kwargs):
        """What an action refuses after all, since somebody was quicker, leads back with its reason."""
        try:
            return super().telling(request, view, *args, **kwargs)
        except Refused as refusal:
            self.message_user(request, told(refusal), messages.ERROR)
            return redirect(request.get_full_path())

    def save_model(self, request, obj, form, change):
        agreeing.save_agreement(obj, **who(request))

    def save_formset(self, request, form, formset, change):
        rows = formset.save(commit=False)
        saves = {
            Coverage: self._save_coverages,
            OrderedOffer: self._save_orders,
            AgreedRate: self._save_rates,
        }
        saves[formset.model](request, form.instance, rows, formset.deleted_objects)

    def _save_coverages(self, request, agreement, rows, gone):
        for row in gone:
            agreeing.uncover(row, **who(request))
        for row in rows:
            agreeing.cover(agreement, row.subscription, **who(request))

    def _save_orders(self, request, agreement, rows, gone):
        if not (rows or gone):
            return
        found = ordering_offers.order_all(
            agreement.pk, rows, removed=gone, **who(request)
        )
        for problem in found:
            said = (
                f"Saved as you decided, though the guide leaves it open. {problem.text}"
            )
            self.message_user(request, said, messages.WARNING)

    def _save_rates(self, request, agreement, rows, gone):
        for row in gone:
            rating.remove_rate(row, **who(request))
        for row in rows:
            rating.save_rate(row, **who(request))


class OfAgreement(WrittenElsewhere, CatalogueAdmin):
    """Base of lists of an agreement's rows; they are written on the agreement's page."""

    group = "Customers"
    provider_path = "agreement__provider"
    list_select_related = ["agreement", "customer"]


@admin.register(Coverage)
class CoverageAdmin(OfAgreement):
    """Which agreement covers which subscription."""

    list_display = ["subscription", "agreement", "customer"]
    list_filter = [("customer", VisibleRelated)]
    list_select_related = [
        "agreement",
        "customer",
        "subscription__customer",
        "subscription__guide",
    ]
    search_fields = ["customer__name", "agreement__name"]
    ordering = ["customer__name", "pk"]


@admin.register(OrderedOffer)
class OrderedOfferAdmin(OfAgreement):
    """What is ordered under all agreements."""

    list_display = [
        "name",
        "agreement",
        "customer",
        "kind",
        "role",
        "quantity",
        "unit",
        "fee",
        "starts_on",
        "ends_on",
    ]
    list_filter = ["kind", ("customer", VisibleRelated), "starts_on"]
    search_fields = ["name", "role", "customer__name"]
    ordering = ["customer__name", "agreement_id", "kind", "starts_on", "pk"]

    @admin.display(description="monthly fee", ordering="monthly_fee")
    def fee(self, obj):
        """The fee in the agreement's currency."""
        return shown(obj.monthly_fee, obj.agreement.currency)


@admin.register(AgreedRate)
class AgreedRateAdmin(OfAgreement):
    """What an hour costs, by customer, role and date."""

    list_display = ["agreement", "customer", "kind", "role", "an_hour", "valid_from"]
    list_filter = ["kind", ("customer", VisibleRelated), "valid_from"]
    search_fields = ["role", "customer__name"]
    ordering = ["customer__name", "agreement_id", "kind", "role", "-valid_from"]

    @admin.display(description="an hour", ordering="amount")
    def an_hour(self, obj):
        """The rate in the agreement's currency."""
        return shown(obj.amount, obj.agreement.currency)


@admin.register(Notice)
class NoticeAdmin(OfAgreement):
    """What an agreement's people were told, and when."""

    list_display = ["agreement", "customer", "kind", "on", "mark", "at"]
    list_filter = ["kind", ("customer", VisibleRelated), "at"]
    search_fields = ["customer__name", "agreement__name"]
    ordering = ["-at", "-pk"]
