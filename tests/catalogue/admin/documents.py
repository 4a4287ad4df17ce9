"""A document as staff hand it in, and its pages at the desk."""

from django.urls import reverse

from catalogue.models import Upload
from tests.catalogue.admin.rows import NOON

GUIDE = """Page 1 of 2

# Guide to the desk service

## 1 Changes

| Activity | Provider | Acme Carrier |
| --- | --- | --- |
| Add a phone number | R | A |
| Pay the carrier | I | R |
| Cut a line |  |  |

## 2 Words

The provider shall answer calls within the hour on working days.

Opinions vary.

| Odd | Even |
| --- | --- |
| 1 | some words of ours here |
| 3 | and some more of them |
"""


def handed_in(provider, content=GUIDE, name="desk.md", at=NOON):
    if isinstance(content, str):
        content = content.encode()
    return Upload.objects.create(
        provider=provider, name=name, content=content, uploaded_at=at, uploaded_by="x"
    )


def page(upload, name="change"):
    return reverse(f"admin:catalogue_upload_{name}", args=[upload.pk])


def shown(desk, address):
    response = desk.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def line_of(upload, words):
    return next(
        at for at, text in enumerate(upload.text.split("\n"), 1) if words in text
    )
