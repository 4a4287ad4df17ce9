"""A revision keeps which calendars its guide file carries, so that the file can be given back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0006_question_replies")]

    operations = [
        migrations.AddField(
            model_name="revision",
            name="calendar_keys",
            field=models.JSONField(
                blank=True,
                default=list,
                editable=False,
                help_text="Calendars of the provider that the guide's file carries, by key.",
            ),
        ),
    ]
