"""What the reference keeps."""

from django.db import models


class Note(models.Model):
    """A report without terms, clocks or quotas."""

    summary = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "reference"

    def __str__(self):
        return self.summary
