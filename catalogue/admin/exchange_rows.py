"""Rows in and out: what import and export of every kind of row share."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from import_export import resources

from catalogue.platform.adminlimits import limited

from .bases import REFUSALS
from .exchange_files import BadTable


class Difference:
    """What a row was and becomes, column by column."""

    def __init__(self, resource, instance, new):
        self.before = [] if new else self._values(resource, instance)
        self.after = []

    def compare_with(self, resource, instance):
        self.after = self._values(resource, instance) if instance else []

    def as_html(self):
        # Pairs, which the template escapes and marks.
        before = self.before or [""] * len(self.after)
        return [
            {"before": str(old), "after": str(new), "differs": str(old) != str(new)}
            for old, new in zip(before, self.after, strict=True)
        ]

    @staticmethod
    def _values(resource, instance):
        return [
            resource.export_field(field, instance)
            for field in resource.get_import_fields()
        ]


class Rows(resources.ModelResource):
    """Base of importable rows. They are found by natural keys, among those the person may know of.

    `needed` columns must be in a file; one that is absent leaves its values as they are.
    """

    writes_when_tried = True  # where one row of a file may stand in another's way
    needed: list[str] = []
    help: dict[str, str] = {}

    class Meta:
        use_bulk = False  # every row goes through its own checks, history and wall
        use_transactions = True
        skip_unchanged = True
        report_skipped = True
        clean_model_instances = True

    def __init__(self, site=None, request=None, **chosen):
        super().__init__()
        self.site, self.request, self.chosen = site, request, chosen
        self.trying = False
        self.number = 0
        self.seen = {}
        self.looked_up = {}

    def may_know(self, queryset):
        """The rows of `queryset` within the person's limits."""
        return limited(self.site, queryset, self.request)

    def columns(self):
        """Names of the columns, in order."""
        return [field.column_name for field in self.get_import_fields()]

    def take_headings(self, table):
        """Name the table's columns as they are known here. Raises `BadTable` for wrong ones."""
        known = self.columns()
        names = ["_".join(heading.lower().split()) for heading in table.headers]
        wrong = [
            h for h, name in zip(table.headers, names, strict=True) if name not in known
        ]
        missing = [name for name in self.needed if name not in names]
        twice = sorted({name for name in names if names.count(name) > 1})
        problems = []
        if wrong:
            shown = ", ".join(f"“{each[:40]}”" for each in wrong)
            problems.append(f"Columns that are not known here: {shown}.")
        if missing:
            problems.append(f"Columns that are missing: {', '.join(missing)}.")
        if twice and not wrong:
            problems.append(f"Columns that stand twice: {', '.join(twice)}.")
        if problems:
            problems.append(
                f"The first row names the columns; known are {', '.join(known)}."
            )
            raise BadTable(" ".join(problems))
        table.headers = names

    def get_diff_class(self):
        return Difference

    def before_import_row(self, row, **kwargs):
        self.number = kwargs["row_number"]

    def save_instance(self, instance, is_create, row, **kwargs):
        if self.writes_when_tried or not self.trying:
            super().save_instance(instance, is_create, row, **kwargs)

    def get_or_init_instance(self, instance_loader, row):
        identity = self.identify(row)
        first = self.seen.setdefault(self.same(identity), self.number)
        if first != self.number:
            raise ValidationError("The same row stands in the file twice.")
        found = self.find(identity)
        return (found, False) if found else (self.make(identity, row), True)

    def identify(self, row):
        """The row's natural key as values of model fields. Raises `ValidationError`."""
        raise NotImplementedError

    def same(self, identity):
        """What two rows of a file share when they mean the same row."""
        return tuple(
            sorted((name, str(getattr(v, "pk", v))) for name, v in identity.items())
        )

    def find(self, identity):
        """The row that is there already, if any."""
        return self._meta.model.objects.filter(**identity).first()

    def make(self, identity, row):
        """A new row, not yet saved."""
        return self._meta.model(**identity)

    def look_up(self, what, name, find, within=None):
        """A related row by the name it has within another, asked for once a file.

        Raises `ValidationError`.
        """
        key = (what, name, within)
        if key not in self.looked_up:
            self.looked_up[key] = find() if name else None
        found = self.looked_up[key]
        if found is None:
            shown = f"“{name[:60]}”" if name else "blank"
            raise ValidationError({what: f"No such {what.replace('_', ' ')}: {shown}."})
        return found

    def import_field(self, field, instance, row, is_m2m=False, **kwargs):
        if field.column_name not in row or field.readonly:
            return
        value = field.clean(row, **kwargs)
        if not field.widget.same(value, field.get_value(instance)):
            setattr(instance, field.attribute, value)

    def skip_row(self, instance, original, row, import_validation_errors=None):
        # A new row may consist of its key alone.
        same = super().skip_row(instance, original, row, import_validation_errors)
        return same and instance.pk is not None

    def do_instance_save(self, instance, is_create):
        try:
            self.write(instance)
        except REFUSALS as refusal:
            raise ValidationError(self.refused(refusal)) from refusal

    def write(self, instance):
        """Save the row, by the action where there is one."""
        instance.save()

    def refused(self, refusal):
        """A refusal as the message, or messages by field, of a `ValidationError`."""
        return str(refusal)
