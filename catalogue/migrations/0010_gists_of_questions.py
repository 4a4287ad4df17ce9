"""Questions asked before have a gist as well, and their nearest lines say of which guide."""

from django.db import migrations

from catalogue.answers.gist import gist


def fill(apps, schema_editor):
    """Give every question its gist, and every bare key of a nearest line its guide and text."""
    Question = apps.get_model("catalogue", "Question")
    Provision = apps.get_model("catalogue", "Provision")
    rows = Question._base_manager.order_by("pk").iterator(chunk_size=500)
    for question in rows:
        question.gist = gist(question.text)
        question.nearest = [
            described(Provision, question, line) if isinstance(line, str) else line
            for line in question.nearest
        ]
        question.save(update_fields=["gist", "nearest"])


def described(Provision, question, key):
    """A nearest line that was kept as a key: found in the guide of the question, when it is there."""
    rows = Provision._base_manager.filter(
        key=key, revision__guide=question.guide_id, revision__published_at__isnull=False
    )
    row = rows.select_related("revision__guide__provider").order_by("-revision").first()
    if row is None:
        return {"guide": "", "revision": None, "key": key, "text": ""}
    guide = row.revision.guide
    return {
        "guide": f"{guide.provider.key}/{guide.key}",
        "revision": row.revision.number,
        "key": key,
        "text": row.text,
    }


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0009_kinds_of_provisions")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
