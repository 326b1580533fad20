"""Each attack against all-wrong code of two katas: it gets no point, harms nobody, and is told a true reason."""

import importlib
import inspect
import re
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from dojo import summary
from dojo.ask import Ask
from dojo.model import Check, Kata, Result
from dojo.source import Source
from dojo.warm.client import Warm, WarmError
from dojo.worker.sandbox import probe
from tests.attacks import surroundings
from tests.attacks.surroundings import SECRET, SPELLS, Submission, Surroundings
from tests.tiny import ROOT

HERE = Path(__file__).parent
KATAS = [Kata(ROOT, "02_batching"), Kata(ROOT, "03_backprop")]
LIMIT = 0.3
"""Seconds that a test of an attack may take."""
SETTLING = 3.0
"""Seconds in which whatever ran must be gone."""
REASONS = {
    "time": "within .* seconds",
    "memory": "MemoryError|not enough memory|allocate memory|too much memory|out of memory",
    "ended": "ended the process|crashed the process|was killed",
    "exit": "SystemExit|ended the process",
    "type": "of type|cannot cross|not callable",
    "size": "bytes; at most|cannot be copied|allocate memory|MemoryError",
    "nested": "nested|itself|too deep|RecursionError",
    "missing": "defines no",
    "unreadable": "holds no answer|at most|not a regular file|cannot be read|[A-Z][A-Za-z]+Error",
    "reason": ".",
}
"""What one of the failures must say, by the key that an attack names."""


@dataclass(frozen=True)
class Attack:
    """A file of code/ or files/."""

    path: Path
    words: str

    @classmethod
    def read(cls, path: Path) -> "Attack":
        """Read the docstring."""
        found = re.match(r'"""(.*?)"""', path.read_text(), re.DOTALL)
        assert found, f"{path} begins with what it tries"
        return cls(path, found[1])

    @property
    def told(self) -> str | None:
        """The pattern that one of the failures must show."""
        found = re.search(r"^Told: (\w+)$", self.words, re.MULTILINE)
        return REASONS[found[1]] if found else None

    @property
    def limit(self) -> float:
        """Seconds that a test may take."""
        found = re.search(r"^Limit: ([\d.]+)$", self.words, re.MULTILINE)
        return float(found[1]) if found else LIMIT

    @property
    def needs_sandbox(self) -> bool:
        """Whether only a sandbox stops it."""
        return "\nOnly in the sandbox.\n" in self.words

    def place(self, submission: Submission, known: dict[str, object]) -> None:
        """Make the submission, whose folder is there and empty."""
        wrong = (HERE / "wrong" / f"{submission.kata}.py").read_text()
        submission.answer.parent.mkdir(parents=True)
        if self.path.parent.name == "files":
            submission.answer.write_text(wrong)
            importlib.import_module(f"tests.attacks.files.{self.path.stem}").place(submission)
        else:
            prelude = (HERE / "wrong/prelude.py").read_text().replace("KNOWN: dict = {}", f"KNOWN = {known!r}")
            submission.answer.write_text("\n\n".join([wrong, prelude, self.path.read_text()]))


ATTACKS = [Attack.read(path) for path in sorted([*HERE.glob("code/*.py"), *HERE.glob("files/*.py")])]


@dataclass(frozen=True)
class Bench:
    """A warm judge of one kata, with what surrounds it."""

    kata: Kata
    warm: Warm
    around: Surroundings
    base: Path

    def judge(self, folder: Path, limit: float | None = None) -> Result | WarmError:
        """Judge a submission; an error is a refusal, in words."""
        try:
            return self.warm.judge(self.kata, Ask(Source(ROOT, folder), limit=limit))
        except WarmError as error:
            return error

    def honest(self) -> Result:
        """Judge the neighbour's answer."""
        result = self.judge(self.around.neighbour.parent.parent)
        assert isinstance(result, Result), result
        return result

    def settled(self, wanted: surroundings.State | None = None) -> surroundings.State:
        """Return what no attack may change, once it is as wanted or stays as it is: processes need a moment to end."""
        until = time.monotonic() + SETTLING
        before, state = wanted, surroundings.state(self.around)
        while state != before and time.monotonic() < until:
            time.sleep(0.02 if wanted else 0.2)
            before, state = wanted or state, surroundings.state(self.around)
        return state


@pytest.fixture(scope="module")
def tier() -> str:
    """The best isolation that this machine has."""
    return probe().tier


@pytest.fixture(scope="module", params=KATAS, ids=[kata.name for kata in KATAS])
def bench(request: pytest.FixtureRequest, tier: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """A warm judge for all attacks on one kata, one after the other."""
    kata: Kata = request.param
    base = tmp_path_factory.mktemp("surroundings")
    temporary = base / "temporary"
    temporary.mkdir()
    surroundings.adopt_orphans()
    with pytest.MonkeyPatch.context() as patch, surroundings.surroundings(kata, base) as around:
        patch.setenv("TMPDIR", str(temporary))
        patch.setattr(tempfile, "tempdir", None)
        with Warm(ROOT, [kata], tier=tier) as warm:
            ready = Bench(kata, warm, around, base)
            honest = ready.honest()
            assert honest.points == honest.total
            yield ready


@pytest.fixture(scope="module")
def baseline(bench: Bench) -> Result:
    """The wrong code without an attack."""
    folder = bench.base / "baseline"
    answer = folder / bench.kata.name / bench.kata.stub.name
    answer.parent.mkdir(parents=True)
    answer.write_text((HERE / "wrong" / f"{bench.kata.name}.py").read_text())
    result = bench.judge(folder)
    assert isinstance(result, Result), result
    return result


@pytest.fixture(scope="module")
def untouched(bench: Bench, baseline: Result) -> surroundings.State:
    """What surrounds the judge before any attack."""
    assert baseline.points == 0
    bench.honest()
    return bench.settled()


def told(check: Check) -> str:
    """All that people are told about a test."""
    failure = check.failure
    if failure is None:
        return ""
    return "\n".join([failure.raised, failure.called, failure.got, failure.wanted, failure.words, *failure.where])


def shown(check: Check) -> str:
    """What a terminal shows of a test."""
    return "\n".join(part for line in summary.failure_lines(check) for part in line.laid_out(80))


def test_the_wrong_code_gets_no_points(baseline: Result) -> None:
    assert (baseline.points, baseline.total) == (0, 20)


def test_there_are_many_attacks_and_each_says_what_it_tries() -> None:
    assert len(ATTACKS) >= 45
    assert all(re.match(r"[A-Z].*\.$", attack.words.partition("\n")[0]) for attack in ATTACKS)


@pytest.mark.parametrize("attack", [pytest.param(attack, id=attack.path.stem) for attack in ATTACKS])
def test_an_attack_earns_nothing_harms_nobody_and_is_told_why(
    attack: Attack, bench: Bench, baseline: Result, untouched: surroundings.State, tier: str, tmp_path: Path
) -> None:
    if attack.needs_sandbox and tier == "limits":
        pytest.skip("there is no sandbox here (tier: limits), and only a sandbox stops this attack")
    submission = Submission(
        tmp_path, bench.kata.name, tmp_path / bench.kata.name / bench.kata.stub.name, bench.kata.solution
    )
    attack.place(submission, bench.around.known())

    result = bench.judge(tmp_path, attack.limit)

    assert_no_points(result, baseline)
    assert_true_reasons(result, attack.told)
    assert_nothing_leaks(result, bench.kata)
    honest = bench.honest()
    assert honest.points == honest.total == baseline.total, "the next student is not harmed"
    assert bench.around.visitors() == 0, "nothing reaches a neighbour's sockets"
    assert bench.settled(untouched) == untouched, "nothing is changed or left behind"


def assert_no_points(result: Result | WarmError, baseline: Result) -> None:
    if isinstance(result, Result):
        assert result.points <= baseline.points, [check.id for check in result.of("passed")]
        assert result.total == baseline.total, "each test counts, also one that was not judged"
        assert [check.id for check in result.checks] == [check.id for check in baseline.checks]


def assert_true_reasons(result: Result | WarmError, reason: str | None) -> None:
    if isinstance(result, WarmError):
        assert re.search(reason or "holds no answer", str(result))
        return
    for check in result.of("failed", "todo", "error"):
        assert told(check).strip(), f"{check.id} says why"
    if reason is not None:
        assert any(re.search(reason, told(check)) for check in result.checks), [told(check) for check in result.checks]


def assert_nothing_leaks(result: Result | WarmError, kata: Kata) -> None:
    """No secret, no control of the screen, and no more text than can be read."""
    checks = result.checks if isinstance(result, Result) else ()
    texts = [str(result)] if isinstance(result, WarmError) else [told(check) for check in checks]
    known = kata.stub.read_text() + (HERE / "wrong" / f"{kata.name}.py").read_text()
    secrets = [line.strip() for line in kata.solution.read_text().splitlines() if line.strip() not in known]
    for text in texts:
        assert SECRET not in text
        assert not [line for line in secrets if len(line) > 20 and line in text], "the solution is shown"
        assert len(text) < 20_000
    for check in checks:
        if check.failure is not None:
            assert not [spell for spell in SPELLS if spell in shown(check)]


def test_each_attack_is_a_sentence_of_its_own() -> None:
    sentences = [inspect.cleandoc(attack.words).partition("\n\n")[0] for attack in ATTACKS]
    assert len(set(sentences)) == len(sentences)
