"""What came of an import, as its pages tell it."""

import hashlib
import json

KEY_ERRORS = "__all__"  # of the row, of no column


def is_sound(result):
    """Whether every row could be taken in."""
    return not result.has_errors() and not result.has_validation_errors()


def counts_of(result):
    """How many rows are new, changed, and the same."""
    return result.totals["new"], result.totals["update"], result.totals["skip"]


def digest_of(result):
    """What the rows become, in short: the same at preview and confirmation, or nothing is written."""
    told = [[row.import_type, row.diff] for row in result.rows]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def errors_of(result):
    """(row of the file, column, what is wrong), in the order of the file."""
    errors = [("", "", str(error.error)) for error in result.base_errors]
    found = []
    for row in result.invalid_rows:
        number = result.numbers[row.number - 1]
        found += [
            (number, "" if name == KEY_ERRORS else name, text)
            for name, texts in row.error_dict.items()
            for text in texts
        ]
    for row in result.error_rows:
        number = result.numbers[row.number - 1]
        found += [(number, "", str(error.error)) for error in row.errors]
    return [*errors, *sorted(found, key=lambda error: error[0])]
