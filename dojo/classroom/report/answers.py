"""Answers that behave alike are shown once: what each test said, and whose answers they are."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePath

from dojo.classroom.report.records import Found, Group, Person, Told
from dojo.classroom.texts import one_line
from dojo.model import Check, Diagnosis, Failure, Result

SHOWN = 1500
"""Characters that are shown of one text; all of it is in results.json."""
ORDER = ("failed", "error", "todo", "passed", "skipped")
"""What is to be read first."""


def numbers_of(results: Iterable[Result]) -> dict[str, int]:
    """Return the id of each test that was run -> its number, from 1, in the order of the test file."""
    longest = sorted(results, key=lambda result: len(result.checks), reverse=True)
    ids = dict.fromkeys(check.id for result in longest for check in result.checks)
    return {test: number for number, test in enumerate(ids, 1)}


def groups_of(
    kata: str, answers: Sequence[tuple[Person, Result]], numbers: Mapping[str, int]
) -> tuple[tuple[Group, ...], list[int]]:
    """Put together the answers that behave alike.

    Args:
        kata: the key of the kata.
        answers: who, and what their answer got.
        numbers: id -> number of the kata's tests.

    Returns:
        The groups, the best and then the largest first; and for each answer the position of its group.
    """
    members: dict[tuple[object, ...], list[int]] = {}
    for index, (_, result) in enumerate(answers):
        members.setdefault(_behaviour(result, numbers), []).append(index)
    ordered = sorted(members.values(), key=lambda of: (-answers[of[0]][1].points, -len(of), of[0]))
    groups = tuple(
        _group(f"{kata}-g{number}", [answers[index] for index in of], numbers) for number, of in enumerate(ordered, 1)
    )
    position = {index: number for number, of in enumerate(ordered) for index in of}
    return groups, [position[index] for index in range(len(answers))]


def _behaviour(result: Result, numbers: Mapping[str, int]) -> tuple[object, ...]:
    return told(result.checks, numbers), result.diagnoses, result.ended, result.points, result.total


def _group(key: str, answers: Sequence[tuple[Person, Result]], numbers: Mapping[str, int]) -> Group:
    result = answers[0][1]
    by_number = {numbers[check.id]: check.outcome for check in result.checks}
    return Group(
        key,
        tuple(person for person, _ in answers),
        result.points,
        result.total,
        tuple(by_number.get(number) for number in range(1, len(numbers) + 1)),
        tuple(map(_found, result.diagnoses)),
        told(result.checks, numbers),
        tuple(Counter(map(one_line, result.ended)).items()),
    )


def _found(diagnosis: Diagnosis) -> Found:
    names = " and ".join(f"{name}()" for name in diagnosis.functions)
    does = "raises the same errors as" if diagnosis.errors_only else "behaves exactly like"
    what = "this mistake" if len(diagnosis.advice) == 1 else "these two mistakes"
    begin = "On the tests run here, " if diagnosis.partial else ""
    return Found(f"{begin}{names} {does} one that has {what}:", diagnosis.advice)


def told(checks: Sequence[Check], numbers: Mapping[str, int]) -> tuple[Told, ...]:
    """Say what became of each test of an answer; those that ended for one and the same reason are said together."""
    alike: dict[tuple[object, ...], list[Check]] = {}
    for check in checks:
        alike.setdefault((ORDER.index(check.outcome), *_reason(check)), []).append(check)
    by_outcome = sorted(alike.values(), key=lambda some: ORDER.index(some[0].outcome))
    return tuple(_told(some, numbers) for some in by_outcome)


def _reason(check: Check) -> tuple[object, ...]:
    failure = check.failure
    if check.outcome == "failed":
        return (check.id,)
    if check.outcome == "passed" or failure is None:
        return ()
    return (failure.called, check.printed) if check.outcome == "todo" else (failure, check.printed)


def _told(alike: Sequence[Check], numbers: Mapping[str, int]) -> Told:
    first = alike[0]
    points = sum(check.points for check in alike)
    tests = tuple(numbers[check.id] for check in alike)
    return Told(first.outcome, _words(first), points, tests, tuple(_parts(first)))


def _words(check: Check) -> str:
    failure = check.failure or Failure()
    if check.outcome == "failed":
        return one_line(check.title)
    if check.outcome == "todo":
        return one_line(f"{failure.called}() is not written yet")
    if check.outcome == "error":
        return "The file does not load" if failure.raised else "Could not be judged"
    return one_line(failure.words) or "Skipped" if check.outcome == "skipped" else "Passed"


def _parts(check: Check) -> Iterable[tuple[str, str]]:
    """What `pytest` tells the learner, as `dojo.summary.failure_lines` has it."""
    failure = check.failure
    if failure is None or check.outcome in ("passed", "skipped"):
        return
    called = "" if check.outcome == "todo" else failure.called
    raised = f"{failure.raised}: {failure.words}" if failure.raised else ""
    parts = [("called", called), ("raised", raised), ("got", failure.got), ("wanted", failure.wanted)]
    parts.append(("" if called or failure.got else "said", "" if failure.raised else failure.words))
    where = failure.where
    if check.outcome == "todo":  # a place in the grader's own copy, whose folder tells nothing
        where = tuple(PurePath(place).name for place in where)
    parts += [("at", "\n".join(where)), ("printed", check.printed)]
    yield from ((label, _short(text)) for label, text in parts if text)


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}\n… {len(text) - SHOWN:,} characters more, in results.json"
