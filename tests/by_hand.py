"""Grading by hand, as a teacher would who trusts the code: pytest, a process for each student.

`python -m tests.by_hand` grades examples/class with `dojo grade` and by hand, and tells where the outcomes differ. It
runs the honest answers with your rights.
"""

import contextlib
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from dojo.catalog import all_katas
from dojo.classroom.intake import take_in
from dojo.cli import main
from tests.example_class import CLASS, EXPECTED, SEED, Outcomes, outcomes_of
from tests.tiny import ROOT


class Noted:
    """A plugin that keeps how each graded test has ended."""

    def __init__(self) -> None:
        self.outcomes: Outcomes = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep it."""
        check = getattr(report, "kata_check", None)
        if check is not None:
            self.outcomes[check["id"]] = check["outcome"]


def _run(folder: str) -> Outcomes:
    """Run pytest on the katas that a folder holds, in this process."""
    noted = Noted()
    katas = [f"katas/{kata.name}" for kata in all_katas(ROOT) if Path(folder, kata.name).is_dir()]
    os.chdir(ROOT)
    with Path(os.devnull).open("w") as nowhere, contextlib.redirect_stdout(nowhere):
        pytest.main([*katas, "--source", folder, "--seed", str(SEED), "-pno:cacheprovider"], plugins=[noted])
    return noted.outcomes


def _run_each(folders: Sequence[str]) -> list[Outcomes]:
    """Import torch once, with what it imports late, then run pytest in a fork for each folder, on its own."""
    import torch._dynamo

    torch.set_num_threads(1)  # a child of a process that had more threads at work hangs

    with multiprocessing.get_context("fork").Pool(2, maxtasksperchild=1) as pool:
        return pool.map(_run, folders, chunksize=1)


def by_hand(students: Sequence[str], into: Path) -> dict[str, Outcomes]:
    """Return how each graded test of these students of the example class ends under pytest.

    Args:
        students: those whose answers are honest.
        into: an empty folder for copies of all answers.
    """
    intake = take_in(CLASS, all_katas(ROOT), into)
    folders = {one.student: str(one.file.parents[1]) for one in intake.submissions if one.student in students}
    command = [sys.executable, "-m", "tests.by_hand", *folders.values()]
    said = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout
    return dict(zip(folders, json.loads(said), strict=True))


def compare() -> int:
    """Grade the class in both ways, and tell where they differ."""
    with tempfile.TemporaryDirectory() as place:
        main(["grade", str(CLASS), "--output", f"{place}/grades", "--seed", str(SEED)])
        graded = outcomes_of(json.loads(Path(place, "grades", "results.json").read_text()))
        honest = [student for student, row in EXPECTED.items() if not row["hostile"]]
        found = by_hand(honest, Path(place, "copies"))
    ends = [(test, hand, graded[student].get(test, "")) for student in found for test, hand in found[student].items()]
    for test, hand, judged in (end for end in ends if end[1] != end[2]):
        print(f"{test}: {hand} by hand, {judged} by dojo grade")
    print(f"{len(found)} students, {len(ends)} outcomes of tests")
    return int(found != {student: graded[student] for student in found})


if __name__ == "__main__":
    if sys.argv[1:]:
        print(json.dumps(_run_each(sys.argv[1:])))
    else:
        sys.exit(compare())
