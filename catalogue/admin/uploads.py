"""Documents handed in to be read."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.utils import timezone

from catalogue import tasks
from catalogue.actions import uploads
from catalogue.models import Upload
from catalogue.platform.adminlimits import VisibleRelated

from .bases import CatalogueAdmin
from .uploads_pages import UploadPages


class UploadForm(forms.ModelForm):
    """A document, whose it is, and which guide it belongs to."""

    file = forms.FileField(
        label="Document",
        allow_empty_file=True,  # refused below, in the words every other refusal uses
        widget=forms.FileInput(
            attrs={"accept": ",".join(sorted(uploads.TEXTS | uploads.STARTS.keys()))}
        ),
        help_text="Text, Markdown, tab-separated, HTML, reStructuredText, Word or PDF, up to 20 MB; or a guide file (YAML).",
    )

    class Meta:
        model = Upload
        fields = ["provider", "guide"]

    def clean_file(self):
        file = self.cleaned_data["file"]
        try:
            uploads.check(file)
        except uploads.UploadRefused as refusal:
            raise ValidationError(str(refusal)) from refusal
        return file

    def clean(self):
        cleaned = super().clean()
        guide, provider = cleaned.get("guide"), cleaned.get("provider")
        if guide and provider and guide.provider_id != provider.pk:
            self.add_error("guide", "Choose a guide of the chosen provider.")
        return cleaned


@admin.register(Upload)
class UploadAdmin(UploadPages, CatalogueAdmin):
    """What was handed in, and what came of it. An upload is not edited: hand in another."""

    group = "Work"
    provider_path = "provider"
    list_display = ["name", "state", "provider", "draft", "uploaded_by", "uploaded_at"]
    list_filter = ["state", ("provider", VisibleRelated), "uploaded_at"]
    list_select_related = ["provider", "guide", "revision__guide"]
    search_fields = ["name", "uploaded_by", "revision__title"]
    ordering = ["-uploaded_at", "-pk"]
    autocomplete_fields = ["provider", "guide"]
    fields = ["provider", "guide", "name", "state", "uploaded_at", "uploaded_by"]
    actions = ["read_now"]
    change_form_template = "admin/catalogue/upload/change_form.html"

    def get_queryset(self, request):
        return super().get_queryset(request).defer("content", "text", "report")

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is None:
            kwargs |= {"form": UploadForm, "fields": ["provider", "guide", "file"]}
        return super().get_form(request, obj, change, **kwargs)

    def get_fields(self, request, obj=None):
        return (
            super().get_fields(request, obj) if obj else ["provider", "guide", "file"]
        )

    def has_change_permission(self, request, obj=None):
        return False

    def add_view(self, request, form_url="", extra_context=None):
        one_button = {
            "show_save_and_add_another": False,
            "show_save_and_continue": False,
        }
        return super().add_view(
            request, form_url, {**(extra_context or {}), **one_button}
        )

    def save_form(self, request, form, change):
        """Stores the document by the same action as every other door."""
        form.save(commit=False)
        return uploads.receive(
            form.cleaned_data["file"],
            form.cleaned_data["provider"],
            form.cleaned_data["guide"],
            by=request.user.email,
            at=timezone.now(),
        )

    def save_model(self, request, obj, form, change):
        tasks.read_upload_on_commit(obj.pk)

    def response_add(self, request, obj, post_url_continue=None):
        # To the upload's own page, which says what was recognised.
        self.message_user(request, f"“{obj}” is handed in.", messages.SUCCESS)
        return redirect("admin:catalogue_upload_change", obj.pk)

    @admin.action(
        description="Read now (queued, refused, or given up by a worker)",
        permissions=["add"],
    )
    def read_now(self, request, queryset):
        for upload in queryset:
            uploads.requeue(upload.pk)
            tasks.read_upload_on_commit(upload.pk)
        self.message_user(request, "Reading; see each upload's page.", messages.SUCCESS)

    @admin.display(description="revision", ordering="revision")
    def draft(self, obj):
        return obj.revision
