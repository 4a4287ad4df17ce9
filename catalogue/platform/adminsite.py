"""The one admin site, and the bases that every admin class of Remit is made from.

`RemitAdminConfig` makes it Django's default site, so that admins of other packages land on it too.
"""

from typing import Any

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import slugify

# Headings of the admin's list of models, in order; others follow as they come.
GROUPS = ("Work", "Guides", "Promises", "Offers", "Customers", "Access")

__all__ = ["ModelAdmin", "RemitAdminConfig", "RemitAdminSite", "TabularInline"]


class RemitAdminSite(admin.AdminSite):
    """Where provider staff work."""

    site_title = "Remit"
    site_header = "Remit"
    index_title = "Desk"
    empty_value_display = "–"

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


class TabularInline(admin.TabularInline):
    """Base of every list of parts on an admin page."""

    extra = 0
    show_change_link = True
