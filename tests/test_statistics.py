"""The report's numbers, against numpy and scipy on whatever Hypothesis comes up with."""

import math
import os
import warnings

import numpy as np
import pytest
import scipy.stats
from hypothesis import HealthCheck, configuration, given, settings
from hypothesis import strategies as some

from dojo.classroom.report.measures import FEWEST, difficulty, discrimination, fence, median_deviation, spread

configuration.set_hypothesis_home_dir(os.devnull)  # no folder can be made there: it keeps nothing on disk
arbitrary = settings(
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=100,
    suppress_health_check=[HealthCheck.too_slow],  # a machine may have other things to do
)
NUMBERS = some.lists(some.floats(-1e6, 1e6), min_size=1, max_size=40)
POINTS = some.lists(some.tuples(some.booleans(), some.integers(0, 30)), min_size=FEWEST, max_size=60)


def near(value: float | None, wanted: float, scale: float = 1.0) -> bool:
    return value is not None and math.isclose(value, wanted, rel_tol=1e-9, abs_tol=1e-9 * scale)


@arbitrary
@given(NUMBERS)
def test_a_spread_is_numpys(values: list[float]) -> None:
    found = spread(values)
    assert found is not None
    quartiles = np.quantile(values, [0, 0.25, 0.5, 0.75, 1])
    mine = [found.lowest, found.lower, found.median, found.upper, found.highest]
    assert all(near(one, wanted, 1e6) for one, wanted in zip(mine, quartiles, strict=True))
    assert mine == sorted(mine)
    assert near(found.mean, float(np.mean(values)), 1e6)
    assert found.count == len(values)
    if len(values) > 1:
        assert near(found.deviation, float(np.std(values, ddof=1)), 1e6)


def test_a_single_number_has_no_deviation_and_none_has_no_spread() -> None:
    found = spread([7])
    assert found is not None
    assert (found.mean, found.lower, found.median, found.upper, found.deviation) == (7, 7, 7, 7, None)
    assert [spread([]), median_deviation([]), difficulty([]), fence([]), discrimination([], [])] == [None] * 5


@arbitrary
@given(POINTS)
def test_discrimination_is_scipys_point_biserial_correlation(answers: list[tuple[bool, int]]) -> None:
    passed, rest = [one for one, _ in answers], [float(points) for _, points in answers]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # scipy warns where one side is constant, and returns nan
        wanted = float(scipy.stats.pointbiserialr(passed, rest).statistic)
    found = discrimination(passed, rest)
    assert (found is None) if math.isnan(wanted) else near(found, wanted)
    assert difficulty(passed) == np.mean(passed)


@arbitrary
@given(POINTS)
def test_discrimination_is_what_its_formula_says(answers: list[tuple[bool, int]]) -> None:
    found = discrimination([one for one, _ in answers], [points for _, points in answers])
    if found is not None:
        ones, zeros = ([points for one, points in answers if one is side] for side in (True, False))
        share = len(ones) / len(answers)
        deviation = np.std([points for _, points in answers])
        wanted = (np.mean(ones) - np.mean(zeros)) / deviation * math.sqrt(share * (1 - share))
        assert near(found, float(wanted))


@pytest.mark.parametrize(
    ("passed", "rest"),
    [
        pytest.param([True, False, True, False], [3, 1, 2, 1], id="too few answers"),
        pytest.param([True] * 6, [1, 2, 3, 4, 5, 6], id="all have passed"),
        pytest.param([True, False] * 3, [4] * 6, id="all have the same rest"),
    ],
)
def test_discrimination_is_not_defined(passed: list[bool], rest: list[float]) -> None:
    assert discrimination(passed, rest) is None


def test_discrimination_refuses_answers_without_a_rest() -> None:
    with pytest.raises(ValueError, match="zip"):
        discrimination([True, False], [1.0])


@arbitrary
@given(NUMBERS)
def test_the_median_deviation_is_scipys(values: list[float]) -> None:
    assert near(median_deviation(values), float(scipy.stats.median_abs_deviation(values)), 1e6)


@arbitrary
@given(some.lists(some.floats(0, 100), min_size=FEWEST, max_size=40))
def test_what_is_above_the_fence_has_a_modified_z_score_above_three_and_a_half(values: list[float]) -> None:
    limit, deviation = fence(values), float(scipy.stats.median_abs_deviation(values))
    assert limit is not None
    assert limit >= np.median(values)
    if deviation > 1e-9:
        scores = 0.6745 * (np.array(values) - np.median(values)) / deviation
        close = np.isclose(scores, 3.5)
        assert np.array_equal((np.array(values) > limit)[~close], (scores > 3.5)[~close])


@pytest.mark.parametrize("others", [[0.1] * 4, [0.1] * 30, [0.08, 0.1, 0.11, 0.12, 0.13]])
def test_one_endless_loop_is_above_the_fence_and_moves_it_little(others: list[float]) -> None:
    limit = fence([*others, 10.0])
    assert limit is not None
    assert max(others) < limit < 10


def test_below_so_many_values_nothing_is_an_outlier() -> None:
    assert fence([0.1] * (FEWEST - 2) + [10.0]) is None
