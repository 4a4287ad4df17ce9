"""A statement as a tagged PDF (PDF/UA-1), set by Typst. Data goes in as JSON, never as markup."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Literal

import typst

from billing.files.sheet import Sheet

log = logging.getLogger(__name__)

TEMPLATE = Path(__file__).with_name("statement.typ")


def pdf(sheet: Sheet, *, stamp: int) -> bytes:
    """The file; the same bytes for the same statement. `stamp`: when it was issued, in Unix seconds.

    A name in letters that no embedded font has cannot meet the standard: the file is tagged all the
    same, without its claim.
    """
    inputs = {"sheet": json.dumps(sheet.plain)}
    try:
        return _compiled(inputs, stamp, "ua-1")
    except typst.TypstError as error:
        log.warning("%s is no PDF/UA-1: %s", sheet.reference, error.message)
        return _compiled(inputs, stamp, None)


def _compiled(
    inputs: dict[str, str], stamp: int, standard: Literal["ua-1"] | None
) -> bytes:
    return typst.compile(
        TEMPLATE.read_bytes(),
        format="pdf",
        sys_inputs=inputs,
        ignore_system_fonts=True,
        pdf_standards=standard,
        timestamp=stamp,
    )
