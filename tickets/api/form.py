"""`GET /api/v1/tickets/intake/`: what to report, before reporting it."""

from __future__ import annotations

from rest_framework import serializers
from rest_framework.response import Response

from catalogue.platform.tenancy import actor_of
from tickets.actions.intake import choices
from tickets.actions.intake_report import Report
from tickets.api import showing
from tickets.api.access import TicketsView

KEY = 2**63 - 1


class AboutParameters(serializers.Serializer):
    """What the report would be about: a line, a guide, or a subscription; staff name the customer."""

    provision = serializers.IntegerField(required=False, min_value=1, max_value=KEY)
    guide = serializers.IntegerField(required=False, min_value=1, max_value=KEY)
    subscription = serializers.IntegerField(required=False, min_value=1, max_value=KEY)
    customer = serializers.IntegerField(required=False, min_value=1, max_value=KEY)
    priority = serializers.CharField(required=False, max_length=2000)


class IntakeForm(TicketsView):
    """Fields, priorities with their channels, and what a ticket opened now would be promised."""

    scope = "intake"

    def get(self, request):
        """Without a parameter, for the caller's only subscription; else the choices are named."""
        parameters = AboutParameters(data=request.query_params)
        parameters.is_valid(raise_exception=True)
        actor = actor_of(request)
        about = Report(summary="", channel="api", **parameters.validated_data)
        found = choices(about, actor=actor, at=actor.at)
        return Response(
            {
                "subscriptions": [
                    {
                        "id": each.pk,
                        "guide": each.guide_id,
                        "title": each.guide.title,
                        "provider": each.guide.provider.name,
                    }
                    for each in found.subscriptions
                ],
                "subscription": found.scope and found.scope.subscription.pk,
                "service_level": found.level and found.level.name,
                "fields": [
                    {"label": f.label, "kind": f.kind, "required": f.required}
                    for f in found.fields
                ],
                "priorities": [
                    {
                        "label": p.label,
                        "criteria": p.criteria,
                        "channels": p.channels,
                        "impact_from": p.impact_from,
                        "impact_below": p.impact_below,
                    }
                    for p in found.priorities
                ],
                "default_priority": found.level.default_priority if found.level else "",
                "users_total": found.scope and found.scope.users,
                "if_opened_now": found.receipt
                and showing.receipt_of(found.receipt, actor),
            }
        )
