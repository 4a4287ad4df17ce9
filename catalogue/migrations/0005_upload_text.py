"""The text that a document was read as, to be shown beside what was recognised."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0004_scheduled_revisions")]

    operations = [
        migrations.AddField(
            model_name="upload",
            name="text",
            field=models.TextField(
                blank=True,
                editable=False,
                help_text="The document as text; the lines that provisions and findings refer to.",
            ),
        ),
    ]
