"""A revision as a guide file, from its page."""

from django.http import HttpResponse
from django.urls import path

from catalogue.portable.dump import read_guide
from catalogue.portable.yaml import render

from .bases import page_of_row


class GuideFilePages:
    """Mixin of the revisions' admin class: “Export as YAML”, in any state, for whoever may look."""

    def get_urls(self):
        page = self.admin_site.admin_view(self.guide_file_view)
        name = "catalogue_revision_guide_file"
        return [path("<int:pk>/guide-file/", page, name=name), *super().get_urls()]

    @page_of_row
    def guide_file_view(self, request, revision):
        """The revision as YAML; handed in as an upload it gives the same again."""
        name = f"{revision.guide.key}-{revision.number}.yaml"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(
            render(read_guide(revision)),
            content_type="application/yaml; charset=utf-8",
            headers=headers,
        )
