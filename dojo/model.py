"""The records that flow through dojo. Frozen, and made of plain data; text is made from them last."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

Outcome = Literal["passed", "failed", "todo", "skipped", "error"]


@dataclass(frozen=True)
class Kata:
    """One concept: a folder of katas/, and the folder of the same name in solutions/."""

    root: Path
    name: str

    @cached_property
    def module(self) -> str:
        """The module that a learner fills in: "backprop" for "03_backprop"."""
        return self.name.partition("_")[2]

    @cached_property
    def folder(self) -> Path:
        """The folder of the stub, its text and its graded tests."""
        return self.root / "katas" / self.name

    @cached_property
    def stub(self) -> Path:
        """The file that a learner fills in."""
        return self.folder / f"{self.module}.py"

    @cached_property
    def original(self) -> Path:
        """The copy of the stub as it was, for the learner overwrites it."""
        return self.root / "katas" / ".stubs" / self.name / f"{self.module}.py"

    @cached_property
    def text(self) -> Path:
        """What the learner reads first."""
        return self.folder / "README.md"

    @cached_property
    def tests(self) -> Path:
        """The graded tests."""
        return self.folder / f"test_{self.module}.py"

    @cached_property
    def benchmarks(self) -> Path:
        """The benchmarks; only katas of the training core have them."""
        return self.folder / f"bench_{self.module}.py"

    @property
    def data(self) -> tuple[Path, ...]:
        """Arrays that the tests and the learner read (.npz), sorted; few katas have any."""
        return tuple(sorted(self.folder.glob("*.npz")))

    @cached_property
    def solution(self) -> Path:
        """The reference solution; absent from a handout."""
        return self.root / "solutions" / self.name / f"{self.module}.py"

    @property
    def mistakes(self) -> tuple[Path, ...]:
        """The files of known mistakes, sorted; none in a handout."""
        return tuple(sorted((self.solution.parent / "mistakes").glob("*.py")))


@dataclass(frozen=True)
class Failure:
    """Why a graded test was not passed, as the learner is told."""

    raised: str = ""
    """Name of the exception that the learner's code raised, "" where an answer came back."""
    called: str = ""
    got: str = ""
    wanted: str = ""
    words: str = ""
    """What else there is to say: an exception's message, a test's own words, where two tensors differ."""
    where: tuple[str, ...] = ()
    """Lines of the learner's file that were running, outermost first."""


@dataclass(frozen=True)
class Check:
    """The verdict of one graded test."""

    kata: str
    id: str
    title: str
    points: int
    outcome: Outcome
    seconds: float = 0.0
    functions: tuple[str, ...] = ()
    """The learner's functions that the test called, in order."""
    failure: Failure | None = None
    printed: str = ""
    """What the learner's code has printed, if the test was not passed."""

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> "Check":
        """Rebuild a check from `dataclasses.asdict` of it, as it comes back from a worker process."""
        failure = plain["failure"]
        if failure is not None:
            failure = Failure(**{**failure, "where": tuple(failure["where"])})
        return cls(**{**plain, "functions": tuple(plain["functions"]), "failure": failure})


@dataclass(frozen=True)
class Diagnosis:
    """A known mistake that behaves exactly as the learner's code does, or two that do so together."""

    kata: str
    mistakes: tuple[str, ...]
    advice: tuple[str, ...]
    functions: tuple[str, ...]
    partial: bool = False
    """Whether only some of the kata's tests were run, so that the evidence is incomplete."""
    errors_only: bool = False
    """Whether nothing came back to compare: the same errors may have another cause."""

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> "Diagnosis":
        """Rebuild a diagnosis from `dataclasses.asdict` of it."""
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in plain.items()
        }
        return cls(**values)


@dataclass(frozen=True)
class Result:
    """One kata judged against one source."""

    kata: str
    source: str
    seed: int
    checks: tuple[Check, ...]
    diagnoses: tuple[Diagnosis, ...] = ()
    tier: str = ""
    """How the judged code was isolated: full, landlock or limits; "" where it ran beside the tests."""
    ended: tuple[str, ...] = ()
    """How processes that ran the judged code were lost or stopped, in words."""
    memory: int = 0
    """Bytes that the judged code has taken at most, beyond what a process for it begins with; 0 where not known.

    Found by the judge, never told by the judged code. What processes take that the code starts is not in it.
    """

    def of(self, *outcomes: Outcome) -> tuple[Check, ...]:
        """The checks that ended in one of these outcomes."""
        return tuple(check for check in self.checks if check.outcome in outcomes)

    @property
    def points(self) -> int:
        """The points earned."""
        return sum(check.points for check in self.of("passed"))

    @property
    def total(self) -> int:
        """The points that could be earned here: those of skipped tests do not count."""
        return sum(check.points for check in self.checks if check.outcome != "skipped")
