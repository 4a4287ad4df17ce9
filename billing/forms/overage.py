"""Forms about overage beyond a cap: asking at the desk, deciding on the portal."""

from django import forms

from billing.actions.overage import LONGEST

DECISIONS = {"approve": True, "decline": False}


class DecideForm(forms.Form):
    """Approve or decline; who declines says why."""

    decision = forms.ChoiceField(
        choices=[(name, name.title()) for name in DECISIONS],
        error_messages={"required": "Choose whether you approve or decline."},
    )
    reason = forms.CharField(
        label="A word on it",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    @property
    def approves(self):
        """What was chosen."""
        return DECISIONS[self.cleaned_data["decision"]]

    def refuse(self, refusal):
        """Show a refusal at its field, else above the form."""
        self.add_error(
            refusal.field if refusal.field in self.fields else None, str(refusal)
        )
