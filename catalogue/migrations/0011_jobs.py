"""Periodic work has a table: when each job runs next, and who runs it."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0010_gists_of_questions")]

    operations = [
        migrations.CreateModel(
            name="Job",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("name", models.CharField(editable=False, max_length=60, unique=True)),
                (
                    "due_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now,
                        editable=False,
                        help_text="When it runs next.",
                    ),
                ),
                ("lease", models.CharField(blank=True, editable=False, max_length=32)),
                ("leased_until", models.DateTimeField(editable=False, null=True)),
                ("last_run_at", models.DateTimeField(editable=False, null=True)),
                (
                    "failures",
                    models.PositiveIntegerField(
                        default=0,
                        editable=False,
                        help_text="Failed runs since the last good one.",
                    ),
                ),
                ("last_error", models.TextField(blank=True, editable=False)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("leased_until__isnull", True), ("lease", "")),
                            models.Q(
                                ("leased_until__isnull", False),
                                models.Q(("lease", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="catalogue_job_leased",
                        violation_error_message="Record leased_until and lease together.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("failures", 0), ("last_error", "")),
                            models.Q(
                                ("failures__gt", 0),
                                models.Q(("last_error", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="catalogue_job_error",
                        violation_error_message="A failed run keeps its error, a good one none.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("last_run_at", None),
                            ("due_at__gte", models.F("last_run_at")),
                            _connector="OR",
                        ),
                        name="catalogue_job_ran",
                        violation_error_message="The next run comes after the last one.",
                    ),
                ],
                "ordering": ["name"],
            },
        ),
    ]
