"""How the tests of the house read the house: files, imports, models."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

from django.apps import apps

ROOT = Path(__file__).resolve().parent.parent
APPS = ("catalogue", "tickets", "billing")
NOT_OURS = {
    ".git", ".venv", "var", "__pycache__", ".mypy_cache", ".ruff_cache", ".hypothesis",
    ".pytest_cache",
}  # fmt: skip


@dataclass(frozen=True)
class Import:
    """One imported module, as a dotted name, and where it is imported."""

    file: str
    line: int
    module: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line} imports {self.module}"


@cache
def files() -> tuple[str, ...]:
    """Paths of the project's own files: what git tracks or would add."""
    command = ["git", "ls-files", "-co", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        names = listed.stdout.splitlines() if listed.returncode == 0 else []
    except FileNotFoundError:
        names = []
    return tuple(sorted(n for n in names or walk(ROOT) if (ROOT / n).is_file()))


def walk(folder: Path) -> Iterator[str]:
    """All files below a folder, where there is no git to ask."""
    for path in sorted(folder.iterdir()):
        if path.name in NOT_OURS:
            continue
        if path.is_dir():
            yield from walk(path)
        else:
            yield path.relative_to(ROOT).as_posix()


def sources(*patterns: str) -> list[str]:
    """Python files that match a pattern; `*` goes over folders too. Without migrations."""
    return [
        name
        for name in files()
        if name.endswith(".py")
        and "/migrations/" not in name
        and any(fnmatch(name, pattern) for pattern in patterns)
    ]


def read(name: str) -> str:
    """The text of a file."""
    return (ROOT / name).read_text(encoding="utf-8")


@cache
def tree(name: str) -> ast.Module:
    """The syntax tree of a Python file."""
    return ast.parse(read(name), name)


def imports(name: str) -> list[Import]:
    """Everything a file imports, relative imports resolved, `from a import b` as `a.b`."""
    package = list(Path(name).with_suffix("").parts[:-1])
    found = []
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            start = ".".join([*base, *([node.module] if node.module else [])])
            modules = [f"{start}.{alias.name}" for alias in node.names]
        else:
            continue
        found += [Import(name, node.lineno, module) for module in modules]
    return found


def is_within(module: str, package: str) -> bool:
    """Whether a dotted name is the package or stands inside it."""
    return module == package or module.startswith(f"{package}.")


def module_file(module: str) -> str | None:
    """The project's file that a dotted name comes from, if it is ours."""
    parts = module.split(".")
    for end in (len(parts), len(parts) - 1):
        base = "/".join(parts[:end])
        for name in (f"{base}.py", f"{base}/__init__.py"):
            if base and (ROOT / name).is_file():
                return name
    return None


def models():
    """Every concrete model of the project's apps; proxies are lenses on them."""
    return [
        model
        for model in apps.get_models()
        if model._meta.app_label in APPS and not model._meta.proxy
    ]


def foreign_keys(model):
    """The model's own references to one other row."""
    return [f for f in model._meta.concrete_fields if f.many_to_one or f.one_to_one]


def leads_to(model, goal, seen=frozenset()) -> bool:
    """Whether a row of the model belongs to a row of the goal, over any number of keys."""
    if model is goal:
        return True
    if model in seen:
        return False
    return any(
        leads_to(key.related_model, goal, seen | {model}) for key in foreign_keys(model)
    )
