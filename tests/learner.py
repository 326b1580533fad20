"""A learner's repository on which the command line is tried; tests/conftest.py has the fixtures."""

from collections.abc import Callable

from dojo.learner.standing import keep
from dojo.learner.stubs import renew
from dojo.model import Check, Kata, Outcome, Result
from tests.tiny import COUNT, TinyRepository

TEXT = """
    # 01 · Twice and how many

    Twice x is `x + x`.

    ## Hints

    <details><summary>double</summary>

    What is twice 3, and what is 3 + 3?

    Add it to itself:

    ```python
    y = x

    y = y + x
    ```

    A tensor's `+` makes a **new** tensor.
    </details>

    <details><summary>count</summary>

    Which of Python's own functions counts?

    `len(items)`.
    </details>
    """
WRONG = "def double(x):\n    return x\n" + COUNT

Dojo = Callable[..., tuple[int, str, str]]
"""Runs a command in this process: exit code, what it prints, what it complains about."""


def furnish(tiny: TinyRepository) -> TinyRepository:
    """Give the first kata hints, and every kata the copy of its stub."""
    tiny.write("katas/01_tiny/README.md", TEXT)
    renew(tiny.path)
    return tiny


TESTS: dict[str, tuple[str, int]] = {
    "test_double_doubles_each_element": ("double", 3),
    "test_double_leaves_its_input_alone": ("double", 1),
    "test_count_counts[none]": ("count", 1),
    "test_count_counts[four items]": ("count", 1),
}


def judged(learner: TinyRepository, double: Outcome, count: Outcome) -> None:
    """Keep what a run of the first kata's tests would give, without the second that running them takes."""
    outcome = {"double": double, "count": count}
    checks = tuple(
        Check("01_tiny", f"katas/01_tiny/test_tiny.py::{name}", name, points, outcome[function], functions=(function,))
        for name, (function, points) in TESTS.items()
    )
    keep(learner.path, [(Kata(learner.path, "01_tiny"), Result("01_tiny", "katas", 0, checks))])


def lines(text: str) -> list[str]:
    """Return the lines of a screen without the spaces that fill it up."""
    return [line.rstrip() for line in text.splitlines()]
