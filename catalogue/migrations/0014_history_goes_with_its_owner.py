"""The history of a revision or a customer goes after it, by a trigger of the database."""

from django.db import migrations, models

import catalogue.models.changes


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0013_one_scheduled_revision")]

    operations = [
        migrations.AlterField(
            model_name="change",
            name=name,
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=catalogue.models.changes.with_its_owner,
                related_name="changes",
                to=f"catalogue.{name}",
            ),
        )
        for name in ("revision", "customer")
    ]
