"""Questions are grouped by their words, and answered to the customer."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0005_upload_text")]

    operations = [
        migrations.AddField(
            model_name="question",
            name="gist",
            field=models.CharField(
                blank=True,
                db_index=True,
                editable=False,
                help_text="The question's words in a common form: questions of one gist are one group.",
                max_length=500,
            ),
        ),
        migrations.AddField(
            model_name="question",
            name="reply",
            field=models.TextField(
                blank=True, help_text="What staff answered; the customer reads it."
            ),
        ),
        migrations.AlterField(
            model_name="question",
            name="nearest",
            field=models.JSONField(
                blank=True,
                default=list,
                help_text="The lines shown as nearest: guide, revision, key and text of each.",
            ),
        ),
    ]
