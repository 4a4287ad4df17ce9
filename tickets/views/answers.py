"""Answers to intake fields as they are read over: times as people say them, files by their names."""

import datetime as dt

from tickets import words
from tickets.intake_fields import Malformed, value_of

DATETIME = "datetime"


def answers_of(values, level, zone):
    """Pairs of label and text of what a ticket keeps."""
    fields = level.intake_fields.all() if level and values else []
    kinds = {field.label: field.kind for field in fields}
    return [(label, text_of(kinds.get(label), v, zone)) for label, v in values.items()]


def text_of(kind, value, zone):
    """An answer in words; one that does not fit its field stays as it was typed."""
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    if kind != DATETIME:
        return str(value)
    try:
        moment = dt.datetime.fromisoformat(value_of(kind, value, (), zone))
    except Malformed:
        return str(value)
    return words.date(moment, zone)
