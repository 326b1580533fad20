"""The example class gets what is written down in examples/, through the command that README.md gives to teachers."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

from dojo.classroom.texts import file_stem
from dojo.cli import main
from dojo.worker.sandbox import probe
from tests.by_hand import by_hand
from tests.example_class import CLASS, EXAMPLES, EXPECTED, KATAS, LEFTOVERS, SEED, outcomes_of
from tests.tiny import ROOT

SAMPLE = ("Zoë Brännström", "mendozalucia", "abdirahmanhodan", "Đặng Thị Mai (20012)")
"""Windows line ends, a zip with two mistakes, a syntax error and functions not written, half finished."""

SIZES = {"01_shapes": 20, "02_batching": 21, "03_backprop": 21}
"""Graded tests of each kata."""


def digests() -> dict[str, str]:
    """Return a digest of each file of the example."""
    files = (path for path in EXAMPLES.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


BEFORE = digests()


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the grades."""
    folder = tmp_path_factory.mktemp("graded") / "grades"
    assert main(["grade", str(CLASS), "--output", str(folder), "--seed", str(SEED)]) == 0
    return folder


@pytest.fixture(scope="module")
def results(output: Path) -> dict[str, Any]:
    """What is in results.json."""
    plain: dict[str, Any] = json.loads((output / "results.json").read_text())
    return plain


def test_each_student_gets_the_points_that_are_written_down(results: dict[str, Any]) -> None:
    points = {
        one["student"]: {kata["kata"]: "-" if kata["missing"] else str(kata["points"]) for kata in one["katas"]}
        for one in results["students"]
    }
    assert points == {student: {kata: row[kata] for kata in KATAS} for student, row in EXPECTED.items()}


def test_the_mistakes_that_are_named_are_the_ones_that_were_planted(results: dict[str, Any]) -> None:
    named = {
        one["student"]: {
            f"{kata['kata']}/{mistake}"
            for kata in one["katas"]
            for diagnosis in kata.get("diagnoses", ())
            for mistake in diagnosis["mistakes"]
        }
        for one in results["students"]
    }
    assert named == {student: set(row["mistakes"].split()) for student, row in EXPECTED.items()}


def test_at_least_ten_known_mistakes_are_planted_and_known() -> None:
    planted = {mistake for row in EXPECTED.values() for mistake in row["mistakes"].split()}
    assert len(planted) >= 10
    for kata, _, mistake in (one.partition("/") for one in planted):
        assert (ROOT / "solutions" / kata / "mistakes" / f"{mistake}.py").is_file()


@pytest.mark.parametrize("student", [student for student, row in EXPECTED.items() if row["told"]])
def test_a_student_reads_what_went_wrong(output: Path, student: str) -> None:
    said = (output / "feedback" / f"{file_stem(student)}.md").read_text(encoding="utf-8")
    assert EXPECTED[student]["told"] in " ".join(said.split())


def test_what_is_no_answer_is_told_and_nothing_else(results: dict[str, Any]) -> None:
    told = {one["origin"]: (one["student"], one["reason"]) for one in results["leftovers"]}
    assert told == {origin: (row["student"], row["reason"]) for origin, row in LEFTOVERS.items()}


def test_every_test_of_every_answer_has_a_verdict_made_in_isolation(results: dict[str, Any]) -> None:
    graded = [kata for one in results["students"] for kata in one["katas"] if "checks" in kata]
    assert len(graded) == sum(row[kata] != "-" for row in EXPECTED.values() for kata in KATAS)
    assert {kata["tier"] for kata in graded} == {probe().tier}
    assert {(kata["kata"], len(kata["checks"])) for kata in graded} == set(SIZES.items())


def test_nothing_of_a_submission_reaches_a_terminal_or_the_repository(output: Path) -> None:
    written = [path for path in output.rglob("*") if path.suffix in (".csv", ".json", ".md", ".xml", ".html")]
    assert len(written) > 2 * len(EXPECTED)
    assert not [path for path in written if re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", path.read_text("utf-8"))]
    assert digests() == BEFORE


def test_grades_are_those_of_grading_by_hand(results: dict[str, Any], tmp_path: Path) -> None:
    """Of four students here; `python -m tests.by_hand` compares all honest ones."""
    graded = outcomes_of(results)
    found = by_hand(SAMPLE, tmp_path / "copies")
    assert {outcome for outcomes in found.values() for outcome in outcomes.values()} >= {"passed", "failed", "todo"}
    assert found == {student: graded[student] for student in SAMPLE}


def test_the_text_tells_of_every_student() -> None:
    text = (EXAMPLES / "README.md").read_text(encoding="utf-8").partition("## The students")[2]
    assert set(re.findall(r"^\| `([^`]+)` \|", text, flags=re.MULTILINE)) == set(EXPECTED)
