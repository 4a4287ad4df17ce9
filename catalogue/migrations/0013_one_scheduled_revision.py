"""One revision of a guide waits at a time, and says what held it back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0012_mail")]

    operations = [
        migrations.AddField(
            model_name="revision",
            name="held_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="revision",
            name="held_reason",
            field=models.TextField(blank=True, editable=False),
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "scheduled")),
                fields=("guide",),
                name="catalogue_revision_one_scheduled",
                violation_error_message="Another revision of this guide is scheduled.",
            ),
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("held_at__isnull", True), ("held_reason", "")),
                    models.Q(
                        ("held_at__isnull", False),
                        models.Q(("held_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="catalogue_revision_held",
                violation_error_message="Record held_at and held_reason together.",
            ),
        ),
    ]
