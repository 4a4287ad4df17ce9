"""Form fields that staff can fill in without knowing how a value is stored."""

from django import forms


class LinesField(forms.CharField):
    """A list of words, one a line, kept as a JSON list."""

    def __init__(self, *, encoder=None, decoder=None, **kwargs):
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 2, "cols": 40}))
        super().__init__(**kwargs)
        self.help_text = f"{self.help_text} One a line.".strip()

    def prepare_value(self, value):
        return "\n".join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value):
        return [line.strip() for line in (value or "").splitlines() if line.strip()]

    def has_changed(self, initial, data):
        return (initial or []) != self.to_python(data)
