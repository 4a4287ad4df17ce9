"""`GET /api/v1/answers/?q=`: the same answer as the page, for programs."""

from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from catalogue.answers.ask import LONGEST_QUESTION, ask
from catalogue.answers.plain import whole
from catalogue.models import Guide
from catalogue.platform.keys import HasScope
from catalogue.platform.tenancy import actor_of


class AskParameters(serializers.Serializer):
    """What a program sends: the question, and a guide's key to search that guide alone."""

    q = serializers.CharField(max_length=LONGEST_QUESTION)
    guide = serializers.SlugField(required=False)


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
        actor = actor_of(request)
        guide = None
        if key := parameters.validated_data.get("guide"):
            guide = get_object_or_404(Guide.objects.visible_to(actor), key=key)
        return Response(whole(ask(parameters.validated_data["q"], actor, guide)))
