"""Staff who are limited to some providers meet only those in the admin, wherever rows are offered.

Every admin class of ours is `Limited`: its rows, the rows of its inlines, what its fields offer,
autocomplete (which asks the class's own queryset) and filters. A stranger's row does not exist.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.exceptions import NotRegistered
from django.db.models import QuerySet
from django.http import HttpRequest

from catalogue.platform import adminsite
from catalogue.platform.tenancy import Actor, actor_of


class LimitedChoices:
    """Fields offer what the admin class of their model would list to this staff member."""

    admin_site: admin.AdminSite

    def get_field_queryset(
        self, db: str | None, db_field: Any, request: HttpRequest
    ) -> QuerySet | None:
        queryset = super().get_field_queryset(db, db_field, request)  # type: ignore[misc]
        model = db_field.remote_field.model
        if queryset is None:
            queryset = model._default_manager.using(db).all()
        return limited(self.admin_site, queryset, request)


class Limited(LimitedChoices):
    """Mixin of admin classes. `provider_path` is the lookup from the model to its provider.

    A model that leads to a customer has `visible_to` instead; one that is nobody's says
    `provider_path = ""`. A class that says nothing shows nothing to limited staff.
    """

    provider_path: str | None = None

    def limit(self, queryset: QuerySet, actor: Actor) -> QuerySet:
        """The rows of `queryset` that the actor may know of."""
        if actor.providers is None or self.provider_path == "":
            return queryset
        if self.provider_path:
            return queryset.filter(**{f"{self.provider_path}__in": actor.providers})
        if hasattr(queryset, "visible_to"):
            # By key: `visible_to` joins and says distinct, which a delete would not take.
            own = queryset.model._default_manager.visible_to(actor)
            return queryset.filter(pk__in=own.values("pk"))
        return queryset.none()

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        queryset = super().get_queryset(request)  # type: ignore[misc]
        return self.limit(queryset, actor_of(request))


class LimitedModelAdmin(Limited, adminsite.ModelAdmin):
    """Base of admin pages that respect the limits."""


class LimitedInline(LimitedChoices, adminsite.TabularInline):
    """Base of inlines: they show the rows that the admin class of their model would."""

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return limited(self.admin_site, super().get_queryset(request), request)


class VisibleRelated(admin.RelatedFieldListFilter):
    """A filter by a related row that names only rows the staff member may know of."""

    def field_choices(
        self, field: Any, request: HttpRequest, model_admin: admin.ModelAdmin
    ) -> list[tuple[Any, Any]]:
        queryset: QuerySet = field.remote_field.model._default_manager.all()
        rows = limited(model_admin.admin_site, queryset, request)
        return [(row.pk, str(row)) for row in rows]


def limited(
    site: admin.AdminSite, queryset: QuerySet, request: HttpRequest
) -> QuerySet:
    """`queryset` as the admin class registered for its model limits it, with what `str` reads."""
    try:
        registered = site.get_model_admin(queryset.model)
    except NotRegistered:
        return queryset
    if not isinstance(registered, Limited):
        return queryset
    if isinstance(registered.list_select_related, list | tuple):
        queryset = queryset.select_related(*registered.list_select_related)
    return registered.limit(queryset, actor_of(request))
