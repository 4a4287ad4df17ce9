"""Lists of the catalogue."""

import django_tables2 as tables

from catalogue.models import Revision


class GuideTable(tables.Table):
    """The guides a reader has, each in the revision in force."""

    title = tables.Column(linkify=lambda record: record.guide.get_absolute_url())
    provider = tables.Column(
        accessor="guide__provider__name",
        order_by="guide__provider__name",
        verbose_name="Provider",
    )
    number = tables.TemplateColumn(
        "{{ record.number }}{% if record.label %} "
        '<span class="quiet">({{ record.label }})</span>{% endif %}',
        verbose_name="Revision",
    )
    published_at = tables.DateColumn(format="j M Y", verbose_name="Published")

    class Meta:
        model = Revision
        fields = ["title", "provider", "number", "published_at"]
        template_name = "components/table.html"
        empty_text = "No guide matches."
        attrs = {"class": "table"}
