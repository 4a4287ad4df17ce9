"""The map of the site."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from config.health import health

admin.autodiscover()
# Staff sign in where everybody does: the same limits on guessing, the same second factor.
admin.site.login = secure_admin_login(  # type: ignore[method-assign]
    admin.site.login
)

urlpatterns = [
    path("", include("catalogue.urls")),
    path("tickets/", include("tickets.urls")),
    path("", include("billing.urls")),
    path("api/v1/", include("catalogue.api.urls")),
    path("api/v1/", include("tickets.api.urls")),
    path("api/v1/", include("billing.api.urls")),
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    path("health/", health, name="health"),
]

handler400 = "catalogue.platform.problems.bad_request"
handler403 = "catalogue.platform.problems.permission_denied"
handler404 = "catalogue.platform.problems.not_found"
handler500 = "catalogue.platform.problems.server_error"
