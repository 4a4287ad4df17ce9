"""Texts that rows are told apart by are short enough for an index; no column changes."""

from django.db import migrations, models

import catalogue.models.texts


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0007_calendars_of_revisions")]

    operations = [
        migrations.AlterField(
            model_name="priority",
            name="label",
            field=models.CharField(
                max_length=2000, validators=[catalogue.models.texts.validate_indexed]
            ),
        ),
        migrations.AlterField(
            model_name="servicelevel",
            name="name",
            field=models.CharField(
                max_length=1000, validators=[catalogue.models.texts.validate_indexed]
            ),
        ),
        migrations.AlterField(
            model_name="target",
            name="applies_to",
            field=models.CharField(
                blank=True,
                max_length=2000,
                validators=[catalogue.models.texts.validate_indexed],
            ),
        ),
    ]
