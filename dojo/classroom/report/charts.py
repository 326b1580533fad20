"""Where the marks of a chart stand, in per cent of its width and height.

The templates draw them as SVG: it follows light, dark and print by the page's own styles, each dot is a link, and it
needs no style attribute, which a strict Content-Security-Policy forbids and the SVG of plotting libraries is full of.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from dojo.classroom.report.measures import Spread
from dojo.classroom.report.records import Item

LEVELS = 11
"""Steps of the colour scale: tenths of the points, and full marks."""
FASTEST, SLOWEST = 1e-3, 10.0
"""Seconds at the ends of the time axis, which is logarithmic."""
LOW, LOWEST = -0.2, -1.0
"""Where the axis of discrimination begins, and where it does if a test lies below."""
ACROSS, UP = 4.0, 9.0
"""Per cent of the width and the height that a dot takes, and a line of its label: nearer dots are drawn as one."""
LETTER = 1.8
"""Per cent of the width that a letter of a label takes."""
Side = Literal["right", "left", "above", "below"]
SIDES: tuple[Side, ...] = ("right", "left", "above", "below")
"""Of a dot, where its label may stand, the best first."""

Box = tuple[float, float, float, float]
"""Left, right, top and bottom."""


@dataclass(frozen=True)
class Bar:
    """One bar of a histogram."""

    level: int
    label: str
    count: int
    height: float


@dataclass(frozen=True)
class Dot:
    """One or several tests in the plane of difficulty and discrimination."""

    x: float
    y: float
    """From the top."""
    items: tuple[Item, ...]
    side: Side = "right"
    """Where the label stands."""

    @property
    def label(self) -> str:
        """Their numbers, as far as there is room."""
        numbers = [str(item.number) for item in self.items]
        more = f" +{len(numbers) - 3}" if len(numbers) > 4 else ""
        return ", ".join(numbers[:3] if more else numbers) + more


@dataclass(frozen=True)
class Strip:
    """How long a test takes in the class, on the time axis."""

    lowest: float
    lower: float
    median: float
    upper: float
    highest: float


def level(share: float) -> int:
    """Return the step of the colour scale for a share of the points."""
    return max(0, min(LEVELS - 1, int(share * (LEVELS - 1) + 1e-9)))


def histogram(shares: Sequence[float]) -> tuple[Bar, ...]:
    """Return how many have which share of the points."""
    counts = [0] * LEVELS
    for share in shares:
        counts[level(share)] += 1
    tallest = max(counts) or 1
    labels = [f"{10 * number}–{10 * number + 9}%" for number in range(LEVELS - 1)] + ["100%"]
    return tuple(
        Bar(number, label, count, 100 * count / tallest)
        for number, (label, count) in enumerate(zip(labels, counts, strict=True))
    )


def bottom(items: Sequence[Item]) -> float:
    """Return where the axis of discrimination begins."""
    known = [item.discrimination for item in items if item.discrimination is not None]
    return LOWEST if any(value < LOW for value in known) else LOW


def height(discrimination: float, items: Sequence[Item]) -> float:
    """Return where a discrimination lies on that axis, from the top."""
    low = bottom(items)
    return 100 * (1 - (discrimination - low) / (1 - low))


def dots(items: Sequence[Item]) -> tuple[Dot, ...]:
    """Return the dots of all tests whose discrimination is defined; those that would cover each other are one."""
    apart: list[Dot] = []
    for item in items:
        if item.difficulty is not None and item.discrimination is not None:
            dot = Dot(100 * item.difficulty, height(item.discrimination, items), (item,))
            while near := next((one for one in apart if _covers(_body(one), _body(dot))), None):
                apart.remove(near)
                dot = _merged(near, dot)
            apart.append(dot)
    return _labelled(apart)


def _merged(one: Dot, other: Dot) -> Dot:
    items, of_one = one.items + other.items, len(one.items) / len(one.items + other.items)
    return Dot(of_one * one.x + (1 - of_one) * other.x, of_one * one.y + (1 - of_one) * other.y, items)


def _labelled(apart: Sequence[Dot]) -> tuple[Dot, ...]:
    """Give each label, the longest first, the side where it covers the least of dots, other labels and the edge."""
    taken = [_body(dot) for dot in apart]
    sides: dict[Dot, Side] = {}
    for dot in sorted(apart, key=lambda dot: -len(dot.label)):
        boxes = {side: _box(dot, side) for side in SIDES}
        sides[dot] = min(SIDES, key=lambda side: _hidden(boxes[side], taken))
        taken.append(boxes[sides[dot]])
    return tuple(replace(dot, side=sides[dot]) for dot in apart)


def _hidden(box: Box, taken: Sequence[Box]) -> int:
    left, right, top, low = box
    beyond = left < 0 or right > 100 or top < 0 or low > 100
    return sum(_covers(box, one) for one in taken) + beyond


def _body(dot: Dot) -> Box:
    return dot.x - ACROSS / 2, dot.x + ACROSS / 2, dot.y - UP / 2, dot.y + UP / 2


def _box(dot: Dot, side: Side) -> Box:
    """Return what the label takes there."""
    width = LETTER * len(dot.label)
    left, right, top, low = _body(dot)
    if side in ("right", "left"):
        return (right, right + width, top, low) if side == "right" else (left - width, left, top, low)
    return dot.x - width / 2, dot.x + width / 2, *((top - UP, top) if side == "above" else (low, low + UP))


def _covers(one: Box, other: Box) -> bool:
    return one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]


def moment(seconds: float) -> float:
    """Return where a time lies on the time axis."""
    if seconds <= FASTEST:
        return 0.0
    return min(100.0, 100 * math.log(seconds / FASTEST) / math.log(SLOWEST / FASTEST))


def strip(seconds: Spread) -> Strip:
    """Return where the times of a test lie on the time axis."""
    parts = (seconds.lowest, seconds.lower, seconds.median, seconds.upper, seconds.highest)
    return Strip(*map(moment, parts))
