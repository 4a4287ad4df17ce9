"""A revision as a guide file, from its page."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import path

from catalogue.portable.dump import read_guide
from catalogue.portable.yaml import render


class GuideFilePages:
    """Mixin of the revisions' admin class: “Export as YAML”, in any state, for whoever may look."""

    def get_urls(self):
        page = self.admin_site.admin_view(self.guide_file_view)
        name = "catalogue_revision_guide_file"
        return [path("<int:pk>/guide-file/", page, name=name), *super().get_urls()]

    def guide_file_view(self, request, pk):
        """The revision as YAML; handed in as an upload it gives the same again."""
        revision = self.get_object(request, str(pk))
        if revision is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(pk))
        if not self.has_view_permission(request, revision):
            raise PermissionDenied
        name = f"{revision.guide.key}-{revision.number}.yaml"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(
            render(read_guide(revision)),
            content_type="application/yaml; charset=utf-8",
            headers=headers,
        )
