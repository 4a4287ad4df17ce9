"""The one admin site, and the bases that every admin class of Remit is made from.

`RemitAdminConfig` makes it Django's default site, so that admins of other packages land on it too.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.text import slugify

from catalogue.platform import audit

# Of a search: each word is a condition over several columns, and databases bound their number.
MOST_WORDS = 10
LONGEST_SEARCH = 200  # characters
# Headings of the admin's list of models, in order; others follow as they come.
GROUPS = ("Work", "Guides", "Promises", "Offers", "Customers", "Access")

__all__ = ["ModelAdmin", "RemitAdminConfig", "RemitAdminSite", "TabularInline"]


class RemitAdminSite(admin.AdminSite):
    """Where provider staff work."""

    site_title = "Remit"
    site_header = "Remit"
    index_title = "Desk"
    empty_value_display = "–"

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """The first page: what waits for the staff member, then the list of models."""
        # Models cannot be imported when Django loads this module as an app's.
        from catalogue.admin import home

        return super().index(
            request, {**home.context(self, request), **(extra_context or {})}
        )

    def get_app_list(
        self, request: HttpRequest, app_label: str | None = None
    ) -> list[Any]:
        """Models under the headings their admin classes name (`group`), not one long list an app."""
        apps = super().get_app_list(request, app_label)
        if app_label:
            return apps
        groups: dict[str, list[dict]] = {name: [] for name in GROUPS}
        for app in apps:
            for entry in app["models"]:
                admin_class = self.get_model_admin(entry["model"])
                groups.setdefault(
                    getattr(admin_class, "group", "") or app["name"], []
                ).append(entry)
        index = reverse("admin:index", current_app=self.name)
        return [
            {
                "name": name,
                "app_label": slugify(name),
                "app_url": f"{index}#{slugify(name)}",
                "has_module_perms": True,
                "models": entries,
            }
            for name, entries in groups.items()
            if entries
        ]

    def admin_view(
        self, view: Callable[..., HttpResponseBase], cacheable: bool = False
    ) -> Any:
        """A page of the site; what it writes carries the staff member's address as author."""
        page = super().admin_view(view, cacheable)

        @wraps(page)
        def authored(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            with audit.acting(getattr(request.user, "email", "")):
                return page(request, *args, **kwargs)

        return authored

    def get_urls(self) -> list[Any]:
        """Django's pages, but “view on site” only for rows the staff member may see."""
        return [
            path(
                "r/<int:content_type_id>/<int:object_id>/",
                self.admin_view(self.view_on_site),
                name="view_on_site",
            ),
            *(
                each
                for each in super().get_urls()
                if getattr(each, "name", "") != "view_on_site"
            ),
        ]

    def view_on_site(
        self, request: HttpRequest, content_type_id: int, object_id: int
    ) -> HttpResponseBase:
        """Redirect to a row's own page; its address would name a stranger's provider and guide."""
        # Models cannot be imported when Django loads this module as an app's.
        from django.contrib.contenttypes.models import ContentType
        from django.contrib.contenttypes.views import shortcut

        kind = get_object_or_404(ContentType, pk=content_type_id)
        model = kind.model_class()
        if model is None or not self.is_registered(model):
            raise Http404
        page = self.get_model_admin(model)
        row = page.get_object(request, str(object_id))
        if row is None or not page.has_view_permission(request, row):
            raise Http404
        return shortcut(request, content_type_id, object_id)


class RemitAdminConfig(AdminConfig):
    """Puts `RemitAdminSite` in the place of Django's site."""

    default_site = "catalogue.platform.adminsite.RemitAdminSite"


class ModelAdmin(admin.ModelAdmin):
    """Base of every admin page: long lists stay quick and deep links stay possible."""

    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    save_on_top = True
    group = ""

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """What Django finds for the first words: a pasted page must not become a query."""
        words = search_term[:LONGEST_SEARCH].split()[:MOST_WORDS]
        return super().get_search_results(request, queryset, " ".join(words))


class TabularInline(admin.TabularInline):
    """Base of every list of parts on an admin page."""

    extra = 0
    show_change_link = True
