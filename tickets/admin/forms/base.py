"""What every form of an act shares."""

from django import forms

from tickets.wording import LONGEST


def text_area(label, rows=3, required=True, help_text=""):
    """A field of several lines; the act says what is too long."""
    widget = forms.Textarea(attrs={"rows": rows, "maxlength": LONGEST})
    return forms.CharField(
        label=label, widget=widget, required=required, help_text=help_text
    )


class ActForm(forms.Form):
    """Base: knows its ticket, and has ids of its own, since a page holds many of them."""

    name = ""
    # Whether it may cross with what somebody else has just said.
    says_something = False

    def __init__(self, ticket, request, data=None, **kwargs):
        self.ticket, self.request = ticket, request
        kwargs.setdefault("auto_id", f"{self.name}-%s")
        super().__init__(data, use_required_attribute=False, **kwargs)

    def show(self, refusal):
        """Put what an action refuses beside the field it names, else on top."""
        known = refusal.field in self.fields
        self.add_error(refusal.field if known else None, str(refusal))
