"""What is refused to a program has one shape: problem details of RFC 9457."""

import pytest
from django.urls import path
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.views import APIView

from config.urls import handler400, handler403, handler404, handler500
from config.urls import urlpatterns as site

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


class Line(serializers.Serializer):
    minutes = serializers.IntegerField()


class Entry(serializers.Serializer):
    note = serializers.CharField()
    lines = Line(many=True)


class Probe(APIView):
    permission_classes = [AllowAny]

    def post(self, request):
        Entry(data=request.data).is_valid(raise_exception=True)
        return Response({})

    def get(self, request):
        raise RuntimeError("a secret of the server")


urlpatterns = [path("api/v1/probe/", Probe.as_view()), *site]
handlers = (handler400, handler403, handler404, handler500)


def assert_problem(answer, status):
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == status
    assert body["type"] == "about:blank"
    assert body["title"]
    assert body["detail"]
    assert body["code"]
    return body


def test_bad_input_points_at_each_field(client):
    data = {"lines": [{"minutes": 5}, {"minutes": "many"}]}

    answer = client.post("/api/v1/probe/", data, content_type="application/json")

    body = assert_problem(answer, 400)
    assert body["instance"] == "/api/v1/probe/"
    pointers = {error["pointer"]: error["code"] for error in body["errors"]}
    assert pointers == {"#/note": "required", "#/lines/1/minutes": "invalid"}


def test_broken_json(client):
    answer = client.post("/api/v1/probe/", "{", content_type="application/json")

    assert assert_problem(answer, 400)["code"] == "parse_error"


def test_a_wrong_method(client):
    assert_problem(client.delete("/api/v1/probe/"), 405)


def test_no_login_is_401_with_a_scheme(client):
    answer = client.get("/api/v1/answers/")

    assert_problem(answer, 401)
    assert answer.headers["WWW-Authenticate"]


def test_an_unknown_address(client):
    assert_problem(client.get("/api/v1/nowhere/"), 404)


def test_an_error_of_the_server_keeps_its_words_to_itself(client):
    client.raise_request_exception = False

    body = assert_problem(client.get("/api/v1/probe/"), 500)

    assert "secret" not in str(body)


def test_an_unknown_page_stays_a_page(client):
    answer = client.get("/nowhere/")

    assert answer.status_code == 404
    assert answer.headers["Content-Type"].startswith("text/html")
