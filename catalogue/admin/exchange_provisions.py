"""Provisions as rows of a table: out of any list, into a draft."""

from django import forms
from django.core.exceptions import ValidationError

from catalogue.models import Component, Matrix, Provision, Revision
from catalogue.platform.adminlimits import limited
from catalogue.portable.keys import names_of, slug

from .exchange import Exchange, ImportForm
from .exchange_columns import Choice, Flag, Word, column
from .exchange_files import BadTable
from .exchange_rows import Rows
from .parts import next_position

RELATIONS = ("revision", "section", "matrix", "component")
GONE = "The draft is no longer there, or no draft any more. Choose another."


class ProvisionImportForm(ImportForm):
    """The file, and the draft it is for."""

    revision = forms.ModelChoiceField(
        Revision.objects.none(),
        label="Draft",
        help_text="What is published never changes: rows are taken into a draft.",
    )
    field_order = ["revision", "import_file"]


class ProvisionRows(Rows):
    """Lines of a draft, by key. Marks of parties are edited in the grid of their matrix."""

    writes_when_tried = False  # rows of a draft do not stand in each other's way
    needed = ["text"]
    help = {
        "guide": "As acme/voice; blank, or that of the chosen draft.",
        "revision": "Only for reading: the chosen draft counts.",
        "section": "Number or title. Needed for a new row.",
        "key": "Says which row is meant; blank for the words of the text.",
        "kind": "Needed for a new row: " + ", ".join(Provision.Kind.values) + ".",
        "text": "The line, word for word.",
        "label": "Outcome as printed.",
        "charge": ", ".join(Provision.Charge.values) + ".",
        "supported": "yes, no or blank.",
        "matrix": "Title of the matrix the row stands in, if any.",
        "component": "Title of the component the row stands in, if any.",
        "in_prose": "yes for a sentence of the section's prose.",
    }
    guide = column("guide", "revision__guide__key", key=True)
    number = column("revision", "revision__number", key=True)
    section_name = column("section", "section__title", key=True)
    key = column("key", key=True)
    kind = column("kind", widget=Choice(Provision.Kind.choices))
    text = column("text")
    label = column("label")
    charge = column("charge", widget=Choice(Provision.Charge.choices))
    supported = column("supported", widget=Flag(blank=True))
    heading = column("group")
    matrix_title = column("matrix", "matrix__title", key=True)
    component_title = column("component", "component__title", key=True)
    in_prose = column("in_prose", widget=Flag())
    ref = column("ref", widget=Word())

    class Meta(Rows.Meta):
        model = Provision
        fields = [
            "guide", "number", "section_name", "key", "kind", "text", "label", "charge", "supported",
            "heading", "matrix_title", "component_title", "in_prose", "ref",
        ]  # fmt: skip

    def __init__(self, site=None, request=None, revision=None):
        super().__init__(site, request)
        self.revision = revision
        self.sections, self.stored = {}, {}
        self.next = 0
        if revision:
            rows = list(revision.sections.all())
            names = names_of((row.number, row.title) for row in rows)
            self.sections = {name: rows[at] for name, at in names.items()}

    # Out

    def dehydrate_guide(self, row):
        """The guide with its provider."""
        guide = row.revision.guide
        return f"{guide.provider.key}/{guide.key}"

    def dehydrate_section_name(self, row):
        """The number, or the title where there is none."""
        return row.section.number or row.section.title

    def filter_export(self, queryset, **kwargs):
        return queryset.select_related(
            "revision__guide__provider", "section", "matrix", "component"
        )

    # In

    def identify(self, row):
        if self.revision is None:
            raise BadTable(GONE)
        guide, own = row.get("guide", "").strip(), self.revision.guide
        if guide and guide != f"{own.provider.key}/{own.key}":
            raise ValidationError(
                {
                    "guide": f"This row is of {guide[:60]}, not of the chosen draft's guide."
                }
            )
        return {
            "revision": self.revision,
            "key": row.get("key", "").strip() or slug(row["text"]),
        }

    def before_import(self, dataset, **kwargs):
        rows = Provision.objects.filter(revision=self.revision)
        joined = rows.select_related("section", "matrix", "component")
        self.stored = {row.key: row for row in joined}

    def find(self, identity):
        found = self.stored.get(identity["key"])
        if found:
            found.revision = self.revision
        return found

    def make(self, identity, row):
        missing = [
            name for name in ("section", "kind") if not row.get(name, "").strip()
        ]
        if missing:
            raise ValidationError(dict.fromkeys(missing, "Needed for a new row."))
        new = Provision(section=self.section(row), **identity)
        self.next = max(self.next + 1, next_position(new) if not self.next else 0)
        new.position = self.next
        return new

    def import_instance(self, instance, row, **kwargs):
        super().import_instance(instance, row, **kwargs)
        # A name that several sections share means the row's own, where that is one of them.
        own = instance.section
        if row.get("section", "").strip() not in ("", own.number, own.title):
            instance.section = self.section(row)
        for name, model in (("matrix", Matrix), ("component", Component)):
            if name in row:
                setattr(instance, name, self.holder(name, model, instance, row[name]))

    def section(self, row):
        """The section of the draft that the row names."""
        name = row["section"].strip()
        return self.look_up("section", name, lambda: self.sections.get(name))

    def holder(self, name, model, instance, title):
        """The matrix or component of that title in the row's section; None when blank."""
        held = getattr(instance, name)
        title = title.strip()
        if not title or (
            held
            and held.title.strip() == title
            and held.section_id == instance.section_id
        ):
            return held if title else None
        rows = model.objects.filter(section=instance.section, title=title)
        return self.look_up(name, title, rows.first, instance.section_id)

    def validate_instance(
        self, instance, import_validation_errors=None, validate_unique=True
    ):
        # Words and relations were looked up and keys compared: only the columns' own limits are left.
        errors = dict(import_validation_errors or {})
        try:
            instance.clean_fields(exclude={*errors, *RELATIONS})
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)

    def skip_row(self, instance, original, row, import_validation_errors=None):
        same = super().skip_row(instance, original, row, import_validation_errors)
        ids = ("section_id", "matrix_id", "component_id")
        return same and all(getattr(instance, n) == getattr(original, n) for n in ids)


class ProvisionExchange(Exchange):
    """Mixin: provisions go out from the list as filtered, and come into a draft."""

    rows = ProvisionRows
    exchange_form = ProvisionImportForm

    def import_form(self, request):
        form = super().import_form(request)
        form.fields["revision"].queryset = self.drafts(request) if request else None
        return form

    def drafts(self, request):
        """Drafts the person may know of."""
        rows = Revision.objects.filter(state=Revision.State.DRAFT)
        return limited(
            self.admin_site, rows.order_by("guide__title", "-number"), request
        )

    def packed(self, request, form):
        return super().packed(request, form) | {
            "revision": form.cleaned_data["revision"].pk
        }

    def chosen(self, request, parcel):
        revision = self.drafts(request).filter(pk=parcel["revision"]).first()
        if revision is None:
            raise BadTable(GONE)
        return {"revision": revision}
