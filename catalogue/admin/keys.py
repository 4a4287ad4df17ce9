"""Keys for programs: the secret is shown once, on the page that follows the form."""

from django import forms
from django.contrib import admin, messages
from django.db.models import Q
from django.template.response import TemplateResponse
from django.utils import timezone

from catalogue.models import ApiKey
from catalogue.platform.adminlimits import VisibleRelated
from catalogue.platform.tenancy import actor_of, own_customers

from .bases import CatalogueAdmin

SCOPES = [
    ("ask", "ask: put questions and read answers"),
    ("tickets", "tickets: read tickets"),
    ("intake", "intake: open tickets, reply, attach files, ask for changes of orders"),
    ("hours", "hours: read agreements, hours used and left, time entries"),
    ("time", "time: log and correct time (staff only)"),
    ("statements", "statements: read and download them"),
]


class ApiKeyForm(forms.ModelForm):
    """Scopes are ticked, not written as JSON."""

    scopes = forms.MultipleChoiceField(
        choices=SCOPES, required=False, widget=forms.CheckboxSelectMultiple
    )


class UsableFilter(admin.SimpleListFilter):
    """Keys that work now, or those revoked or expired."""

    title = "use"
    parameter_name = "usable"

    def lookups(self, request, model_admin):
        return [("yes", "usable"), ("no", "revoked or expired")]

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        usable = ApiKey.objects.usable(timezone.now()).values("pk")
        return queryset.filter(
            Q(pk__in=usable) if self.value() == "yes" else ~Q(pk__in=usable)
        )


@admin.register(ApiKey)
class ApiKeyAdmin(CatalogueAdmin):
    """Keys are issued and revoked; what they may do is fixed when they are issued."""

    group = "Access"
    form = ApiKeyForm
    list_display = [
        "name",
        "prefix",
        "customer",
        "staff",
        "expires_at",
        "last_used_at",
        "revoked_at",
    ]
    list_filter = [UsableFilter, ("customer", VisibleRelated), "expires_at"]
    list_select_related = ["customer", "staff"]
    search_fields = ["name", "prefix", "customer__name", "staff__email"]
    ordering = ["name", "pk"]
    autocomplete_fields = ["customer", "staff"]
    fieldsets = [
        (None, {"fields": ["name", "customer", "staff", "scopes", "expires_at"]}),
    ]
    issued_fieldsets = [
        (None, {"fields": ["name", "prefix", "customer", "staff", "scopes"]}),
        ("Issued", {"fields": [("created_at", "created_by"), "expires_at"]}),
        ("Use", {"fields": ["last_used_at", ("revoked_at", "revoked_by")]}),
    ]
    actions = ["revoke"]

    def limit(self, queryset, actor):
        if actor.providers is None:
            return queryset
        customers = own_customers(actor).values("pk")
        return queryset.filter(Q(customer__in=customers) | Q(staff=actor.user))

    def get_field_queryset(self, db, db_field, request):
        queryset = super().get_field_queryset(db, db_field, request)
        if db_field.name == "customer":
            # A customer's key reads all its guides: none for customers of other providers too.
            return queryset.filter(pk__in=own_customers(actor_of(request)).values("pk"))
        if db_field.name != "staff":
            return queryset
        # A key acts as its owner: nobody makes one that may do more than they may.
        staff = queryset.filter(is_staff=True, is_active=True)
        return staff if request.user.is_superuser else staff.filter(pk=request.user.pk)

    def get_fieldsets(self, request, obj=None):
        return self.issued_fieldsets if obj else self.fieldsets

    def has_change_permission(self, request, obj=None):
        # The list needs the right for its action; a single key opens for reading only.
        return obj is None and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        # A revoked key stays, so that it can be told who used it.
        return False

    def save_model(self, request, obj, form, change):
        obj.created_by = request.user.email
        request.issued_secret = obj.issue()

    def response_add(self, request, obj, post_url_continue=None):
        """The page with the secret: not a redirect, so that it is stored nowhere on the way."""
        context = {
            **self.admin_site.each_context(request),
            "title": f"Key “{obj.name}” is issued",
            "opts": self.opts,
            "key": obj,
            "secret": request.issued_secret,
        }
        return TemplateResponse(request, "admin/catalogue/apikey/issued.html", context)

    @admin.action(description="Revoke selected keys", permissions=["change"])
    def revoke(self, request, queryset):
        keys = list(queryset.filter(revoked_at=None))
        for key in keys:
            key.revoked_at, key.revoked_by = timezone.now(), request.user.email
            key.save(update_fields=["revoked_at", "revoked_by"])
            self.log_change(request, key, "Revoked.")
        self.message_user(request, f"{len(keys)} revoked.", messages.SUCCESS)
