"""Mail as staff see it: what was sent to whom, what waits, what was given up."""

from django.contrib import admin, messages
from django.utils import timezone

from catalogue.models import Mail
from catalogue.platform import outbox
from catalogue.platform.adminlimits import VisibleRelated

from .bases import CatalogueAdmin, WrittenElsewhere


class StateFilter(admin.SimpleListFilter):
    """Mail that waits, was sent, or was given up."""

    title = "state"
    parameter_name = "state"
    conditions = {
        Mail.State.WAITING: {"sent_at": None, "given_up_at": None},
        Mail.State.SENT: {"sent_at__isnull": False},
        Mail.State.GIVEN_UP: {"given_up_at__isnull": False},
    }

    def lookups(self, request, model_admin):
        return Mail.State.choices

    def queryset(self, request, queryset):
        return queryset.filter(**self.conditions.get(self.value(), {}))


@admin.register(Mail)
class MailAdmin(WrittenElsewhere, CatalogueAdmin):
    """Read only: a mail is written by what it tells, and sent by the worker."""

    group = "Work"
    provider_path = "provider"
    list_display = [
        "subject",
        "recipient",
        "state_now",
        "customer",
        "created_at",
    ]
    list_filter = [StateFilter, "created_at", ("customer", VisibleRelated)]
    list_select_related = ["customer"]
    search_fields = ["subject", "recipient", "customer__name"]
    search_help_text = "Subject, address or customer."
    ordering = ["-created_at", "-pk"]
    fieldsets = [
        (None, {"fields": ["recipient", "customer", "subject", "text"]}),
        (
            "State",
            {
                "fields": [
                    "state_now",
                    ("created_at", "sent_at"),
                    ("due_at", "attempts"),
                    ("given_up_at", "error"),
                ]
            },
        ),
    ]
    readonly_fields = ["state_now"]
    actions = ["send_again"]

    @admin.display(description="state")
    def state_now(self, obj):
        return obj.state

    @admin.action(description="Send again what is not sent", permissions=["change"])
    def send_again(self, request, queryset):
        count = outbox.send_again(queryset, at=timezone.now())
        self.message_user(
            request,
            f"{count} will be sent within a minute.",
            messages.SUCCESS if count else messages.WARNING,
        )
        left = queryset.count() - count
        if left:
            self.message_user(
                request,
                f"{left} stay as they are: sent, being sent, or without a mail address.",
                messages.WARNING,
            )
