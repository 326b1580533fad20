"""What one run of pytest judges, and what it has found so far."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from dojo.catalog import kata_of
from dojo.model import Check, Diagnosis, Kata, Result
from dojo.source import Source


@dataclass(eq=False)
class State:
    """The run's question, and its answers."""

    root: Path
    source: Source
    seed: int
    katas: list[Kata]
    collected: dict[str, int] = field(default_factory=dict)
    """How many graded tests of each kata there are, also those that the command line deselects."""
    checks: dict[str, dict[str, Check]] = field(default_factory=dict)
    """The verdicts: kata -> test's id -> check."""
    diagnoses: list[Diagnosis] = field(default_factory=list)
    _katas: dict[Path, Kata | None] = field(default_factory=dict)
    ratios: list[tuple[str, float, float]] = field(default_factory=list)
    """Benchmarks: group, median seconds of the judged implementation, of the reference."""

    def kata_of(self, item: pytest.Item) -> Kata | None:
        """Return the kata of a test or benchmark, None for the repository's own tests."""
        if item.path not in self._katas:
            kata = kata_of(self.root, item.path)
            self._katas[item.path] = kata if kata in self.katas else None
        return self._katas[item.path]

    def graded_kata_of(self, item: pytest.Item) -> Kata | None:
        """Return the kata of a graded test, None for anything else."""
        kata = self.kata_of(item)
        return kata if kata and item.path == kata.tests else None

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep each verdict. A hook: the state is registered as a plugin, so that reports of workers arrive too."""
        if hasattr(report, "kata_check"):
            check = Check.from_plain(report.kata_check)
            self.checks.setdefault(check.kata, {})[check.id] = check

    def passing_mistake(self) -> str:
        """Return the kata whose tests all pass although a known mistake is judged, "" if there is none."""
        if self.source.is_mistake:
            for kata, checks in self.checks.items():
                complete = len(checks) >= self.collected.get(kata, 0)
                if complete and {check.outcome for check in checks.values()} <= {"passed", "skipped"}:
                    return kata
        return ""

    def result(self, kata: Kata) -> Result:
        """Sum up what was found about one kata."""
        diagnoses = tuple(found for found in self.diagnoses if found.kata == kata.name)
        checks = tuple(self.checks.get(kata.name, {}).values())
        return Result(kata.name, self.source.label, self.seed, checks, diagnoses)


STATE = pytest.StashKey[State]()
