"""Each kind of provision has its own page, and its own permissions."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0008_texts_in_unique_keys"),
    ]

    operations = [
        migrations.CreateModel(
            name="Duty",
            fields=[],
            options={
                "verbose_name_plural": "duties",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("catalogue.provision",),
        ),
        migrations.CreateModel(
            name="Exclusion",
            fields=[],
            options={
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("catalogue.provision",),
        ),
        migrations.CreateModel(
            name="Limit",
            fields=[],
            options={
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("catalogue.provision",),
        ),
        migrations.CreateModel(
            name="Service",
            fields=[],
            options={
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("catalogue.provision",),
        ),
    ]
