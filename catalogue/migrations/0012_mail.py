"""Mail waits in a table until it is sent."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0011_jobs")]

    operations = [
        migrations.CreateModel(
            name="Mail",
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
                    "customer",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mail",
                        to="catalogue.customer",
                    ),
                ),
                (
                    "provider",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mail",
                        to="catalogue.provider",
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        editable=False,
                        help_text="Event and person: nobody is told the same thing twice.",
                        max_length=200,
                        unique=True,
                    ),
                ),
                ("recipient", models.CharField(editable=False, max_length=254)),
                ("subject", models.CharField(editable=False, max_length=200)),
                ("text", models.TextField(editable=False)),
                ("html", models.TextField(blank=True, editable=False)),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False
                    ),
                ),
                (
                    "due_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False
                    ),
                ),
                ("claim", models.CharField(blank=True, editable=False, max_length=32)),
                ("claimed_at", models.DateTimeField(editable=False, null=True)),
                (
                    "attempts",
                    models.PositiveSmallIntegerField(default=0, editable=False),
                ),
                ("sent_at", models.DateTimeField(editable=False, null=True)),
                ("given_up_at", models.DateTimeField(editable=False, null=True)),
                (
                    "error",
                    models.TextField(
                        blank=True,
                        editable=False,
                        help_text="Why the last attempt failed.",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("given_up_at", None), ("sent_at", None)),
                        fields=["due_at"],
                        name="catalogue_mail_waiting",
                    ),
                    models.Index(
                        fields=["-created_at", "-id"], name="catalogue_mail_newest"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("claimed_at__isnull", True), ("claim", "")),
                            models.Q(
                                ("claimed_at__isnull", False),
                                models.Q(("claim", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="catalogue_mail_claimed",
                        violation_error_message="Record claimed_at and claim together.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sent_at", None), ("given_up_at", None), _connector="OR"
                        ),
                        name="catalogue_mail_settled",
                        violation_error_message="A mail is sent or given up, not both.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("given_up_at", None),
                            models.Q(("error", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="catalogue_mail_given_up",
                        violation_error_message="A mail that is given up says why.",
                    ),
                ],
                "verbose_name_plural": "mail",
                "ordering": ["-created_at", "-pk"],
            },
        ),
    ]
