"""Write docs/guide.schema.json from the portable form and the limits of the tables.

Run `python docs/build_guide_schema.py` after a change of either; a test compares the result.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

DOCS = Path(__file__).resolve().parent
FILE = DOCS / "guide.schema.json"


def current() -> str:
    """guide.schema.json as the code makes it; Django is set up."""
    from catalogue.portable.schema import guide_schema

    return json.dumps(guide_schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.path.insert(0, str(DOCS.parent))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    FILE.write_text(current(), encoding="utf-8")
