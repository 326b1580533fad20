"""Where the marks of a chart stand, in per cent of its width and height.

The templates draw them as SVG: it follows light, dark and print by the page's own styles, each dot is a link, and it
needs no style attribute, which a strict Content-Security-Policy forbids and the SVG of plotting libraries is full of.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from dojo.classroom.report.measures import Spread
from dojo.classroom.report.records import Item

LEVELS = 11
"""Steps of the colour scale: tenths of the points, and full marks."""
FASTEST, SLOWEST = 1e-3, 10.0
"""Seconds at the ends of the time axis, which is logarithmic."""
LOW, LOWEST = -0.2, -1.0
"""Where the axis of discrimination begins, and where it does if a test lies below."""
ACROSS, UP = 4.0, 9.0
"""Per cent of the width and the height within which dots are drawn as one."""


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
    near: dict[tuple[int, int], list[Dot]] = {}
    for item in items:
        if item.difficulty is not None and item.discrimination is not None:
            dot = Dot(100 * item.difficulty, height(item.discrimination, items), (item,))
            near.setdefault((round(dot.x / ACROSS), round(dot.y / UP)), []).append(dot)
    return tuple(map(_merged, near.values()))


def _merged(near: Sequence[Dot]) -> Dot:
    x, y = fmean(dot.x for dot in near), fmean(dot.y for dot in near)
    return Dot(x, y, tuple(item for dot in near for item in dot.items))


def moment(seconds: float) -> float:
    """Return where a time lies on the time axis."""
    if seconds <= FASTEST:
        return 0.0
    return min(100.0, 100 * math.log(seconds / FASTEST) / math.log(SLOWEST / FASTEST))


def strip(seconds: Spread) -> Strip:
    """Return where the times of a test lie on the time axis."""
    parts = (seconds.lowest, seconds.lower, seconds.median, seconds.upper, seconds.highest)
    return Strip(*map(moment, parts))
