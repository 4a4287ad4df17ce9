"""Fields that hold keys of other rows of the same revision: picked, or typed and checked."""

from difflib import get_close_matches

from django import forms
from django.core.exceptions import ValidationError

from .fields import LinesField

MOST_LISTED = 2000  # rows offered to complete from; more can be typed


class KeysField(forms.MultipleChoiceField):
    """Keys of rows, each with a box to tick. A stored key that leads nowhere shows, and must go."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, known, stored, what, **kwargs):
        lost = [key for key in stored if key not in known]
        choices = [
            *((key, f"{name} ({key})") for key, name in known.items()),
            *((key, f"{key}: no {what} of this revision has that key") for key in lost),
        ]
        super().__init__(choices=choices, required=False, **kwargs)
        self.known = known
        self.error_messages["invalid_choice"] = (
            f"There is no {what} with the key “%(value)s” in this revision. Take it out, or add the {what} first."
        )
        if not choices:
            self.help_text = f"{self.help_text} This revision has no other {what} yet."

    def valid_value(self, value):
        return value in self.known

    def has_changed(self, initial, data):
        return sorted(initial or []) != sorted(data or [])


class KeyLinesField(LinesField):
    """Keys of rows, one a line, for lists too long to tick. Unknown ones are told with the nearest."""

    def __init__(self, *, rows, what, **kwargs):
        super().__init__(**kwargs)
        self.rows, self.what = rows, what

    def clean(self, value):
        keys = list(dict.fromkeys(super().clean(value)))
        known = set(self.rows.filter(key__in=keys).values_list("key", flat=True))
        unknown = [key for key in keys if key not in known]
        if unknown:
            every = list(self.rows.values_list("key", flat=True))
            raise ValidationError([self._told(key, every) for key in unknown])
        return keys

    def _told(self, key, every):
        near = get_close_matches(key[:120], every, n=3)
        hint = f" Did you mean {' or '.join(near)}?" if near else ""
        return f"There is no {self.what} with the key “{key}” in this revision.{hint}"
