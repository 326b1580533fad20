"""Rules about verdicts: wrong is rejected and named, right in any style is accepted, the untouched stub is todo."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from dojo.author.reading import UnreadableError, parsed, right_answers
from dojo.author.report import Finding, UncheckedError
from dojo.diagnose import Mistake, MistakeError, diagnose, read_mistake, same_failure
from dojo.model import Check, Kata, Result

if TYPE_CHECKING:
    from dojo.author.judging import Judgements  # which imports torch

POINTS = range(10, 21)
SECONDS = 3.0
"""What all graded tests of a kata may compute on one core."""


def untouched_stub_is_todo(kata: Kata, judgements: "Judgements") -> Iterator[Finding]:
    """The untouched stub is todo throughout: nothing passes by accident, nothing fails before the learner has begun."""
    if judgements.stub is None:
        return
    if not judgements.stub.checks:
        yield Finding(kata.tests, "holds no graded test: write one")
    for check in judgements.stub.checks:
        if check.outcome in ("passed", "skipped"):
            yield Finding(kata.tests, f"{_name(check)} is {check.outcome} by the untouched stub: let it ask for more")
        elif check.outcome != "todo":
            yield Finding(kata.tests, f"{_name(check)} is not todo with the untouched stub\n{_told(check)}")


def solution_passes(kata: Kata, judgements: "Judgements") -> Iterator[Finding]:
    """The solution passes under twenty seeds, the tests in any order."""
    yield from _not_passed(kata.solution, judgements.solution)


def points_are_10_to_20(kata: Kata, judgements: "Judgements") -> Iterator[Finding]:
    """Its points are 10 to 20."""
    total = judgements.stub.total if judgements.stub else POINTS[0]
    if total not in POINTS:
        yield Finding(kata.tests, f"is worth {total}: change the tests' @pytest.mark.points(n), or their number")


def tests_are_quick(kata: Kata, judgements: "Judgements") -> Iterator[Finding]:
    """Its graded tests compute less than 3 seconds on one core."""
    # The quickest of twenty runs counts, so that a busy machine fails nobody.
    runs = [(sum(check.seconds for check in result.checks), result.checks) for result in judgements.solution]
    seconds, checks = min(runs, key=lambda run: run[0], default=(0.0, ()))
    if seconds >= SECONDS:
        slowest = max(checks, key=lambda check: check.seconds)
        yield Finding(kata.tests, f"computes {seconds:.1f} s; begin with {_name(slowest)}, {slowest.seconds:.1f} s")


def right_answers_pass(kata: Kata, judgements: "Judgements") -> Iterator[Finding]:
    """Each right answer in another style passes under every seed."""
    for folder in right_answers(kata):
        yield from _not_passed(folder / f"{kata.module}.py", judgements.right.get(folder.name, []))


def _not_passed(path: Path, results: Iterable[Result]) -> Iterator[Finding]:
    """One finding for each test and, where the file cannot be judged, one for all."""
    seeds: dict[tuple[str, str], list[int]] = {}
    told: dict[tuple[str, str], str] = {}
    for result in results:
        for check in result.checks:
            if check.outcome != "passed":
                key = (check.outcome, "" if check.outcome == "error" else _name(check))
                seeds.setdefault(key, []).append(result.seed)
                told.setdefault(key, _told(check))
    for (outcome, name), drawn in seeds.items():
        under = f"under seed {', '.join(map(str, dict.fromkeys(drawn)))}"
        words = f"cannot be judged {under}: mend it"
        if outcome == "todo":
            words = f"is not written yet, says {name} {under}: write it"
        elif name:
            words = f"is meant as right, but {name} is {outcome} {under}: mend the test, or the answer if it is wrong"
        yield Finding(path, f"{words}\n{told[outcome, name]}")


def runs_come_to_an_end(_kata: Kata, judgements: "Judgements") -> Iterator[Finding]:
    """No answer ends the process that runs it."""
    for path, seed in judgements.died.items():
        yield Finding(path, f"ends the process that runs it, under seed {seed}: let it fail in a way that can be told")


def apart_is_as_beside(kata: Kata, judgements: "Judgements") -> Iterator[Finding]:
    """In a process of its own, as when a class is graded, each answer gets the same verdicts with the same words."""
    beside = {("right", name): results[0] for name, results in judgements.right.items()}
    beside |= {("solution", ""): judgements.solution[0]} if judgements.solution else {}
    beside |= {("stub", ""): judgements.stub} if judgements.stub else {}
    for (kind, name), apart in judgements.apart.items():
        if (kind, name) in beside:
            others = {check.id: check for check in beside[kind, name].checks}
            for check in apart.checks:
                other = others[check.id]
                if not _same(check, other):
                    words = f"{_name(check)} judges the {kind} {name} otherwise apart\n{_told(check)}\n{_told(other)}"
                    yield Finding(kata.tests, words)


def _same(one: Check, other: Check) -> bool:
    return (one.outcome, one.functions) == (other.outcome, other.functions) and same_failure(one.failure, other.failure)


def mistakes_are_rejected(kata: Kata, judgements: "Judgements") -> Iterator[Finding]:
    """Each mistake is rejected under every seed."""
    for path in kata.mistakes:
        name = path.stem
        first = [judgements.mistakes[name]] if name in judgements.mistakes else []
        for result in [*first, *judgements.mistakes_again.get(name, [])]:
            if broken := result.of("error", "todo"):
                yield Finding(path, f"cannot be judged: let it load, and be wrong\n{_told(broken[0])}")
                break
            if not result.of("failed"):
                words = f"passes every graded test under seed {result.seed}"
                yield Finding(path, f"{words}: write a test that fails it, or delete the file if it is right")
                break


def mistakes_are_named(kata: Kata, judgements: "Judgements") -> Iterator[Finding]:
    """A learner with just one mistake is told this mistake's words and no other's."""

    def judge(mistake: Mistake, check: Check) -> Check | None:
        return _same_test(judgements.mistakes.get(mistake.path.stem), check)

    mistakes = _all_read(kata)
    for path, mistake in mistakes.items():
        learner = judgements.learners.get(path.stem)
        if learner is None or not learner.of("failed"):  # told by another rule
            continue
        found = diagnose(kata, learner.checks, partial=False, judge=judge)
        if [diagnosis.mistakes for diagnosis in found] == [(path.stem,)] and found[0].advice == (mistake.advice,):
            continue
        twins = [other.name for other in mistakes if other != path and _alike(judgements, path, other)]
        words = f"fails exactly as {', '.join(twins)}" if twins else "is not named when a learner's file has it"
        if not twins and found:
            words = f"is taken for {' and '.join(name for diagnosis in found for name in diagnosis.mistakes)}"
        yield Finding(path, f"{words}: write a test that tells them apart, or delete one if they are the same mistake")


def _all_read(kata: Kata) -> dict[Path, Mistake]:
    try:
        for path in kata.mistakes:
            parsed(path)
        parsed(kata.solution)
        return {path: read_mistake(kata, path) for path in kata.mistakes}
    except UnreadableError:
        raise
    except MistakeError as error:
        raise UncheckedError(str(error).removeprefix(f"{kata.solution.parent}/").partition(":")[0]) from None


def _same_test(result: Result | None, check: Check) -> Check | None:
    return next((other for other in result.checks if other.id == check.id), None) if result else None


def _alike(judgements: "Judgements", one: Path, other: Path) -> bool:
    """Whether no test tells two mistakes apart."""
    first, second = judgements.mistakes.get(one.stem), judgements.mistakes.get(other.stem)
    if first is None or second is None or set(_functions(first)) != set(_functions(second)):
        return False
    pairs = [(check, _same_test(second, check)) for check in first.checks]
    return all(
        match and check.outcome == match.outcome and same_failure(check.failure, match.failure)
        for check, match in pairs
    )


def _functions(result: Result) -> Iterator[str]:
    return (name for check in result.of("failed") for name in check.functions)


def a_class_is_told_the_same(kata: Kata, judgements: "Judgements") -> Iterator[Finding]:
    """Handed in as a file, a mistake gets the same verdicts, to the letter: apart from the tests, in another order."""
    for path in kata.mistakes:
        learner = judgements.learners.get(path.stem)
        for check in learner.checks if learner else ():
            other = _same_test(judgements.mistakes.get(path.stem), check)
            if other and not _same(check, other):
                words = f"{_name(check)}: another verdict on {path.name} apart and in another order"
                remedy = "let the test share nothing with others, and look at what is alive in a driver"
                yield Finding(kata.tests, f"{words}: {remedy}\nbeside: {_told(other)}\napart: {_told(check)}")


def each_test_rejects_something(kata: Kata, judgements: "Judgements") -> Iterator[Finding]:
    """Every graded test is failed by some mistake."""
    failed = {check.id for result in judgements.mistakes.values() for check in result.of("failed")}
    for check in judgements.stub.checks if judgements.stub else ():
        if check.id not in failed:
            yield Finding(
                kata.tests, f"{_name(check)}: no mistake fails it: write the one it is there for, or delete it"
            )


def _name(check: Check) -> str:
    return check.id.rpartition("::")[2]


def _told(check: Check) -> str:
    """What a learner is told, in one line."""
    failure = check.failure
    if failure is None:
        return f"{check.outcome}: run it with pytest to see why" if check.outcome == "error" else check.outcome
    raised = f"raised {failure.raised}: {failure.words}" if failure.raised else failure.words
    got = f"got {failure.got}, wanted {failure.wanted}" if failure.got else ""
    where = f"at {failure.where[-1]}" if failure.where else ""
    return "; ".join(" ".join(part.split()) for part in (failure.called, raised, got, where) if part)
