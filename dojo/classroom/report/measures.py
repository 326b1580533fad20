"""What numbers say about a class. Pure functions of plain numbers; what is not defined is None, and never a guess."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

FEWEST = 5
"""Answers below which neither a correlation nor an outlier means anything: of two, every correlation is 1 or -1."""
FAR = 3.5
"""Modified z-score beyond which Iglewicz and Hoaglin call a value an outlier."""
NORMAL_MAD, NORMAL_MEAN_DEVIATION = 0.6745, 0.7979
"""Median and mean absolute deviation of a normal distribution, in standard deviations."""


@dataclass(frozen=True)
class Spread:
    """How numbers are spread."""

    count: int
    mean: float
    deviation: float | None
    """Standard deviation of the sample, with n - 1 below; None of a single number."""
    lowest: float
    lower: float
    """First quartile, between two values in proportion, as numpy.quantile does."""
    median: float
    upper: float
    """Third quartile."""
    highest: float


def spread(values: Sequence[float]) -> Spread | None:
    """Return how numbers are spread, None where there is none."""
    if not values:
        return None
    single = len(values) == 1
    quartiles = [values[0]] * 3 if single else statistics.quantiles(values, n=4, method="inclusive")
    lowest, highest = min(values), max(values)
    lower, median, upper = (min(max(value, lowest), highest) for value in quartiles)  # what rounding has moved out
    deviation = None if single else statistics.stdev(values)
    return Spread(len(values), statistics.fmean(values), deviation, lowest, lower, median, upper, highest)


def difficulty(passed: Sequence[bool]) -> float | None:
    """Return an item's difficulty as test theory defines it: the share that passed, so that 1 is the easiest."""
    return sum(passed) / len(passed) if passed else None


def discrimination(passed: Sequence[bool], rest: Sequence[float]) -> float | None:
    """Return how well an item tells strong from weak: the corrected item-total point-biserial correlation.

    It is Pearson's correlation of passed (0 or 1) with the points in all other items:
    r = (M1 - M0) / s * sqrt(p * (1 - p)), where M1 and M0 are the means of the rest of those who passed and of the
    others, s the standard deviation of the rest with n below, and p the difficulty. The item itself is left out of the
    total, with which it would correlate in any case: S. Henrysson, "Correction of item-total correlations in item
    analysis", Psychometrika 28 (1963), 211-218.

    Args:
        passed: for each answer.
        rest: for each answer, its points without the item's.

    Returns:
        -1 to 1; None for fewer than FEWEST answers, or where either side is the same for all.

    Raises:
        ValueError: the lengths differ.
    """
    pairs = list(zip(map(float, passed), rest, strict=True))
    if len(pairs) < FEWEST or len({one for one, _ in pairs}) == 1 or len({rest for _, rest in pairs}) == 1:
        return None
    return max(-1.0, min(1.0, statistics.correlation(*zip(*pairs, strict=True))))


def median_deviation(values: Sequence[float]) -> float | None:
    """Return the median absolute deviation from the median (MAD), unscaled; None where there is no value."""
    if not values:
        return None
    middle = statistics.median(values)
    return statistics.median(abs(value - middle) for value in values)


def fence(values: Sequence[float]) -> float | None:
    """Return what a value must exceed to be an outlier above, which outliers themselves hardly move.

    It is median + 3.5 * MAD / 0.6745: B. Iglewicz and D. Hoaglin, "How to Detect and Handle Outliers", 1993 (also in
    the NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.5.17). Where more than half of the values are equal, MAD is
    0 and tells nothing; the mean absolute deviation from the median, divided by 0.7979, stands in for it.

    Returns:
        In the unit of the values; None for fewer than FEWEST.
    """
    deviation = median_deviation(values)
    if deviation is None or len(values) < FEWEST:
        return None
    middle = statistics.median(values)
    if deviation:
        return middle + FAR * deviation / NORMAL_MAD
    return middle + FAR * statistics.fmean(abs(value - middle) for value in values) / NORMAL_MEAN_DEVIATION
