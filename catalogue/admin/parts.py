"""Base of the pages of what a revision consists of."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, JSONField, Max
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse

from catalogue.models import Revision, RevisionPart
from catalogue.models.parts import MESSAGE
from catalogue.platform.adminlimits import LimitedInline, limited

from .bases import CatalogueAdmin, Wall, is_fixed, revision_of
from .fields import LinesField

LISTS: dict[type[Field], dict[str, Any]] = {JSONField: {"form_class": LinesField}}
ONE_REVISION = "Choose one of the same revision."


class PartForm(forms.ModelForm):
    """A row refers to rows of its own revision only."""

    def clean(self):
        cleaned = super().clean()
        parts = {
            name: value
            for name, value in cleaned.items()
            if isinstance(value, RevisionPart)
        }
        own = cleaned.get("revision") or getattr(self.instance, "revision", None)
        if own is None and parts:
            own = revision_of(next(iter(parts.values())))
        for name, part in parts.items():
            if part.revision_pk() != own.pk:
                self.add_error(name, ONE_REVISION)
        return cleaned


class SameRevision:
    """Mixin: fields offer rows of the revision at hand, and only drafts as revision."""

    def get_field_queryset(self, db, db_field, request):
        queryset = super().get_field_queryset(db, db_field, request)
        if db_field.name == "revision":
            return queryset.filter(state=Revision.State.DRAFT)
        model, at_hand = (
            db_field.remote_field.model,
            getattr(request, "revision_pk", None),
        )
        if issubclass(model, RevisionPart) and at_hand:
            return queryset.filter(**{model.revision_path: at_hand})
        return queryset


class PartAdmin(SameRevision, Wall, CatalogueAdmin):
    """Base of the pages of a revision's parts. A new row is for a draft, chosen first."""

    form = PartForm
    formfield_overrides = LISTS

    @property
    def provider_path(self):
        return f"{self.model.revision_path}__guide__provider"

    def get_form(self, request, obj=None, change=False, **kwargs):
        request.revision_pk = obj.revision_pk() if obj else chosen_draft(request)
        return super().get_form(request, obj, change, **kwargs)

    def get_inlines(self, request, obj):
        # What an inline offers depends on the row's revision: the row is saved first.
        return super().get_inlines(request, obj) if obj else []

    def get_readonly_fields(self, request, obj=None):
        fixed = super().get_readonly_fields(request, obj)
        return [*fixed, *(["revision"] if obj and has_field(obj, "revision") else [])]

    def add_view(self, request, form_url="", extra_context=None):
        if request.method == "GET" and chosen_draft(request) is None:
            return self.choose_draft(request)
        return super().add_view(request, form_url, extra_context)

    def choose_draft(self, request):
        """The page that asks which draft the new row is for; skipped when there is one only."""
        if not self.has_add_permission(request):
            return super().add_view(request)
        every = Revision.objects.filter(state=Revision.State.DRAFT).order_by(
            "guide", "-number"
        )
        drafts = limited(self.admin_site, every, request)
        if len(drafts) == 1:
            query = request.GET.copy()
            query["revision"] = drafts[0].pk
            return HttpResponseRedirect(f"{request.path}?{query.urlencode()}")
        context = {
            **self.admin_site.each_context(request),
            "title": f"Add {self.opts.verbose_name}: to which draft?",
            "opts": self.opts,
            "drafts": drafts,
            "query": request.GET,
        }
        return TemplateResponse(request, "admin/catalogue/choose_draft.html", context)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        response = super().change_view(request, object_id, form_url, extra_context)
        original = getattr(response, "context_data", None) or {}
        if request.method == "GET" and is_fixed(original.get("original")):
            self.message_user(request, MESSAGE, messages.WARNING)
        return response

    def save_model(self, request, obj, form, change):
        if not change and not obj.position:
            obj.position = next_position(obj)
        super().save_model(request, obj, form, change)


class PartInline(SameRevision, Wall, LimitedInline):
    """Base of rows of a part, on the page of that part; walled off with it."""

    form = PartForm
    formfield_overrides = LISTS
    ordering = ["position", "pk"]

    def has_add_permission(self, request, obj=None):
        return super().has_add_permission(request, obj) and not is_fixed(obj)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field and issubclass(db_field.remote_field.model, RevisionPart):
            # Read once for all rows of the inline; what is posted is checked as ever.
            field.choices = [
                ("", "---------"),
                *((row.pk, str(row)) for row in field.queryset),
            ]
        return field


def chosen_draft(request):
    """Key of the draft that a new row is for, as posted or asked for."""
    chosen = request.POST.get("revision") or request.GET.get("revision") or ""
    # Not `isdigit`, which is true of “²”; longer than 18 digits is no key of the database.
    return int(chosen) if chosen.isdecimal() and len(chosen) <= 18 else None


def next_position(part):
    """One after the last row of the same model in the revision."""
    rows = type(part)._base_manager.filter(**{part.revision_path: part.revision_pk()})
    return (rows.aggregate(last=Max("position"))["last"] or 0) + 1


def has_field(obj, name):
    """Whether the model of `obj` has a field of that name."""
    try:
        obj._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True
