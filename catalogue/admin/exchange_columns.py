"""The kinds of columns of imported and exported rows: how a cell is read, and how it is written."""

import datetime as dt
from decimal import Decimal, InvalidOperation

from import_export import fields, widgets


class Text(widgets.Widget):
    """A text, verbatim but for its line ends."""

    def clean(self, value, row=None, **kwargs):
        return value

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else str(value).replace("\r\n", "\n")

    def same(self, new, old):
        """Whether an import leaves the value as it is; browsers send other line ends than files."""
        return self.render(new) == self.render(old)


class Word(Text):
    """A short text: blanks around it do not count."""

    def same(self, new, old):
        return str(self.render(new)).strip() == str(self.render(old)).strip()

    def clean(self, value, row=None, **kwargs):
        return value.strip()


class Lines(Text):
    """A list of texts, one a line."""

    def clean(self, value, row=None, **kwargs):
        return [line.strip() for line in value.splitlines() if line.strip()]

    def render(self, value, obj=None, **kwargs):
        return "\n".join(value or ())


class Choice(Word):
    """One of the words a column allows; in any case of letters, or as the admin shows it."""

    def __init__(self, choices):
        super().__init__()
        self.words = {str(value): value for value, _ in choices}
        shown = {str(label).lower(): value for value, label in choices}
        self.known = shown | {word.lower(): value for word, value in self.words.items()}

    def clean(self, value, row=None, **kwargs):
        try:
            return self.known[value.strip().lower()]
        except KeyError:
            words = ", ".join(word for word in self.words if word)
            raise ValueError(f"“{value[:40]}” is none of {words}.") from None


class Flag(Word):
    """Yes or no; blank only where nobody needs to know."""

    WORDS = {
        "yes": True,
        "true": True,
        "1": True,
        "no": False,
        "false": False,
        "0": False,
    }

    def __init__(self, blank=False):
        super().__init__()
        self.words = self.WORDS | ({"": None} if blank else {})

    def clean(self, value, row=None, **kwargs):
        try:
            return self.words[value.strip().lower()]
        except KeyError:
            raise ValueError(f"“{value[:40]}” is neither yes nor no.") from None

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else "yes" if value else "no"


class Day(Word):
    """A date as 2026-01-31."""

    def clean(self, value, row=None, **kwargs):
        return day_of(value)

    def render(self, value, obj=None, **kwargs):
        return value or ""


class Number(Word):
    """A decimal number with a point."""

    def clean(self, value, row=None, **kwargs):
        try:
            number = Decimal(value.strip())
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite():
            raise ValueError(f"“{value[:40]}” is no number such as 1250.50.")
        return number

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else value


class Clock(Word):
    """Minutes after midnight as 08:30; 24:00 is midnight at the end."""

    def clean(self, value, row=None, **kwargs):
        hours, colon, minutes = value.strip()[:5].partition(":")
        sound = (
            colon and hours.isdecimal() and minutes.isdecimal() and len(minutes) == 2
        )
        total = int(hours) * 60 + int(minutes) if sound and len(hours) <= 2 else -1
        if not 0 <= total <= 1440 or int(minutes) > 59:
            raise ValueError(f"“{value[:40]}” is no time of day such as 08:30.")
        return total

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else "{:02}:{:02}".format(*divmod(value, 60))


def day_of(text):
    """The date that a cell holds, None when blank. Raises `ValueError`."""
    text = text.strip()
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"“{text[:40]}” is no date such as 2026-01-31.") from None


def column(name, attribute=None, widget=None, *, key=False):
    """A column. With `key` it says which row is meant, and is never changed by an import."""
    return fields.Field(
        attribute=attribute or name,
        column_name=name,
        widget=widget or Text(),
        readonly=key,
    )
