"""The tests of a kata as a whole class met them."""

from collections.abc import Mapping, Sequence
from statistics import median

from dojo.classroom.report import measures
from dojo.classroom.report.records import Item, Large, Mistake, Person, Slow
from dojo.classroom.texts import one_line
from dojo.model import Check, Outcome, Result

LEAST = 0.5
"""Seconds above the median below which nothing is called slow: so much the machine itself may vary."""
LEAST_MEMORY = 50_000_000
"""Bytes above the median below which nothing is called large: so much may vary with the parts of PyTorch in use."""
RAN: tuple[Outcome, ...] = ("passed", "failed")
"""Outcomes of tests whose time and memory say something about an answer."""

Met = tuple[Check, int, bool]
"""A test's verdict on one answer, all points of that answer, and whether it counts for difficulty."""


def items_of(results: Sequence[Result], judged: Sequence[bool], numbers: Mapping[str, int]) -> tuple[Item, ...]:
    """Measure each test.

    Args:
        results: of all answers.
        judged: for each, whether it counts for difficulty and discrimination.
        numbers: id -> number of the tests.
    """
    found: dict[str, list[Met]] = {test: [] for test in numbers}
    for result, counts in zip(results, judged, strict=True):
        earned = result.points
        for check in result.checks:
            found[check.id].append((check, earned, counts))
    return tuple(_item(numbers[test], some) for test, some in found.items())


def _item(number: int, found: Sequence[Met]) -> Item:
    first = found[0][0]
    outcomes = [check.outcome for check, _, _ in found]
    counting = [(check, earned) for check, earned, counts in found if counts and check.outcome != "skipped"]
    passed = [check.outcome == "passed" for check, _ in counting]
    rest = [earned - check.points * (check.outcome == "passed") for check, earned in counting]
    return Item(
        number=number,
        title=one_line(first.title),
        points=first.points,
        passed=outcomes.count("passed"),
        failed=outcomes.count("failed"),
        unwritten=outcomes.count("todo"),
        other=outcomes.count("error"),
        skipped=outcomes.count("skipped"),
        difficulty=measures.difficulty(passed),
        discrimination=measures.discrimination(passed, rest),
        seconds=measures.spread([check.seconds for check, _, _ in found if check.outcome in RAN]),
    )


def mistakes_of(answers: Sequence[tuple[Person, Result]]) -> tuple[Mistake, ...]:
    """Return the known mistakes that were named, the most common first."""
    found: dict[str, Mistake] = {}
    for person, result in answers:
        for diagnosis in result.diagnoses:
            for name, advice in zip(diagnosis.mistakes, diagnosis.advice, strict=True):
                people = found[name].people if name in found else ()
                found[name] = Mistake(advice, diagnosis.functions, tuple(dict.fromkeys((*people, person))))
    return tuple(sorted(found.values(), key=lambda one: (-len(one.people), one.advice)))


def slow_of(answers: Sequence[tuple[Person, Result]], numbers: Mapping[str, int]) -> tuple[Slow, ...]:
    """Return whose code took far longer than that of the class in the same test, the slowest first.

    Far longer is beyond the fence of `measures.fence`, and more than LEAST above the median.
    """
    times: dict[str, list[tuple[Person, float]]] = {test: [] for test in numbers}
    for person, result in answers:
        for check in result.of(*RAN):
            times[check.id].append((person, check.seconds))
    far: dict[Person, list[tuple[float, float, int]]] = {}
    for test, some in times.items():
        seconds = [one for _, one in some]
        limit = measures.fence(seconds)
        if limit is None:
            continue
        usual = median(seconds)
        for person, one in some:
            if one > max(limit, usual + LEAST):
                far.setdefault(person, []).append((one, usual, numbers[test]))
    slow = [_slow(person, some) for person, some in far.items()]
    return tuple(sorted(slow, key=lambda one: (-one.seconds, one.person.key)))


def _slow(person: Person, far: Sequence[tuple[float, float, int]]) -> Slow:
    seconds, usual, number = max(far)
    return Slow(person, tuple(number for _, _, number in far), number, seconds, usual)


def large_of(answers: Sequence[tuple[Person, Result]]) -> tuple[Large, ...]:
    """Return whose code took far more memory than that of the class, the most first.

    Far more is beyond the fence of `measures.fence`, and more than LEAST_MEMORY above the median. Answers of which no
    test ran, and those of which it is not known, say nothing about what is usual.
    """
    taken = [(person, result.memory) for person, result in answers if result.memory and result.of(*RAN)]
    limit = measures.fence([memory for _, memory in taken])
    if limit is None:
        return ()
    usual = median(memory for _, memory in taken)
    large = [Large(person, memory, usual) for person, memory in taken if memory > max(limit, usual + LEAST_MEMORY)]
    return tuple(sorted(large, key=lambda one: (-one.memory, one.person.key)))
