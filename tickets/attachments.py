"""Files that come with a ticket: looked at before anything is kept, whatever their sender says.

Neither a declared size nor a declared type is believed: content is read up to a limit and compared
with the end of the name.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Protocol

from tickets.actions.refusals import Refused
from tickets.signatures import KINDS

MEGABYTE = 1024 * 1024
MOST_FILES = 10
LARGEST = 10 * MEGABYTE
LARGEST_TOGETHER = 25 * MEGABYTE
LONGEST_NAME = 200
UNNAMED = "file"
FIELD = "files"
ZIP_IT = "Put it into a zip archive, or send a text or a picture."


class Readable(Protocol):
    """A file as a form, a message or a test hands it in."""

    @property
    def name(self) -> str | None: ...

    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True)
class Upload:
    """A file fit to be kept; `digest` is SHA-256 in hexadecimal."""

    name: str
    media_type: str
    content: bytes
    size: int
    digest: str

    def read(self, size: int, /) -> bytes:
        """Its beginning, as of a file: one that was looked at may be looked at again."""
        return self.content[:size]


def checked(files: Iterable[Readable]) -> list[Upload]:
    """The files, each looked at; raises `Refused` (field `files`) naming the first that will not do.

    At most 10 files of 10 MB each, 25 MB together, of the kinds in `signatures`.
    """
    files = list(files)
    if len(files) > MOST_FILES:
        raise Refused(
            f"{len(files)} files are too many: send at most {MOST_FILES} at a time, or one zip "
            "archive.",
            FIELD,
        )
    uploads: list[Upload] = []
    for file in files:
        uploads.append(_checked(file, uploads))
    return uploads


def sifted(files: Iterable[Readable]) -> tuple[list[Upload], list[str]]:
    """What may be kept, and for each other file why not: mail cannot be sent back to be mended."""
    uploads: list[Upload] = []
    refusals: list[str] = []
    for number, file in enumerate(files):
        try:
            if number >= MOST_FILES:
                name = clean_name(file.name)
                raise Refused(
                    f"{name}: only the first {MOST_FILES} files are kept.", FIELD
                )
            uploads.append(_checked(file, uploads))
        except Refused as refusal:
            refusals.append(str(refusal))
    return uploads, refusals


def clean_name(name: str | None) -> str:
    """A name that is one: no folders, no control or direction characters, at most 200 characters."""
    bare = re.split(r"[/\\]", unicodedata.normalize("NFC", name or ""))[-1]
    seen = "".join(" " if c.isspace() else c for c in bare if not _is_hidden(c))
    words = " ".join(seen.split()).strip(". ")
    stem, dot, ending = words.rpartition(".")
    if not dot:
        return words[:LONGEST_NAME] or UNNAMED
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}"[-LONGEST_NAME:]


def _is_hidden(character: str) -> bool:
    """Control and format characters: those that turn the direction of a name are among them."""
    hidden = unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn"}
    return hidden and not character.isspace()


def _checked(file: Readable, before: list[Upload]) -> Upload:
    name = clean_name(file.name)
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    kind = KINDS.get(ending)
    if kind is None:
        what = (
            f"“.{ending}” files" if ending else "files without an ending such as .txt"
        )
        raise Refused(f"{name}: {what} are not taken. {ZIP_IT}", FIELD)
    content = file.read(LARGEST + 1)
    if not content:
        raise Refused(f"{name}: the file is empty. Choose it again.", FIELD)
    if len(content) > LARGEST:
        raise Refused(
            f"{name}: the file has more than {LARGEST // MEGABYTE} MB. Send a part of it, or pack "
            "it.",
            FIELD,
        )
    if len(content) + sum(each.size for each in before) > LARGEST_TOGETHER:
        raise Refused(
            f"{name}: with it the files have more than {LARGEST_TOGETHER // MEGABYTE} MB together. "
            "Send the rest with another message.",
            FIELD,
        )
    if not kind.fits(content):
        raise Refused(
            f"{name}: the content is not {kind.words}, as the name says. Give the file the ending "
            "that it really has.",
            FIELD,
        )
    upload = Upload(
        name,
        kind.media_type,
        content,
        len(content),
        hashlib.sha256(content).hexdigest(),
    )
    return replace(
        upload, name=_unique(name, {each.name.casefold() for each in before})
    )


def _unique(name: str, taken: set[str]) -> str:
    """The name, with a number where another file of the message has it already."""
    stem, _, ending = name.rpartition(".")
    number, unique = 1, name
    while unique.casefold() in taken:
        number += 1
        mark = f" ({number})"
        unique = f"{stem[: LONGEST_NAME - len(ending) - len(mark) - 1]}{mark}.{ending}"
    return unique
