"""What people read, made from records by pure functions."""

import textwrap
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dojo.model import Check, Diagnosis, Failure, Kata, Result

BAR = 20


@dataclass(frozen=True)
class Line:
    """A line of text and how the terminal marks it, in the words of pytest's terminal writer."""

    text: str = ""
    style: dict[str, bool] = field(default_factory=dict)
    hang: int | None = None
    """How far to indent what does not fit into the terminal's width; None for what must stay in one piece."""

    def laid_out(self, width: int) -> list[str]:
        """Return the lines of the terminal, broken between words."""
        if self.hang is None or len(self.text) <= width:
            return [self.text]
        indent = " " * self.hang
        return textwrap.wrap(self.text, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def labelled(label: str, text: str, **style: bool) -> Line:
    """Return a line with its label in a column of its own."""
    return Line(f"  {label:<8}{text}", style, hang=10)


def failure_lines(check: Check) -> list[Line]:
    """Say why one test was not passed."""
    failure = check.failure or Failure()
    lines = [Line(check.title, {"bold": True}, hang=0), Line()]
    if check.outcome == "todo":
        return [*lines, labelled("todo", f"{failure.called}() is not written yet: {failure.where[0]}")]
    if failure.called:
        lines.append(labelled("called", failure.called))
    if failure.raised:
        lines.append(labelled("raised", f"{failure.raised}: {failure.words}", red=True))
    if failure.got:
        lines.append(labelled("got", failure.got, red=True))
    if failure.wanted:
        lines.append(labelled("wanted", failure.wanted, green=True))
    if failure.words and not failure.raised:
        alone = not (failure.called or failure.got)
        lines.append(Line(f"  {failure.words}", hang=2) if alone else labelled("", failure.words))
    lines += [labelled("" if index else "at", place) for index, place in enumerate(failure.where)]
    return [*lines, Line(), Line(f"  pytest {shell_quoted(check.id)}", {"light": True})]


def shell_quoted(test_id: str) -> str:
    """Return a test's id as a shell takes it: brackets and spaces of parameters in quotes."""
    return f'"{test_id}"' if any(mark in test_id for mark in " []()*&;'") else test_id


def diagnosis_lines(diagnoses: Sequence[Diagnosis]) -> list[Line]:
    """Name the mistakes that the learner's code behaves like."""
    lines: list[Line] = []
    for found in diagnoses:
        names = " and ".join(f"{name}()" for name in found.functions)
        does = "raises the same errors as" if found.errors_only else "behaves exactly like"
        what = "this mistake" if len(found.advice) == 1 else "these two mistakes"
        said = f"our {names} ({found.kata}) {does} one that has {what}:"
        said = f"On the tests run here, y{said}" if found.partial else f"Y{said}"
        lines += [Line(), Line(said, {"bold": True, "yellow": True}, hang=0)]
        lines += [Line(f"  {advice}", hang=2) for advice in found.advice]
    return lines


def result_lines(
    kata: Kata, result: Result, alone: bool, following: str | None, ascii_only: bool = False
) -> list[Line]:
    """Sum up one kata.

    Args:
        kata: the kata.
        result: its verdicts.
        alone: whether it is the only one of this run, so that there is room for what to do next.
        following: the name of the kata to go on with when everything is passed.
        ascii_only: draw the bar with characters that every terminal has.
    """
    lines = [_score(result, ascii_only)]
    lines += _failed(result)
    lines += _todo(result)
    lines += _not_judged(result)
    lines += _skipped(result)
    return lines + (_next_step(kata, result, following) if alone else [])


def _score(result: Result, ascii_only: bool) -> Line:
    points, total = result.points, result.total
    counts = [
        (len(result.of("passed")), "passed"),
        (len(result.of("failed")), "failed"),
        (len(result.of("todo")), "todo"),
    ]
    counts += [(len(result.of("error")), "not judged"), (len(result.of("skipped")), "skipped")]
    told = ", ".join(f"{number} {word}" for number, word in counts if number)
    drawn = bar(points, total, ascii_only)
    return Line(f"{drawn}  {points} of {plural(total, 'point')}   ({told})", {"bold": True, "green": points == total})


def bar(points: int, total: int, ascii_only: bool, length: int = BAR) -> str:
    """Draw which part of the points is earned."""
    filled = length * points // total if total else 0
    full, empty = ("#", ".") if ascii_only else ("█", "░")
    return full * filled + empty * (length - filled)


def plural(number: int, noun: str) -> str:
    """Return "1 point", "2 points"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _failed(result: Result) -> list[Line]:
    return [
        labelled("failed", f"{check.title} ({plural(check.points, 'point')})", red=True)
        for check in result.of("failed")
    ]


def _todo(result: Result) -> list[Line]:
    places = todo_places(result)
    return [
        labelled("todo", f"{name}() ({plural(sum(check.points for check in checks), 'point')})", yellow=True)
        for (name, _), checks in places.items()
    ]


def todo_places(result: Result) -> dict[tuple[str, str], list[Check]]:
    """Return (function, file:line) -> the tests that wait for it, in the order of the file."""
    places: dict[tuple[str, str], list[Check]] = {}
    for check in result.of("todo"):
        assert check.failure is not None
        places.setdefault((check.failure.called, check.failure.where[0]), []).append(check)
    return dict(sorted(places.items(), key=lambda entry: int(entry[0][1].rpartition(":")[2])))


def _not_judged(result: Result) -> list[Line]:
    reasons = {check.failure: None for check in result.of("error") if check.failure is not None}
    lines = []
    for failure in reasons:
        why = ", for the file does not load" if failure.raised else ""
        lines += [Line(), Line(f"  Nothing could be judged{why}:", {"bold": True})]
        said = f"{failure.raised}: {failure.words}" if failure.raised else failure.words
        lines += [Line(f"    {said}", {"red": True}, hang=4), *(Line(f"    {place}") for place in failure.where)]
    return lines


def _skipped(result: Result) -> list[Line]:
    reasons = Counter(check.failure.words for check in result.of("skipped") if check.failure is not None)
    return [labelled("skipped", f"{number}: {reason}", yellow=True) for reason, number in reasons.items()]


def _next_step(kata: Kata, result: Result, following: str | None) -> list[Line]:
    text = kata.text.relative_to(kata.root)
    places = todo_places(result)
    if result.of("error"):
        return []
    if places and len(result.of("todo", "skipped")) == len(result.checks):
        (name, place), *_ = places
        return [
            Line(),
            Line("Nothing is written yet. To begin:"),
            Line(f"  1. read   {text}"),
            Line(f"  2. write  {name}() in {place}"),
            Line(f"  3. run    pytest katas/{kata.name}"),
        ]
    if result.of("failed"):
        return [Line(), Line(f"For a hint, one at a time: dojo hint {kata.name}")]
    if places:
        (name, place), *_ = places
        return [Line(), Line(f"Next: {name}() in {place}. For a hint: dojo hint {kata.name}")]
    return [Line(), Line(f"Next kata: pytest katas/{following}")] if following else []


def ratio_line(group: str, yours: float, reference: float) -> Line:
    """Compare the median times of a benchmark."""
    return Line(f"  {group}: yours takes {yours / reference:.2f} times as long as the reference")


def passing_mistake_line(kata: str, mistake: str) -> Line:
    """Say that the graded tests miss a mistake."""
    advice = "Write a test that rejects it, or delete the file if it is right"
    return Line(f"ERROR: {mistake} passes every graded test of {kata}. {advice}.", {"red": True, "bold": True})


def place(path: Path, root: Path, line: int) -> str:
    """Return a place as terminals make it clickable: the path from the repository and the line."""
    shown = path.relative_to(root) if path.is_relative_to(root) else path
    return f"{shown}:{line}"
