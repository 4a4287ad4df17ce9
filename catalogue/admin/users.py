"""Who signs in, in which role, and what they did."""

from django import forms
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.admin import GroupAdmin as StockGroupAdmin
from django.contrib.auth.admin import UserAdmin as StockUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.db.models import Q
from django.utils import timezone

from catalogue.models import Contact, User
from catalogue.platform.adminlimits import VisibleRelated
from catalogue.platform.tenancy import actor_for, actor_of, own_customers

from .bases import CatalogueAdmin, WrittenElsewhere, count_of
from .synonyms import SharedWords


class LowerEmail:
    """Mixin: addresses are kept in lower case, as they are compared."""

    def clean_email(self):
        return self.cleaned_data["email"].strip().lower()


class NewUserForm(LowerEmail, AdminUserCreationForm):
    """A login by e-mail; without a password until the person sets one."""

    class Meta:
        model = User
        fields = ["email", "name"]


class UserForm(LowerEmail, UserChangeForm):
    """Rights are given within what the giver has."""

    class Meta:
        model = User
        fields = "__all__"
        field_classes: dict[str, type[forms.Field]] = {}

    giver_is_limited = False

    def clean(self):
        cleaned = super().clean()
        named = cleaned.get("limited_to")
        if self.giver_is_limited and not named:
            self.add_error(
                "limited_to",
                "Name at least one provider: your own rights are limited too.",
            )
        # Who is given providers sees these only, whether or not the box was ticked.
        cleaned["is_limited"] = bool(cleaned.get("is_limited") or named)
        return cleaned


@admin.register(User)
class UserAdmin(CatalogueAdmin, StockUserAdmin):
    """People with a login. Limited staff see their colleagues and their customers' contacts."""

    group = "Access"
    form = UserForm
    add_form = NewUserForm
    list_display = ["email", "name", "is_staff", "is_active", "roles", "last_login"]
    list_filter = [
        "is_staff",
        "is_superuser",
        "is_active",
        "is_limited",
        "groups",
        ("limited_to", VisibleRelated),
    ]
    list_select_related = []
    search_fields = ["email", "name"]
    ordering = ["email", "pk"]
    filter_horizontal = ["groups", "user_permissions"]
    autocomplete_fields = ["limited_to"]
    readonly_fields = ["last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["email", "name", "password"]}),
        ("Role", {"fields": ["is_active", "is_staff", "groups"]}),
        ("Limits", {"fields": ["is_limited", "limited_to"]}),
        ("Beyond roles", {"fields": ["is_superuser", "user_permissions"]}),
        ("Dates", {"fields": [("last_login", "date_joined")]}),
    ]
    add_fieldsets = [
        (
            None,
            {"fields": ["email", "name", "usable_password", "password1", "password2"]},
        ),
    ]

    def limit(self, queryset, actor):
        if actor.providers is None:
            return queryset
        customers = own_customers(actor).values("pk")
        # A login at a customer that other providers serve too opens their guides.
        shared = Contact.objects.exclude(user=None).exclude(customer__in=customers)
        theirs = Contact.objects.filter(customer__in=customers).values("user")
        colleagues = User.limited_to.through.objects.filter(
            provider__in=actor.providers
        ).values("user")
        own = Q(pk=actor.user) | Q(pk__in=colleagues)
        contacts = Q(pk__in=theirs, is_staff=False) & ~Q(pk__in=shared.values("user"))
        return queryset.filter(own | contacts)

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    def get_readonly_fields(self, request, obj=None):
        fixed = list(super().get_readonly_fields(request, obj))
        if request.user.is_superuser:
            return fixed
        return [*fixed, "is_superuser", "user_permissions"]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.giver_is_limited = actor_of(request).providers is not None
        return form

    def get_field_queryset(self, db, db_field, request):
        queryset = super().get_field_queryset(db, db_field, request)
        if db_field.name == "groups" and not request.user.is_superuser:
            return queryset.filter(pk__in=giveable_groups(request.user))
        return queryset

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and self._below(request, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and self._below(request, obj)

    def has_add_permission(self, request):
        # A login made by limited staff would be limited to nothing until its second page.
        unlimited = actor_of(request).providers is None
        return unlimited and super().has_add_permission(request)

    def _below(self, request, obj):
        """Nobody changes the login of somebody who may do more, or at more providers."""
        if obj is None or request.user.is_superuser:
            return True
        providers = actor_of(request).providers
        if obj.is_superuser or providers is None or not obj.is_staff:
            return not obj.is_superuser
        theirs = actor_for(obj, at=timezone.now()).providers
        return theirs is not None and theirs <= providers

    @admin.display(description="roles")
    def roles(self, obj):
        return ", ".join(group.name for group in obj.groups.all())


def giveable_groups(user):
    """Keys of the groups that carry no right the user lacks."""
    own = user.get_all_permissions()
    groups = Group.objects.prefetch_related("permissions__content_type")
    return [
        group.pk
        for group in groups
        if own.issuperset(
            f"{each.content_type.app_label}.{each.codename}"
            for each in group.permissions.all()
        )
    ]


admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(SharedWords, StockGroupAdmin):
    """Roles. The four that ship are reset at every set-up: give other rights to other groups."""

    group = "Access"
    list_display = ["name", count_of(User.groups.through, "group", "members")]
    ordering = ["name", "pk"]


@admin.register(LogEntry)
class LogEntryAdmin(WrittenElsewhere, CatalogueAdmin):
    """Who changed what in the admin. Limited staff see what they did themselves."""

    group = "Access"
    list_display = [
        "action_time",
        "user",
        "content_type",
        "object_repr",
        "action_flag",
        "get_change_message",
    ]
    list_filter = ["action_flag", "action_time", ("content_type", VisibleRelated)]
    list_select_related = ["user", "content_type"]
    search_fields = ["object_repr", "change_message", "user__email"]
    ordering = ["-action_time", "-pk"]

    def limit(self, queryset, actor):
        if actor.providers is None:
            return queryset
        return queryset.filter(user=actor.user)
