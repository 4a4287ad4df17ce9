"""Which mail a contact wants."""

from django import forms

from tickets.audiences import WANTED
from tickets.models import Preference

LABELS = {
    "receipt": "A ticket of mine has arrived",
    "reply": "Somebody replied",
    "status": "The state has changed",
    "resolved": "It is resolved",
    "approval": "My approval is asked for",
    "hours": "The hours of an agreement run low, if I answer for it",
    "due_soon": "A deadline is near",
    "breached": "A deadline has passed",
}


class PreferencesForm(forms.Form):
    """A box for each kind of mail, as the contact said or else as is usual."""

    def __init__(self, *args, contact, **kwargs):
        super().__init__(*args, **kwargs)
        said = Preference.objects.filter(contact=contact).values_list("kind", "wanted")
        chosen = WANTED | dict(said)
        for kind, label in LABELS.items():
            self.fields[kind] = forms.BooleanField(
                label=label, required=False, initial=chosen[kind]
            )

    def wanted(self):
        """Whether each kind is wanted."""
        return {kind: self.cleaned_data[kind] for kind in LABELS}
