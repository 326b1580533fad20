"""Mutate every solution and see whether the graded tests notice: python -m tests.mutation [KATA ...].

A mutant that survives is either killed by a better test or listed in equivalent.toml with the reason why no test can
tell it from the solution. Takes minutes; not part of the ordinary test run.
"""

import argparse
import sys
import tomllib
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from dojo.author.judging import warm_pool
from dojo.catalog import CatalogError, all_katas, find_kata
from dojo.model import Kata
from tests.mutation.mutants import Mutant, judge_mutants, mutants_of

ROOT = Path(__file__).parent.parent.parent
EQUIVALENT = Path(__file__).parent / "equivalent.toml"
CHUNK = 40
"""Mutants that one process judges, so that memory a mutant has eaten comes back."""


@dataclass(frozen=True)
class Report:
    """What became of one kata's mutants."""

    kata: Kata
    broken: int
    """Mutants whose file does not even load: not counted, for any test notices them."""
    killed: int
    explained: tuple[Mutant, ...]
    survived: tuple[Mutant, ...]
    stale: tuple[str, ...]
    """Entries of equivalent.toml that no surviving mutant matches any more."""

    @property
    def total(self) -> int:
        """The mutants that count."""
        return self.killed + len(self.explained) + len(self.survived)


def main(argv: Sequence[str] | None = None) -> int:
    """Print what became of the mutants; return 1 if one survived without a reason."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("katas", nargs="*", metavar="KATA", help="names such as 03_backprop (default: all)")
    parser.add_argument("--workers", type=int, default=2, help="processes (default: 2)")
    arguments = parser.parse_args(argv)
    try:
        katas = [find_kata(ROOT, name) for name in arguments.katas] or all_katas(ROOT)
    except CatalogError as error:
        parser.error(str(error))
    with warm_pool(arguments.workers) as pool:
        reports = [_report(kata, pool) for kata in katas]
    total, killed = sum(report.total for report in reports), sum(report.killed for report in reports)
    unexplained = sum(len(report.survived) for report in reports)
    rate = 100 * killed / max(total, 1)
    print(f"\n{killed} of {total} mutants killed ({rate:.1f} %), {unexplained} of the others unexplained")
    return 1 if unexplained or any(report.stale for report in reports) else 0


def _report(kata: Kata, pool: ProcessPoolExecutor) -> Report:
    mutants = mutants_of(kata.solution)
    chunks = [mutants[start : start + CHUNK] for start in range(0, len(mutants), CHUNK)]
    verdicts = [verdict for part in pool.map(judge_mutants, [kata] * len(chunks), chunks) for verdict in part]
    survived = [mutant for mutant, verdict in zip(mutants, verdicts, strict=True) if verdict == "survived"]
    reasons = _reasons(kata)
    explained = tuple(mutant for mutant in survived if (mutant.was, mutant.now) in reasons)
    known = {(mutant.was, mutant.now) for mutant in survived}
    report = Report(
        kata=kata,
        broken=verdicts.count("broken"),
        killed=verdicts.count("killed"),
        explained=explained,
        survived=tuple(mutant for mutant in survived if mutant not in explained),
        stale=tuple(f"{was}  ->  {now}" for was, now in reasons if (was, now) not in known),
    )
    _print(report)
    return report


def _reasons(kata: Kata) -> dict[tuple[str, str], str]:
    entries = tomllib.loads(EQUIVALENT.read_text()).get(kata.name, [])
    return {(entry["was"], entry["now"]): entry["reason"] for entry in entries}


def _print(report: Report) -> None:
    print(f"{report.kata.name}: {report.killed} of {report.total} killed", end="")
    print(f", {len(report.explained)} equivalent, {report.broken} more do not load", flush=True)
    for mutant in report.survived:
        print(f"  survived  {mutant.operator}\n      was  {mutant.was}\n      now  {mutant.now}", flush=True)
    for entry in report.stale:
        print(f"  stale entry in {EQUIVALENT.name}: {entry}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
