"""What `dojo watch` shows, made from records by pure functions: the most important first, cut to the height."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from rich.text import Text

from dojo.model import Check, Kata, Result
from dojo.summary import Line, diagnosis_lines, failure_lines, plural, result_lines, todo_places

PRINTED = 8
"""Lines of what the learner's code has printed that are shown beside other things; the last ones."""
KEYS = {"h": "hint", "n": "next kata", "f": "all failures", "l": "list of katas", "r": "run again", "q": "quit"}
SHORT = {"h": "hint", "n": "next", "f": "full", "q": "quit", "?": "keys"}
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""Characters that would move the cursor or worse, should the learner's code print them."""


@dataclass(frozen=True)
class Scene:
    """One kata, as it is being watched."""

    kata: Kata
    concept: str
    phase: Literal["starting", "checking", "told"] = "checking"
    done: int = 0
    """Tests of the run at work that have a verdict."""
    of: int = 0
    """All its tests, 0 where that is not known yet."""
    result: Result | None = None
    """The last run that came to its end."""
    error: str = ""
    """Why nothing could be judged since."""
    following: str = ""
    """The kata to go on with, "" while this one is not passed or if all are."""
    when: str = ""
    """Time of day of the last verdict."""
    seconds: float = 0.0
    """From asking to that verdict."""
    notice: str = ""
    """What else the learner must be told."""


def heading(scene: Scene, ascii_only: bool) -> list[Line]:
    """Return the kata, and under it what is done at the moment, or what the kata is worth."""
    mark = ":" if ascii_only else " ·"
    return [Line(f"{scene.kata.name}{mark} {scene.concept}", {"bold": True}, hang=2), _state(scene, ascii_only)]


def _state(scene: Scene, ascii_only: bool) -> Line:
    if scene.phase == "starting":
        return Line("starting PyTorch ...", {"yellow": True}, hang=2)
    if scene.phase == "checking":
        done = f"  {scene.done} of {plural(scene.of, 'test')}" if scene.of >= scene.done > 0 else ""
        return Line(f"checking ...{done}", {"yellow": True}, hang=2)
    if scene.error or scene.result is None:
        return Line("Nothing could be judged.", {"red": True, "bold": True}, hang=2)
    return replace(result_lines(scene.kata, scene.result, False, None, ascii_only)[0], hang=2)


def verdict(scene: Scene) -> list[Line]:
    """Return what is to be said below the heading: the mistake, the first failure in full, a line for each other."""
    if scene.error or scene.result is None:
        return [*_error(scene.error), *_notice(scene)]
    kata, result = scene.kata, scene.result
    first = _first(result)
    others = tuple(check for check in result.checks if check is not first)
    lines = diagnosis_lines(result.diagnoses)
    lines += [Line(), *_in_full(first, PRINTED)] if first else []
    lines += [*_advice(scene, first), Line()]
    lines += result_lines(kata, replace(result, checks=others), False, None)[1:]  # the score is in the heading
    return _spaced([*lines, *_ended(result), *_broken_tests(result), *_notice(scene)])


def everything(scene: Scene) -> list[Line]:
    """Return every failure in full."""
    if scene.error or scene.result is None:
        return _error(scene.error)
    lines = diagnosis_lines(scene.result.diagnoses)
    for check in scene.result.of("failed"):
        lines += [Line(), *_in_full(check)]
    lines += [Line(), *result_lines(scene.kata, scene.result, False, None)[1:]]
    return _spaced([*lines, *_ended(scene.result), *_broken_tests(scene.result)])


def _spaced(lines: Sequence[Line]) -> list[Line]:
    """Return lines with one blank line where there are several, and none at the end."""
    return [line for line, following in pairwise([*lines, Line()]) if line.text or following.text]


def _first(result: Result) -> Check | None:
    """Return the test to show in full: the first that failed, or else the first of the function to be written next."""
    waiting = [check for checks in todo_places(result).values() for check in checks]
    return next(iter([*result.of("failed"), *waiting]), None)


def _in_full(check: Check, most: int | None = None) -> list[Line]:
    lines = failure_lines(check)
    printed = check.printed.rstrip().splitlines()
    if not printed or check.outcome == "todo":
        return lines
    left_out = len(printed) - most if most is not None and len(printed) > most else 0
    said = f"Printed, without the first {plural(left_out, 'line')}:" if left_out else "Printed:"
    command = lines[-2:]  # how to run this test alone stands last
    return [*lines[:-2], Line(), Line(f"  {said}"), *(Line(f"    {line}") for line in printed[left_out:]), *command]


def _ended(result: Result) -> list[Line]:
    told = {check.failure.words for check in result.checks if check.failure}
    return [Line(f"  {words}", {"yellow": True}, hang=2) for words in result.ended if words not in told]


def _broken_tests(result: Result) -> list[Line]:
    """Say that tests ended with an error of their own, of which there is nothing to say to a learner."""
    number = sum(check.failure is None for check in result.of("error"))
    if not number:
        return []
    said = f"{plural(number, 'test')} ended with an error that is not yours. To see it: pytest katas/{result.kata}"
    return [Line(), Line(said, {"red": True}, hang=0)]


def _advice(scene: Scene, first: Check | None) -> list[Line]:
    kata, result = scene.kata, scene.result
    assert result is not None
    if result.points == result.total > 0:
        on = f"Next kata: dojo watch {scene.following}" if scene.following else "Every kata is passed."
        return [Line(), Line(f"{kata.name} is passed. {on}", {"bold": True, "green": True}, hang=0)]
    if first and first.outcome == "todo" and len(result.of("todo", "skipped")) == len(result.checks):
        text, file = kata.text.relative_to(kata.root), kata.stub.relative_to(kata.root)
        return [Line(), Line(f"To begin: read {text}, write in {file}, and save.", hang=0)]
    return []


def _error(error: str) -> list[Line]:
    return [Line(), *(Line(line, hang=len(line) - len(line.lstrip())) for line in error.strip().splitlines())]


def _notice(scene: Scene) -> list[Line]:
    return [Line(), Line(scene.notice, {"yellow": True}, hang=0)] if scene.notice else []


def key_line(width: int) -> Line:
    """Return the keys, as many as there is room for."""
    for keys in ({**KEYS, "?": "keys"}, SHORT):
        line = "  ".join(f"{key} {does}" for key, does in keys.items())
        if len(line) < width:
            return Line(line, {"light": True})
    return Line("? keys", {"light": True})


def key_lines() -> list[Line]:
    """Return what each key does."""
    more = {"Enter": "run again", "space": "back to the verdict", "Ctrl-Z": "suspend (fg brings it back)"}
    return [Line(), *(Line(f"  {key:<8}{does}", hang=10) for key, does in {**KEYS, **more}.items())]


def fitted(lines: Sequence[Line], width: int, height: int, more: str) -> list[Line]:
    """Return as many lines from the top as there are rows for, and in the last row that there are more.

    Blank lines are given up before anything else.

    Args:
        lines: what there is to say.
        width: columns.
        height: rows.
        more: what the last row says if something is left out.
    """
    if rows(lines, width) > height:
        lines = [line for line in lines if line.text]
    if rows(lines, width) <= height:
        return list(lines)
    kept = [replace(line, text=part, hang=None) for line in lines for part in line.laid_out(width)]
    while kept and rows(kept, width) >= height:
        kept.pop()
    return [*kept, Line(more, {"light": True})] if height > 0 else []


def rows(lines: Sequence[Line], width: int) -> int:
    """Return how many rows of the terminal lines take, which breaks what is too long and has no blank."""
    return sum(max(1, -(-text.cell_len // width)) for line in lines for text in texts(line, width))


def texts(line: Line, width: int) -> list[Text]:
    """Return a line as rich prints it."""
    style = " ".join("dim" if name == "light" else name for name, on in line.style.items() if on)
    clean = replace(line, text=UNSEEN.sub("", line.text).expandtabs(4))
    return [Text(part, style) for part in clean.laid_out(width)]
