"""Who changed which field of a draft or a customer, from what to what."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0002_subscription_periods")]

    operations = [
        migrations.CreateModel(
            name="Change",
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
                (
                    "at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False
                    ),
                ),
                ("by", models.CharField(editable=False, max_length=254)),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("added", "Added"),
                            ("changed", "Changed"),
                            ("removed", "Removed"),
                            ("noted", "Noted"),
                        ],
                        editable=False,
                        max_length=7,
                    ),
                ),
                (
                    "model",
                    models.CharField(
                        editable=False,
                        help_text="Kind of row, for instance provision.",
                        max_length=60,
                    ),
                ),
                (
                    "row",
                    models.CharField(
                        editable=False,
                        help_text="Primary key of the row.",
                        max_length=40,
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        editable=False,
                        help_text="What the row was called.",
                        max_length=300,
                    ),
                ),
                ("field", models.CharField(blank=True, editable=False, max_length=60)),
                ("before", models.TextField(blank=True, editable=False)),
                ("after", models.TextField(blank=True, editable=False)),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.AddField(
            model_name="change",
            name="customer",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="changes",
                to="catalogue.customer",
            ),
        ),
        migrations.AddField(
            model_name="change",
            name="revision",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="changes",
                to="catalogue.revision",
            ),
        ),
        migrations.AddIndex(
            model_name="change",
            index=models.Index(
                fields=["revision", "-id"], name="catalogue_change_revision"
            ),
        ),
        migrations.AddIndex(
            model_name="change",
            index=models.Index(
                fields=["customer", "-id"], name="catalogue_change_customer"
            ),
        ),
        migrations.AddIndex(
            model_name="change",
            index=models.Index(fields=["model", "row"], name="catalogue_change_row"),
        ),
        migrations.AddConstraint(
            model_name="change",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("action__in", ["added", "changed", "removed", "noted"])
                ),
                name="catalogue_change_action",
                violation_error_message="Choose one of: added, changed, removed, noted.",
            ),
        ),
        migrations.AddConstraint(
            model_name="change",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("revision__isnull", True),
                    ("customer__isnull", True),
                    _connector="XOR",
                ),
                name="catalogue_change_owner",
                violation_error_message="A change belongs to a revision or to a customer.",
            ),
        ),
    ]
