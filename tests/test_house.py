"""The laws of the house that its files keep."""

import ast
import re
from fnmatch import fnmatch
from pathlib import Path

import pytest
from django.template import engines

from tests.house import (
    APPS,
    ROOT,
    files,
    imports,
    is_within,
    module_file,
    read,
    sources,
    tree,
)

ARROWS = [  # what stands on a lower floor never imports what stands above it
    ("catalogue/*", ("tickets", "billing", "config")),
    ("tickets/*", ("billing", "config")),
    ("billing/*", ("config",)),
]
DOORS = (
    "views",
    "api",
    "admin",
    "tasks",
    "forms",
    "tables",
    "filters",
    "urls",
    "management",
)
# Modules without Django: values and rules that anybody can try in a Python prompt.
PURE = [
    "catalogue/outcomes.py",
    "catalogue/prose.py",
    "catalogue/closures.py",
    "catalogue/milestones.py",
    "catalogue/money.py",
    "catalogue/periods.py",
    "catalogue/opening_hours.py",
    "catalogue/openings.py",
    "catalogue/worktime.py",
    "tickets/intake_fields.py",
    "tickets/promises.py",
    "tickets/proof.py",
    "tickets/estimates.py",
    "tickets/receipts.py",
    "tickets/severity.py",
    "tickets/states.py",
    "tickets/wording.py",
    "tickets/timing/*",
    "catalogue/portable/form/*.py",
    "catalogue/portable/keys.py",
    "catalogue/portable/plain.py",
    "catalogue/portable/yaml.py",
    "catalogue/compare/*",
    "catalogue/reading/*",
    "catalogue/answers/*",
    "catalogue/checks/*",
    "tickets/audiences.py",
    "tickets/letters.py",
    "tickets/words.py",
    "tickets/allowances.py",
    "tickets/signatures.py",
    "billing/charts.py",
    "billing/margins.py",
    "billing/time_rows.py",
    "billing/typed_time.py",
    "billing/hours_words.py",
    "billing/words.py",
    "billing/rounding.py",
    "billing/splitting.py",
    "billing/ticket_words.py",
    "billing/wall_time.py",
    "billing/outlook.py",
    "tickets/inbound/message.py",
    "tickets/inbound/parts.py",
    "tickets/inbound/words.py",
    "tickets/inbound/mailbox.py",
    "billing/terms.py",
    "billing/ordering/*",
    "billing/charging.py",
    "billing/concerns.py",
    "billing/doubts.py",
    "billing/forecast.py",
    "billing/lines.py",
    "billing/month_facts.py",
    "billing/rates.py",
    "billing/reckoning.py",
    "billing/settling.py",
    "billing/sizing.py",
]
# In those folders, what stands between the pure modules and the database.
WITH_ROWS = {
    f"catalogue/answers/{name}.py"
    for name in ("ask", "bearing", "entries", "lines", "nearby", "store")
}
FRAMEWORK = ("django", "rest_framework", "allauth", "celery", "django_filters")
# Where the clock may be read: the edge. Everything else is told the time as `at=`.
CLOCK_READERS = [
    "*/views.py", "*/views/*", "*/api.py", "*/api/*", "*/admin.py", "*/admin/*",
    "*/tasks.py", "*/management/commands/*", "catalogue/platform/keys.py",
    "catalogue/platform/signins.py", "catalogue/platform/tenancy.py", "config/*",
]  # fmt: skip
CLOCKS = {
    ("timezone", "now"),
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("date", "today"),
}
LONG_FILES: set[str] = set()  # may only shrink
LONGEST_FILE = 300
# What must stand in no file, put together so that this file does not hold it either.
FORBIDDEN = {
    "a package registry": r"py[p]i\.org|python[h]osted|deb\.debi[a]n|registry\.np[m]js",
    "a path of one machine": r"(?<![\w.])/(?:w[o]rk|f[a]rm|r[o]ot|tm[p]|h[o]me/\w+)/",
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE K[E]Y",
    "an access token": r"\bA[K]IA[0-9A-Z]{16}\b|\bgh[p]_\w{36}\b|\bxox[b]-\w{10,}",
}
# Django and allauth ask for these by number.
ERROR_PAGES = {f"{code}.html" for code in (400, 403, "403_csrf", 404, 429, 500)}
BINARY = {".pdf", ".docx", ".png", ".ico", ".onnx", ".woff2"}


@pytest.mark.parametrize(("floor", "above"), ARROWS)
def test_imports_run_one_way(floor, above):
    wrong = [
        str(found)
        for name in sources(floor)
        for found in imports(name)
        if any(is_within(found.module, package) for package in above)
    ]

    assert not wrong


def test_models_import_no_door():
    doors = [f"{app}.{door}" for app in APPS for door in DOORS]
    wrong = [
        str(found)
        for name in sources("*/models.py", "*/models/*")
        for found in imports(name)
        if any(is_within(found.module, door) for door in doors)
    ]

    assert not wrong


def pure_sources():
    return [name for name in sources(*PURE) if name not in WITH_ROWS]


def test_every_pattern_of_pure_modules_names_a_file():
    assert not [pattern for pattern in PURE if not sources(pattern)]


def test_pure_modules_know_no_framework():
    wrong = [
        str(found)
        for name in pure_sources()
        for found in imports(name)
        if any(is_within(found.module, package) for package in FRAMEWORK)
    ]

    assert not wrong


def test_pure_modules_stand_on_pure_modules():
    pure = set(pure_sources())
    wrong = [
        str(found)
        for name in pure
        for found in imports(name)
        if (file := module_file(found.module))
        and file not in pure
        and read(file).strip().count("\n") > 2  # an empty package holds nothing
    ]

    assert not wrong


def test_the_clock_is_read_at_the_edge():
    edge = set(sources(*CLOCK_READERS))
    wrong = [
        f"{name}:{node.lineno}"
        for name in sources("catalogue/*", "tickets/*", "billing/*")
        if name not in edge
        for node in clock_readings(tree(name))
    ]

    assert not wrong, "pass the instant as at="


def clock_readings(module):
    """Where a file reads the clock; a field's `default=timezone.now` is a stamp, not a rule."""
    stamps = {
        id(node.value)
        for node in ast.walk(module)
        if isinstance(node, ast.keyword) and node.arg == "default"
    }
    return [
        node
        for node in ast.walk(module)
        if isinstance(node, ast.Attribute)
        and (getattr(node.value, "id", getattr(node.value, "attr", "")), node.attr)
        in CLOCKS
        and id(node) not in stamps
    ]


def test_files_stay_short():
    long = {
        name for name in sources("*") if len(read(name).splitlines()) > LONGEST_FILE
    }

    assert long == LONG_FILES, (
        "split the file by noun, or shorten the list of exceptions"
    )


def test_no_file_is_named_after_nothing():
    named = {
        Path(name).stem for name in sources("catalogue/*", "tickets/*", "billing/*")
    }

    assert not named & {"utils", "helpers", "misc", "common", "signals"}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_holds(what):
    pattern = re.compile(FORBIDDEN[what])
    found = [
        f"{name}:{number}"
        for name in files()
        if Path(name).suffix not in BINARY
        for number, line in enumerate(read(name).splitlines(), 1)
        if pattern.search(line)
    ]

    assert not found


def test_every_template_is_used():
    spoken = "\n".join(
        read(name)
        for name in files()
        if name.endswith((".py", ".html", ".txt")) and not name.startswith("tests/")
    )
    asked = re.findall(r"""["']([\w./{}-]+\.(?:html|txt))["']""", spoken)
    patterns = {re.sub(r"{[^}]*}", "*", name) for name in asked} | ERROR_PAGES
    unused = [
        name
        for name in template_names()
        if not any(fnmatch(name, pattern) for pattern in patterns)
        and not overrides_a_package(name)
    ]

    assert not unused


def template_names():
    """Names of our own templates, as they are asked for."""
    for name in files():
        parts = Path(name).parts
        if "templates" in parts and name.endswith((".html", ".txt")):
            yield "/".join(parts[parts.index("templates") + 1 :])


def overrides_a_package(name):
    """Whether an installed package brings a template of that name, which ours replaces."""
    folders = [
        Path(folder)
        for loader in engines["django"].engine.template_loaders
        for folder in loader.get_dirs()
    ]
    return any(
        (folder / name).is_file()
        for folder in folders
        if folder.parts[: len(ROOT.parts)] != ROOT.parts
        or "site-packages" in folder.parts
    )
