"""A revision may wait, fixed, for the day it comes into force."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0003_history")]

    operations = [
        migrations.RemoveConstraint(
            model_name="revision",
            name="catalogue_revision_state",
        ),
        migrations.RemoveConstraint(
            model_name="revision",
            name="catalogue_revision_state_stamped",
        ),
        migrations.AddField(
            model_name="revision",
            name="effective_at",
            field=models.DateTimeField(
                blank=True,
                editable=False,
                help_text="When a scheduled revision comes into force.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="revision",
            name="scheduled_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="revision",
            name="scheduled_by",
            field=models.CharField(blank=True, editable=False, max_length=254),
        ),
        migrations.AlterField(
            model_name="revision",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "Draft"),
                    ("scheduled", "Scheduled"),
                    ("published", "Published"),
                    ("superseded", "Superseded"),
                    ("withdrawn", "Withdrawn"),
                ],
                default="draft",
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        ["draft", "scheduled", "published", "superseded", "withdrawn"],
                    )
                ),
                name="catalogue_revision_state",
                violation_error_message="Choose one of: draft, scheduled, published, superseded, withdrawn.",
            ),
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("scheduled_at__isnull", True), ("scheduled_by", "")),
                    models.Q(
                        ("scheduled_at__isnull", False),
                        models.Q(("scheduled_by", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="catalogue_revision_scheduled",
                violation_error_message="Record scheduled_at and scheduled_by together.",
            ),
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("published_at__isnull", True), ("state", "draft")),
                    models.Q(
                        ("effective_at__isnull", False),
                        ("published_at__isnull", True),
                        ("scheduled_at__isnull", False),
                        ("state", "scheduled"),
                    ),
                    models.Q(
                        ("published_at__isnull", False),
                        ("state__in", ["published", "superseded"]),
                    ),
                    models.Q(("state", "withdrawn"), ("withdrawn_at__isnull", False)),
                    _connector="OR",
                ),
                name="catalogue_revision_state_stamped",
                violation_error_message="A revision's state and its dates must agree.",
            ),
        ),
    ]
