"""Forms of the catalogue's pages."""

from django import forms

from catalogue.answers.ask import LONGEST_QUESTION
from catalogue.models import Guide, Revision


class AskForm(forms.Form):
    """A question, and the guide to search when not all of them."""

    q = forms.CharField(
        label="Your question",
        max_length=LONGEST_QUESTION,
        required=False,
        error_messages={
            "max_length": "That is too long to search for: ask in one or two sentences, "
            "at most %(limit_value)d characters."
        },
        widget=forms.TextInput(
            attrs={"type": "search", "autocomplete": "off", "enterkeyhint": "search"}
        ),
    )
    guide = forms.ModelChoiceField(
        Guide.objects.none(),
        label="Search in",
        required=False,
        empty_label="all guides",
    )

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, **kwargs)
        asked = Revision.objects.in_force_for(actor).values("guide")
        guides = Guide.objects.visible_to(actor).filter(pk__in=asked)
        self.fields["guide"].queryset = guides.order_by("title", "pk")
        # The browser's own limit would cut a long question silently; the message says it.
        self.fields["q"].widget.attrs.pop("maxlength", None)


class QuestionForm(AskForm):
    """A question for staff: it must say something."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["q"].required = True
