"""No two subscriptions of a customer to a guide overlap: stated where PostgreSQL can state it.

On SQLite the same rule is held by `actions.subscribing`, under a lock.
"""

from django.db import migrations

ADD = """
CREATE EXTENSION IF NOT EXISTS btree_gist;
ALTER TABLE catalogue_subscription ADD CONSTRAINT catalogue_subscription_no_overlap
EXCLUDE USING gist (
    customer_id WITH =, guide_id WITH =, daterange(starts_on, ends_on, '[)') WITH &&
);
"""
REMOVE = "ALTER TABLE catalogue_subscription DROP CONSTRAINT catalogue_subscription_no_overlap;"


def on_postgresql(sql):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(sql)

    return run


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_initial")]

    operations = [
        migrations.RunPython(on_postgresql(ADD), on_postgresql(REMOVE)),
    ]
