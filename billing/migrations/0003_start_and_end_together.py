from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("billing", "0002_months_by_their_first_day")]

    operations = [
        migrations.RemoveConstraint(
            model_name="timeentry",
            name="billing_timeentry_span",
        ),
        migrations.AddConstraint(
            model_name="timeentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("started_at", None)),
                    models.Q(
                        ("ended_at__gt", models.F("started_at")),
                        ("ended_at__isnull", False),
                        ("started_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="billing_timeentry_span",
                violation_error_message="Give start and end, the end after the start, or neither.",
            ),
        ),
        migrations.AddConstraint(
            model_name="timeentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_after_hours", False), ("started_at", None), _connector="OR"
                ),
                name="billing_timeentry_after_hours",
                violation_error_message="With start and end the calendar says what is after hours.",
            ),
        ),
    ]
