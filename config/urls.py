"""The map of the site."""

from importlib.util import find_spec

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from config.health import health

admin.autodiscover()
# Staff sign in where everybody does: the same limits on guessing, the same second factor.
admin.site.login = secure_admin_login(admin.site.login)

urlpatterns = [
    *(path("", include(name)) for name in ["catalogue.urls"] if find_spec(name)),
    *(
        path("api/v1/", include(f"{name}.urls"))
        for name in ["catalogue.api"]
        if find_spec(name)
    ),
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    path("health/", health, name="health"),
]

handler400 = "catalogue.platform.problems.bad_request"
handler403 = "catalogue.platform.problems.permission_denied"
handler404 = "catalogue.platform.problems.not_found"
handler500 = "catalogue.platform.problems.server_error"
