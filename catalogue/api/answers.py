"""`GET /api/v1/answers/?q=`: the same answer as the page, for programs."""

from django.http import Http404
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from catalogue.answers.ask import LONGEST_QUESTION, ask
from catalogue.answers.plain import whole
from catalogue.models import Guide
from catalogue.platform.keys import HasScope
from catalogue.platform.tenancy import actor_of


class AskParameters(serializers.Serializer):
    """What a program sends: the question, and a guide (and its provider) to search it alone."""

    q = serializers.CharField(max_length=LONGEST_QUESTION)
    guide = serializers.SlugField(required=False)
    provider = serializers.SlugField(required=False)


class AnswerList(APIView):
    """Answers to a question, best first, each with its clause.

    `confident` false means that the answers are only the nearest lines. A guide the caller may
    not read does not exist: 404. A key needs the scope `ask`.
    """

    permission_classes = [HasScope]
    scope = "ask"

    def get(self, request):
        """At most ten answers to `q`."""
        parameters = AskParameters(data=request.query_params)
        parameters.is_valid(raise_exception=True)
        actor, given = actor_of(request), parameters.validated_data
        return Response(whole(ask(given["q"], actor, _guide(given, actor))))


def _guide(given, actor):
    """The guide asked for, None when none is; 404 for one the caller may not read."""
    if "guide" not in given:
        return None
    rows = Guide.objects.visible_to(actor).filter(key=given["guide"])
    if "provider" in given:
        rows = rows.filter(provider__key=given["provider"])
    found = list(rows.select_related("provider")[:10])
    if not found:
        raise Http404
    if len(found) > 1:
        names = ", ".join(guide.provider.key for guide in found)
        raise serializers.ValidationError(
            {"provider": f"Several have it; choose: {names}."}
        )
    return found[0]
