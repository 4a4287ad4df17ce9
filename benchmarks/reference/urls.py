"""The one endpoint of the reference."""

from django.urls import path
from rest_framework.authentication import TokenAuthentication
from rest_framework.generics import CreateAPIView
from rest_framework.permissions import IsAuthenticated
from rest_framework.serializers import ModelSerializer

from benchmarks.reference.models import Note


class NoteSerializer(ModelSerializer):
    """A note as it is sent."""

    class Meta:
        model = Note
        fields = ["id", "summary", "description", "created_at"]
        read_only_fields = ["created_at"]


class NoteList(CreateAPIView):
    """Takes a note."""

    authentication_classes = [TokenAuthentication]
    permission_classes = [IsAuthenticated]
    serializer_class = NoteSerializer
    queryset = Note.objects.all()


urlpatterns = [path("notes/", NoteList.as_view())]
