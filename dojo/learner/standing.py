"""Where a learner stands in a kata: what was recorded, held against the files as they are now."""

import ast
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from dojo.learner.progress import KataRecord, Progress, Verdict, update
from dojo.model import Check, Kata, Result


@dataclass(frozen=True)
class Standing:
    """Where the learner stands in one kata."""

    kata: Kata
    concept: str
    points: int
    total: int
    """The points that can be earned here: neither tests that were skipped count nor GPU tests that never ran."""
    begun: bool
    """Whether it was ever run."""
    written: bool
    """Whether some verdict is about code of the learner, and not about what waits to be written."""
    passed: bool
    edited: bool
    """Whether the learner's file is not the one that was judged."""
    outdated: bool
    """Whether the graded tests are not those that judged it."""
    first: Verdict | None
    """The test to work on: the first that is failed, or else the first that waits for a function to be written."""
    when: str
    """When it was last run, "" if never."""


@dataclass(frozen=True)
class _Promised:
    """A test function as its file has it, so that a test that was never run is known as well."""

    points: int
    cases: int
    cuda: bool


def standing(kata: Kata, record: KataRecord) -> Standing:
    """Return where the learner stands in a kata."""
    promised = _promised(kata.tests)
    known = {name: test for name, test in record.tests.items() if _function(name) in promised}
    counting = [test for test in known.values() if test.outcome != "skipped"]
    unknown = _points_unknown(promised, known)
    points = sum(test.points for test in counting if test.outcome == "passed")
    total = sum(test.points for test in counting) + unknown
    answer, tests = digest(kata.stub), digest(kata.tests)
    return Standing(
        kata=kata,
        concept=concept(kata),
        points=points,
        total=total,
        begun=bool(known),
        written=any(test.outcome != "todo" for test in counting),
        passed=bool(counting) and points == total,
        edited=any(test.answer != answer for test in counting),
        outdated=any(test.tests != tests for test in counting),
        first=_first(counting),
        when=max((test.when for test in known.values()), default=""),
    )


def worth(kata: Kata) -> int:
    """Return the points of a kata's graded tests as their file has them, GPU tests aside; 0 if it cannot be read.

    Nothing is run, so a test that will be skipped for another reason counts too.
    """
    return _points_unknown(_promised(kata.tests), {})


def concept(kata: Kata) -> str:
    """Return the title of the kata's text without its number, its module's name where the text has none."""
    try:
        title = kata.text.read_text(encoding="utf-8", errors="replace").partition("\n")[0]
    except OSError:
        return kata.module
    return title.partition(" · ")[2].strip() or kata.module


def digest(path: Path) -> str:
    """Return a short digest of a file, "" if it is not there."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()[:16]
    except OSError:
        return ""


def _first(tests: Iterable[Verdict]) -> Verdict | None:
    order = ["error", "failed", "todo"]
    open_tests = [test for test in tests if test.outcome in order]
    return min(open_tests, key=lambda test: order.index(test.outcome), default=None)


def _function(test: str) -> str:
    return test.partition("[")[0]


def _points_unknown(promised: dict[str, _Promised], known: dict[str, Verdict]) -> int:
    """Return the points of tests that have never been run, GPU tests aside."""
    points = 0
    for name, test in promised.items():
        cases = sum(_function(other) == name for other in known)
        if not test.cuda:
            points += test.points * max(test.cases - cases, 0)
    return points


def _promised(path: Path) -> dict[str, _Promised]:
    """Return the test functions of a file, in its order; none if it cannot be read, which pytest will say.

    The cases of a test that is parametrized by anything but lists that stand there cannot be counted without executing
    the file, and are taken for one.
    """
    try:
        tree = ast.parse(path.read_bytes(), path)
    except (OSError, SyntaxError, ValueError):
        return {}
    tests = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test")]
    return {node.name: _promise(node) for node in tests}


def _promise(node: ast.FunctionDef) -> _Promised:
    points, cases, cuda = 1, 1, False
    for mark in node.decorator_list:
        match mark:
            case ast.Call(func=ast.Attribute(attr="points"), args=[ast.Constant(value=int(number))]):
                points = number
            case ast.Call(func=ast.Attribute(attr="parametrize"), args=[_, ast.List(values) | ast.Tuple(values)]):
                cases *= sum(not _needs_gpu(value) for value in values)
            case ast.Attribute(attr="cuda"):
                cuda = True
    return _Promised(points, cases, cuda)


def _needs_gpu(case: ast.expr) -> bool:
    """Whether a case is `pytest.param(..., marks=pytest.mark.cuda)`."""
    keywords = case.keywords if isinstance(case, ast.Call) else []
    return any(keyword.arg == "marks" and ast.unparse(keyword.value).endswith("mark.cuda") for keyword in keywords)


def merged(kata: Kata, before: KataRecord, result: Result, now: datetime) -> KataRecord:
    """Return the record with the verdicts of a run: those of tests that did not run stay.

    The files' digests are taken now, so an edit that was saved while the tests ran counts as judged.
    """
    answer, tests, when = digest(kata.stub), digest(kata.tests), now.astimezone(UTC).isoformat(timespec="seconds")
    new = {_name(check): _record(check, when, answer, tests) for check in result.checks}
    ran, order = {_function(name) for name in new}, list(_promised(kata.tests))
    kept = {
        name: test
        for name, test in before.tests.items()
        if _function(name) in order and (test.tests == tests or _function(name) not in ran)
    }
    together = {**kept, **new}
    rank = {name: order.index(_function(name)) if _function(name) in order else len(order) for name in together}
    record = replace(before, tests={name: together[name] for name in sorted(together, key=rank.__getitem__)})
    return replace(record, passed=before.passed or (when if standing(kata, record).passed else ""))


def _name(check: Check) -> str:
    return check.id.partition("::")[2]


def _record(check: Check, when: str, answer: str, tests: str) -> Verdict:
    """Keep of a verdict what the path and the hints need."""
    called = check.failure.called.partition("(")[0].partition(".")[0] if check.failure else ""
    if check.outcome != "todo" and called not in check.functions:  # a todo may be a function that another one calls
        called = check.functions[-1] if check.functions else ""
    return Verdict(check.title, check.outcome, check.points, called, when, answer, tests)


def keep(root: Path, results: Sequence[tuple[Kata, Result]]) -> str:
    """Add the verdicts of a run on the learner's own files to their progress; return what they must be told, mostly "".

    Raises:
        ProgressError: the file cannot be read or written.
    """
    if not results:
        return ""
    now = datetime.now(UTC)

    def change(progress: Progress) -> Progress:
        for kata, result in results:
            progress = progress.having(kata.name, merged(kata, progress.of(kata.name), result, now))
        return progress

    return update(root, change).notice


def forgotten(progress: Progress, kata: Kata) -> Progress:
    """Return the progress without a kata's verdicts; that it was passed once, and which hints were shown, stays."""
    return progress.having(kata.name, replace(progress.of(kata.name), tests={}))
