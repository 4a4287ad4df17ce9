"""The one admin site, and the bases that every admin class of Remit is made from.

`RemitAdminConfig` makes it Django's default site, so that admins of other packages land on it too.
"""

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig

__all__ = ["ModelAdmin", "RemitAdminConfig", "RemitAdminSite", "TabularInline"]


class RemitAdminSite(admin.AdminSite):
    """Where provider staff work."""

    site_title = "Remit"
    site_header = "Remit"
    index_title = "Desk"
    empty_value_display = "–"


class RemitAdminConfig(AdminConfig):
    """Puts `RemitAdminSite` in the place of Django's site."""

    default_site = "catalogue.platform.adminsite.RemitAdminSite"


class ModelAdmin(admin.ModelAdmin):
    """Base of every admin page: long lists stay quick and deep links stay possible."""

    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    save_on_top = True


class TabularInline(admin.TabularInline):
    """Base of every list of parts on an admin page."""

    extra = 0
    show_change_link = True
