"""Questions that nobody's answer was sure of, and the words that help to find answers."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join

from catalogue.actions import curation
from catalogue.models import (
    Alias,
    AnswerIndex,
    Provision,
    Question,
    Revision,
    SynonymGroup,
)
from catalogue.platform.adminlimits import VisibleRelated, limited
from catalogue.platform.tenancy import actor_of, own_customers

from .bases import CatalogueAdmin


class QuestionForm(forms.ModelForm):
    """A question is handled by giving a provision its words."""

    provision = forms.ModelChoiceField(
        Provision.objects.none(),
        required=False,
        help_text="The line that answers it. It gets the words below as an alias, at once.",
    )
    alias = forms.CharField(
        required=False, max_length=300, help_text="Empty: the question as it was asked."
    )

    class Meta:
        model = Question
        fields = ["state"]


@admin.register(Question)
class QuestionAdmin(CatalogueAdmin):
    """The queue of work for curators."""

    group = "Work"
    form = QuestionForm
    list_display = [
        "text",
        "state",
        "customer",
        "asked_by",
        "asked_at",
        "handled_by",
        "handled_at",
    ]
    list_filter = ["state", "asked_at", ("customer", VisibleRelated)]
    list_select_related = ["customer", "asked_by"]
    search_fields = ["text", "customer__name", "asked_by__email"]
    ordering = ["-asked_at", "-pk"]
    actions = ["set_out_of_scope", "set_answered", "set_open"]
    fieldsets = [
        (
            None,
            {"fields": ["text", "customer", "asked_by", "asked_at", "nearest_lines"]},
        ),
        ("Find it next time", {"fields": ["provision", "alias"]}),
        ("State", {"fields": ["state", ("handled_at", "handled_by")]}),
    ]
    readonly_fields = [
        "text",
        "customer",
        "asked_by",
        "asked_at",
        "nearest_lines",
        "state",
        "handled_at",
        "handled_by",
    ]

    def limit(self, queryset, actor):
        if actor.providers is None:
            return queryset
        # A question that is near to no guide is for those who know all that it may be about.
        customers = own_customers(actor).values("pk")
        near = Q(guide__provider__in=actor.providers)
        nowhere = Q(guide=None, customer__in=customers)
        return queryset.filter(near | nowhere | Q(asked_by=actor.user))

    def has_add_permission(self, request):
        return False

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        field = form.base_fields.get("provision")
        if field:
            field.queryset = limited(self.admin_site, Provision.objects.all(), request)
            field.widget = AutocompleteSelect(
                Alias._meta.get_field("provision"), self.admin_site
            )
            field.widget.choices = field.choices
        return form

    def save_model(self, request, obj, form, change):
        provision = form.cleaned_data.get("provision")
        if provision is None:
            return
        curation.add_alias(
            provision,
            text=form.cleaned_data["alias"] or obj.text[:300],
            by=request.user.email,
            at=timezone.now(),
            question=obj,
        )

    def get_object(self, request, object_id, from_field=None):
        question = super().get_object(request, object_id, from_field)
        if question is not None:
            question.nearest_rows = self._nearest(request, question.nearest)
        return question

    def _nearest(self, request, keys):
        """The provisions shown as nearest, in order, as far as the staff member may know them."""
        published = Provision.objects.filter(
            key__in=keys, revision__state=Revision.State.PUBLISHED
        )
        rows = limited(self.admin_site, published, request)
        return sorted(rows, key=lambda row: keys.index(row.key))

    @admin.display(description="nearest lines")
    def nearest_lines(self, obj):
        change = "admin:catalogue_provision_change"
        return format_html_join(
            "\n",
            '<p><a href="{}">{}</a> ({})</p>',
            (
                (reverse(change, args=[row.pk]), row.text, row.revision)
                for row in obj.nearest_rows
            ),
        )

    @admin.action(description="Mark as out of scope", permissions=["change"])
    def set_out_of_scope(self, request, queryset):
        self._handle(request, queryset, Question.State.OUT_OF_SCOPE)

    @admin.action(description="Mark as answered", permissions=["change"])
    def set_answered(self, request, queryset):
        self._handle(request, queryset, Question.State.ANSWERED)

    @admin.action(description="Put back into the queue", permissions=["change"])
    def set_open(self, request, queryset):
        self._handle(request, queryset, Question.State.OPEN)

    def _handle(self, request, queryset, state):
        chosen = list(queryset)
        count = curation.handle(
            chosen, state=state, by=request.user.email, at=timezone.now()
        )
        for question in chosen:
            self.log_change(request, question, f"State: {state.label}.")
        self.message_user(request, f"{count} now {state.label}.", messages.SUCCESS)


class SharedWords(CatalogueAdmin):
    """Base of what belongs to no provider: limited staff read it and change nothing."""

    provider_path = ""

    def has_add_permission(self, request):
        return self._unlimited(request) and super().has_add_permission(request)

    def has_change_permission(self, request, obj=None):
        return self._unlimited(request) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return self._unlimited(request) and super().has_delete_permission(request, obj)

    def _unlimited(self, request):
        return actor_of(request).providers is None


@admin.register(SynonymGroup)
class SynonymGroupAdmin(SharedWords):
    """Words of the trade that mean the same, in every provider's guides."""

    group = "Work"
    list_display = ["__str__", "added_by", "added_at"]
    search_fields = ["words"]
    ordering = ["words", "pk"]
    readonly_fields = ["added_at", "added_by"]

    def save_model(self, request, obj, form, change):
        obj.added_at, obj.added_by = timezone.now(), request.user.email
        super().save_model(request, obj, form, change)


@admin.register(AnswerIndex)
class AnswerIndexAdmin(CatalogueAdmin):
    """What ranking needs of a revision. Built at publishing and, when missing, at the next question."""

    group = "Rows"
    provider_path = "revision__guide__provider"
    list_display = ["revision", "entries", "model_digest", "built_at"]
    list_filter = [("revision__guide", VisibleRelated)]
    list_select_related = ["revision__guide"]
    search_fields = ["revision__guide__title"]
    ordering = ["-built_at", "pk"]
    fields = ["revision", "entries", "model_digest", "built_at"]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("data")

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False
