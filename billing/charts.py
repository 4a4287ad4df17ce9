"""Where the lines and bars of the hours' charts stand: numbers only, templates draw them.

Every chart has the same frame, in units of its own; the page makes it as wide as there is room.
Minutes go in, coordinates to a tenth of a unit come out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from billing.words import span

WIDTH, HEIGHT = 360, 190
LEFT, RIGHT, TOP, BOTTOM = 52, 352, 12, 164
HOUR = 60  # minutes
MOST_TICKS = 5  # on the scale of hours
FILLED = 0.72  # of the room of a bar
SHORT_STEPS = (15, 30)  # minutes; longer ones are 1, 2, 5, 10, 20, 50 … hours
WEEK = 7

Point = tuple[float, float]


@dataclass(frozen=True)
class Tick:
    """A mark on a scale: where it stands, and what is written there."""

    at: float
    text: str


@dataclass(frozen=True)
class Bar:
    """A part of a column or of a line; `kind` says what of, `text` tells it."""

    x: float
    y: float
    width: float
    height: float
    kind: str = ""
    text: str = ""

    @property
    def place(self) -> str:
        """The attributes of its rectangle: numbers alone, nothing to escape."""
        size = f'width="{self.width}" height="{self.height}"'
        return f'x="{self.x}" y="{self.y}" {size}'


@dataclass(frozen=True)
class Frame:
    """The scales of a chart: hours upwards, days or months along."""

    along: tuple[Tick, ...]
    upwards: tuple[Tick, ...]
    zero: float
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = RIGHT
    top: int = TOP
    bottom: int = BOTTOM


@dataclass(frozen=True)
class Burn:
    """Hours left by day: `actual` up to today, `pace` evenly to 0, `likely` from here on.

    The lines are points as SVG wants them; `band` is the range around `likely`. Without a projection
    both are empty. `now` is where `actual` ends.
    """

    frame: Frame
    actual: str
    pace: str
    likely: str
    band: str
    now: Point


@dataclass(frozen=True)
class Columns:
    """Columns of stacked bars; `levels` are lines over single columns, `marked` rings above them."""

    frame: Frame
    bars: tuple[Bar, ...]
    levels: tuple[Bar, ...] = ()
    marked: tuple[Point, ...] = ()


@dataclass(frozen=True)
class Month:
    """A month of history: minutes within the packages and beyond, and how many were bought."""

    text: str
    within: int
    beyond: int
    allowed: int


def burn(
    allowed: int,
    used: Sequence[int],
    days: int,
    projected: tuple[int, int, int] | None = None,
) -> Burn:
    """The burn-down of a month of `days`: `used` is what each day so far has used up.

    `projected` is the month's expected, lowest and highest total. What goes beyond the hours bought
    is drawn below 0.
    """
    course = list(_running(used, allowed))
    ends = [allowed - total for total in projected or ()]
    scale, frame = _scaled(min([0, *course, *ends]), max(allowed, 0), _days(days))
    points = [(_along(day, days), scale(left)) for day, left in enumerate(course)]
    last = (float(RIGHT), 0.0)
    likely, band = "", ""
    if ends:
        expected, low, high = ((last[0], scale(end)) for end in ends)
        likely = _points([points[-1], expected])
        band = _points([points[-1], low, high])
    return Burn(
        frame,
        _points(points),
        _points([(LEFT, scale(allowed)), (RIGHT, scale(0))]),
        likely,
        band,
        points[-1],
    )


def by_day(
    days: Sequence[Mapping[str, int]],
    names: Mapping[str, str],
    marked: Sequence[bool] = (),
) -> Columns:
    """A column for each day of a month: minutes by kind, in the order of `names`, which tells them.

    A day that is `marked` carries a ring.
    """
    tallest = max((sum(parts.values()) for parts in days), default=0)
    scale, frame = _scaled(0, tallest, _middles(len(days)))
    bars, rings = [], []
    for number, parts in enumerate(days):
        below = 0
        for kind, name in names.items():
            if minutes := parts.get(kind, 0):
                said = f"{number + 1}: {span(minutes)} {name}"
                bars.append(_bar(number, len(days), below, minutes, scale, kind, said))
                below += minutes
        if number < len(marked) and marked[number]:
            middle = _along(number + 0.5, len(days))
            rings.append((middle, round(max(scale(below) - 6, 5), 1)))
    return Columns(frame, tuple(bars), marked=tuple(rings))


def by_month(months: Sequence[Month], within: str, beyond: str) -> Columns:
    """A column for each month: within the packages, what went beyond, and a line at what was bought."""
    tallest = max(
        (max(each.within + each.beyond, each.allowed) for each in months), default=0
    )
    count = len(months)
    along = tuple(
        Tick(_along(number + 0.5, count), each.text)
        for number, each in enumerate(months)
    )
    scale, frame = _scaled(0, tallest, along)
    bars, levels = [], []
    for number, each in enumerate(months):
        for kind, name, below, minutes in (
            ("within", within, 0, each.within),
            ("beyond", beyond, each.within, each.beyond),
        ):
            if minutes:
                said = f"{each.text}: {span(minutes)} {name}"
                bars.append(_bar(number, count, below, minutes, scale, kind, said))
        if each.allowed:
            levels.append(
                _bar(number, count, each.allowed, 0, scale, "allowed", filled=0.9)
            )
    return Columns(frame, tuple(bars), tuple(levels))


def along(parts: Sequence[tuple[str, int]], whole: int) -> tuple[Bar, ...]:
    """Parts of one line, in per cent of `whole`, or for all parts if they are more."""
    total = max(whole, sum(minutes for _, minutes in parts))
    found, begun = [], 0
    for kind, minutes in parts:
        if minutes and total:
            width = round(100 * minutes / total, 1)
            x = round(100 * begun / total, 1)
            found.append(Bar(x, 0, width, 100, kind, span(minutes)))
            begun += minutes
    return tuple(found)


def steps(low: int, high: int) -> list[int]:
    """Round marks between two figures in minutes, at most five or so, 0 among them."""
    room = max(high - low, SHORT_STEPS[0])
    size = next(step for step in _sizes() if room / step <= MOST_TICKS)
    first = -(-low // size)
    return [size * number for number in range(first, high // size + 1)] or [0]


def _sizes() -> Iterator[int]:
    yield from SHORT_STEPS
    ten = HOUR
    while True:
        yield from (ten, 2 * ten, 5 * ten)
        ten *= 10


def _scaled(
    low: int, high: int, marks: tuple[Tick, ...]
) -> tuple[Callable[[int], float], Frame]:
    """How minutes become a height between `low` and `high`, and the frame with its marks."""
    high = max(high, low + HOUR)

    def scale(minutes: int) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * (minutes - low) / (high - low), 1)

    upwards = tuple(Tick(scale(step), span(step)) for step in steps(low, high))
    return scale, Frame(marks, upwards, scale(0))


def _running(used: Sequence[int], allowed: int) -> Iterator[int]:
    """What is left before the first day, and after each."""
    left = allowed
    yield left
    for minutes in used:
        left -= minutes
        yield left


def _along(place: float, places: int) -> float:
    return round(LEFT + (RIGHT - LEFT) * place / max(places, 1), 1)


def _days(days: int) -> tuple[Tick, ...]:
    """The first day of each week, where the day ends."""
    return tuple(Tick(_along(day, days), str(day)) for day in range(1, days + 1, WEEK))


def _middles(days: int) -> tuple[Tick, ...]:
    return tuple(
        Tick(_along(day - 0.5, days), str(day)) for day in range(1, days + 1, WEEK)
    )


def _bar(
    number: int,
    count: int,
    below: int,
    minutes: int,
    scale: Callable[[int], float],
    kind: str,
    text: str = "",
    filled: float = FILLED,
) -> Bar:
    room = (RIGHT - LEFT) / max(count, 1)
    top = scale(below + minutes)
    x = round(LEFT + room * (number + (1 - filled) / 2), 1)
    height = round(scale(below) - top, 1)
    return Bar(x, top, round(room * filled, 1), height, kind, text)


def _points(points: Sequence[Point]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in points)
