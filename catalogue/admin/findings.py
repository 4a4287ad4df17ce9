"""The register of findings: what needs a decision, and what was decided."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator

from catalogue import checks
from catalogue.actions import curation
from catalogue.models import Finding
from catalogue.platform.adminlimits import VisibleRelated, limited

from .bases import CatalogueAdmin, is_fixed
from .finding_pages import FindingPages
from .parts import ONE_REVISION, PartForm

LONGEST_SAID = 220  # characters of a finding in the list


class DecidedFilter(admin.SimpleListFilter):
    """Open findings, decided ones, or all."""

    title = "decision"
    parameter_name = "decided"

    def lookups(self, request, model_admin):
        return [("no", "open"), ("yes", "decided")]

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        return queryset.filter(decided_at__isnull=self.value() == "no")


class KindFilter(admin.SimpleListFilter):
    """Kinds by their titles, each with how many findings are open; a kind of staff's own too."""

    title = "kind"
    parameter_name = "kind"

    def lookups(self, request, model_admin):
        rows = limited(model_admin.admin_site, Finding.objects.order_by(), request)
        counted = rows.values("kind").annotate(
            waiting=Count("pk", filter=Q(decided_at=None))
        )
        return sorted(
            (
                (row["kind"], f"{checks.title_of(row['kind'])} ({row['waiting']} open)")
                for row in counted
            ),
            key=lambda pair: pair[1],
        )

    def queryset(self, request, queryset):
        return queryset.filter(kind=self.value()) if self.value() else queryset


class FindingForm(PartForm):
    """A finding rests on rows of its own revision."""

    def clean(self):
        cleaned = super().clean()
        revision = cleaned.get("revision") or getattr(self.instance, "revision", None)
        rows = cleaned.get("provisions") or []
        if revision and any(row.revision_id != revision.pk for row in rows):
            self.add_error("provisions", ONE_REVISION)
        return cleaned


class ReadingActionForm(ActionForm):
    """The reading that “Decide” records for the chosen findings."""

    reading = forms.CharField(required=False, label="Reading:", max_length=1000)


@admin.register(Finding)
class FindingAdmin(FindingPages, CatalogueAdmin):
    """Decisions are written on published revisions too: a reading of the contract is not the contract."""

    group = "Work"
    form = FindingForm
    change_form_template = "admin/catalogue/finding/change_form.html"
    change_list_template = "admin/catalogue/finding/change_list.html"
    provider_path = "revision__guide__provider"
    list_display = [
        "said",
        "kind_title",
        "section",
        "revision",
        "reading",
        "decided",
    ]
    list_filter = [
        DecidedFilter,
        KindFilter,
        ("revision__guide", VisibleRelated),
        "revision__state",
        "origin",
    ]
    list_select_related = ["revision__guide", "section"]
    search_fields = ["text", "reading", "kind", "section__title"]
    search_help_text = "Words of the finding, its reading or its section."
    ordering = ["revision_id", "position", "pk"]
    action_form = ReadingActionForm
    actions = ["decide", "reopen"]
    autocomplete_fields = ["revision", "section", "provisions"]
    fieldsets = [
        (None, {"fields": ["revision", "section", "kind", "text", "provisions"]}),
        (
            "Decision",
            {
                "fields": ["reading", ("decided_at", "decided_by")],
                "classes": ["collapse"],
            },
        ),
        (
            "Origin",
            {
                "fields": ["origin", "line", "position", "created_at", "ref"],
                "classes": ["collapse"],
            },
        ),
    ]
    readonly_fields = ["origin", "line", "decided_at", "decided_by", "created_at"]

    def get_readonly_fields(self, request, obj=None):
        fixed = super().get_readonly_fields(request, obj)
        if obj is None:
            return fixed
        if is_fixed(obj):
            return [
                *fixed,
                "revision",
                "section",
                "kind",
                "text",
                "provisions",
                "position",
                "ref",
            ]
        return [*fixed, "revision"]

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not is_fixed(obj)

    def save_model(self, request, obj, form, change):
        reading = obj.reading.strip()
        if "reading" not in form.changed_data:
            super().save_model(request, obj, form, change)
            return
        # The action decides, as for every other door; here the rest of the row is written.
        obj.reading = form.initial.get("reading", "") or ""
        super().save_model(request, obj, form, change)
        who = {"by": request.user, "at": timezone.now()}
        if reading:
            curation.decide([obj], reading=reading, **who)
        else:
            curation.reopen([obj], **who)

    @admin.action(description="Decide: record the reading", permissions=["change"])
    def decide(self, request, queryset):
        try:
            count = curation.decide(
                queryset,
                reading=request.POST.get("reading", ""),
                by=request.user,
                at=timezone.now(),
            )
        except curation.CannotDecide as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return
        self.message_user(request, f"{count} decided.", messages.SUCCESS)

    @admin.action(description="Take the decision back", permissions=["change"])
    def reopen(self, request, queryset):
        count = curation.reopen(queryset, by=request.user, at=timezone.now())
        self.message_user(request, f"{count} open again.", messages.SUCCESS)

    @admin.display(description="finding", ordering="text")
    def said(self, finding):
        return Truncator(finding.text).chars(LONGEST_SAID)

    @admin.display(description="decided", ordering="decided_at", empty_value="open")
    def decided(self, finding):
        if finding.is_open:
            return None
        day = date_format(timezone.localtime(finding.decided_at), "j M Y")
        return f"{finding.decided_by}, {day}"

    @admin.display(description="kind", ordering="kind")
    def kind_title(self, finding):
        return checks.title_of(finding.kind)
