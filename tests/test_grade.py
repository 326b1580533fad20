"""Grading a class: every answer gets what it gets by hand, once, whatever happens meanwhile."""

import concurrent.futures
import csv
import json
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dojo.classroom import grade as grading
from dojo.classroom.grade import Progress, grade, terms_of
from dojo.classroom.gradebook import Gradebook
from dojo.classroom.intake import take_in
from dojo.classroom.records import Intake
from dojo.cli import main
from dojo.model import Kata
from dojo.warm.client import WarmError
from dojo.worker.sandbox import probe
from tests.test_apart import write
from tests.tiny import COUNT, DOUBLE, FILES, ROOT

CLASS = {
    "ada": DOUBLE + COUNT,
    "bob": "def double(x):\n    return x * x\n\n\n" + COUNT,
    "cy": "import os\n\nos._exit(0)\n",
    "dee": "def double(x:\n",
}
POINTS = {"ada": 6, "bob": 3, "cy": 0, "dee": 0}


@pytest.fixture(scope="module")
def kata(tmp_path_factory: pytest.TempPathFactory) -> Kata:
    """The first of two tiny katas in a repository of their own."""
    root = tmp_path_factory.mktemp("repository")
    for name in ("pyproject.toml", "conftest.py"):
        write(root / name, (ROOT / name).read_text())
    for name, text in FILES.items():
        write(root / name, textwrap.dedent(text))
    return Kata(root, "01_tiny")


@pytest.fixture
def handed_in(tmp_path: Path) -> Path:
    """A folder for each student."""
    for student, text in CLASS.items():
        write(tmp_path / "class" / student / "tiny.py", text)
    return tmp_path / "class"


def graded(
    kata: Kata, intake: Intake, book: Gradebook, tell: Callable[[Progress], None] = lambda _: None, seed: int = 3
) -> Progress:
    """Grade with two workers."""
    return grade(kata.root, [kata], intake.submissions, book, seed, probe().tier, 2, tell)


def points(book: Gradebook) -> dict[str, int]:
    """Return what each student has."""
    return {one.submission.student: one.result.points for one in book.latest()}


def test_each_answer_gets_what_it_is_worth_and_is_graded_once(kata: Kata, handed_in: Path, tmp_path: Path) -> None:
    with Gradebook(tmp_path / "book") as book:
        first = graded(kata, take_in(handed_in, [kata], tmp_path / "first"), book)
        assert points(book) == POINTS
        assert (first.all, first.kept, first.graded, first.failed) == (4, 0, 4, [])
        (bob,) = (one for one in book.latest() if one.submission.student == "bob")
        assert [found.mistakes for found in bob.result.diagnoses] == [("squares",)]
        (handed_in / "bob" / "tiny.py").write_text(DOUBLE + COUNT)
        second = graded(kata, take_in(handed_in, [kata], tmp_path / "second"), book)
        assert (second.kept, second.graded) == (3, 1)
        assert points(book) == {**POINTS, "bob": 6}
        assert graded(kata, take_in(handed_in, [kata], tmp_path / "third"), book, seed=4).graded == 4


def test_ctrl_c_keeps_what_is_under_way(kata: Kata, handed_in: Path, tmp_path: Path) -> None:
    for number in range(20):
        write(handed_in / f"more{number}" / "tiny.py", DOUBLE + COUNT)
    intake = take_in(handed_in, [kata], tmp_path / "in")
    real, waited = concurrent.futures.wait, []

    def wait(*arguments: Any, **options: Any) -> Any:
        waited.append(1)
        if len(waited) == 2:
            raise KeyboardInterrupt
        return real(*arguments, **options)

    with Gradebook(tmp_path / "book") as book, pytest.MonkeyPatch.context() as patch:
        patch.setattr(grading, "wait", wait)
        with pytest.raises(KeyboardInterrupt):
            graded(kata, intake, book)
        kept = len(book.latest())
        assert 1 <= kept < 24
        patch.undo()
        rest = graded(kata, intake, book)
        assert (rest.kept, rest.graded) == (kept, 24 - kept)
        assert points(book) == {**POINTS, **{f"more{number}": 6 for number in range(20)}}


def test_what_cannot_be_judged_is_no_grade(
    kata: Kata, handed_in: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*_: object) -> None:
        raise WarmError("the machine is on fire")

    monkeypatch.setattr(grading.Workers, "judge", lost)
    with Gradebook(tmp_path / "book") as book:
        progress = graded(kata, take_in(handed_in, [kata], tmp_path / "in"), book)
        assert [why for _, why in progress.failed] == ["the machine is on fire"] * 4
        assert book.latest() == []


def test_other_tests_are_other_terms(kata: Kata, tmp_path: Path) -> None:
    before = terms_of(kata, 1)
    other = Kata(tmp_path, kata.name)
    write(other.tests, kata.tests.read_text() + "\n")
    assert terms_of(other, 1).tests != before.tests
    assert terms_of(kata, 2) != before == terms_of(kata, 1)


def test_the_command_writes_the_grades(kata: Kata, handed_in: Path, tmp_path: Path) -> None:
    (handed_in / "bob" / "tinny.py").write_text("x = 1\n")
    command = ["--root", str(kata.root), "grade", str(handed_in), "--output", str(tmp_path / "out"), "--seed", "5"]
    assert main(command) == 0
    rows = list(csv.DictReader((tmp_path / "out" / "grades.csv").read_text().splitlines()))
    assert {row["student"]: int(row["total"]) for row in rows} == POINTS
    said = json.loads((tmp_path / "out" / "results.json").read_text())
    assert [one["origin"] for one in said["leftovers"]] == ["bob/tinny.py"]
    assert (tmp_path / "out" / "gradebook.sqlite").is_file()
    assert not list((tmp_path / "out").rglob("*.unfinished"))


def test_a_grade_of_other_terms_is_not_handed_on(
    kata: Kata, handed_in: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*_: object) -> None:
        raise WarmError("the machine is on fire")

    command = ["--root", str(kata.root), "grade", str(handed_in), "--output", str(tmp_path / "out"), "--seed"]
    assert main([*command, "5"]) == 0
    monkeypatch.setattr(grading.Workers, "judge", lost)
    assert main([*command, "6"]) == 1
    rows = list(csv.DictReader((tmp_path / "out" / "grades.csv").read_text().splitlines()))
    assert [row["01_tiny"] for row in rows] == [""] * 4


@pytest.mark.parametrize("name", ["nowhere", "empty", "junk"])
def test_nothing_to_grade_is_told(kata: Kata, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    (tmp_path / "empty").mkdir()
    write(tmp_path / "junk" / "ada" / "notes.txt", "hi")
    assert main(["--root", str(kata.root), "grade", str(tmp_path / name), "--output", str(tmp_path / "out")]) == 1
    said = " ".join(capsys.readouterr().err.split())
    assert "cannot" in said
    assert ("not graded: ada/notes.txt" in said) == (name == "junk")
    assert not (tmp_path / "out" / "grades.csv").exists()
