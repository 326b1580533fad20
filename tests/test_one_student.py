"""What one student handed in, graded alone: everything is theirs, and what is missing counts."""

import json
import textwrap
from pathlib import Path

import pytest

from dojo.classroom.intake import take_in
from dojo.classroom.records import Intake
from dojo.classroom.sheet import sheet_of
from dojo.cli import main
from dojo.learner.standing import worth
from dojo.model import Kata
from tests.handing_in import ANSWER, Content, Course, zipped
from tests.tiny import FILES, write

SHAPES: dict[str, dict[str, Content]] = {
    "a file": {"backprop.py": ANSWER},
    "a kata's folder": {"03_backprop/backprop.py": ANSWER},
    "a clone": {"katas/03_backprop/backprop.py": ANSWER, ".git/config": "", ".github/workflows/grade.yml": "on: push"},
    "a clone in a folder": {"course-main/katas/03_backprop/backprop.py": ANSWER},
    "a zip file": {"upload.zip": zipped({"katas/03_backprop/backprop.py": ANSWER})},
    "named as a student of Canvas": {"hopper_grace_1_2_backprop.py": "no\n", "x/backprop.py": ANSWER},
}


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """Three katas, and an empty inbox."""
    return Course(tmp_path)


def alone(course: Course, handed_in: Path | None = None) -> Intake:
    """Take in what Ada handed in."""
    return take_in(handed_in or course.inbox, course.katas, course.copies, "Ada")


@pytest.mark.parametrize("shape", SHAPES)
def test_whatever_its_shape_all_of_it_is_the_one_students(course: Course, shape: str) -> None:
    course.put(SHAPES[shape])
    intake = alone(course)
    assert intake.students == ("Ada",)
    (one,) = intake.submissions
    assert (one.student, one.kata, one.file.read_text()) == ("Ada", "03_backprop", ANSWER)
    assert not any(".github" in left.origin for left in intake.leftovers)


def test_one_zip_file_may_be_all_that_a_student_handed_in(course: Course) -> None:
    course.put({"all.zip": zipped({"main/katas/03_backprop/backprop.py": ANSWER, "main/notes.txt": "hi"})})
    intake = alone(course, course.inbox / "all.zip")
    assert [one.student for one in intake.submissions] == ["Ada"]
    assert [(left.origin, left.student) for left in intake.leftovers] == [("main/notes.txt", "Ada")]


def test_a_student_who_handed_in_nothing_is_there(course: Course) -> None:
    intake = alone(course)
    assert (intake.students, intake.submissions) == (("Ada",), ())


def test_a_kata_that_nobody_handed_in_is_worth_what_its_tests_say(tmp_path: Path) -> None:
    kata = Kata(tmp_path, "01_tiny")
    write(kata.tests, textwrap.dedent(FILES["katas/01_tiny/test_tiny.py"]))
    assert worth(kata) == 6
    sheet = sheet_of([], Intake((), (), ("Ada",)), [kata])
    assert (sheet.possible, sheet.total, sheet.points("Ada")) == ((6,), 6, 0)
    assert sheet.rows["Ada"][0].possible == 6


def test_a_lone_student_of_whom_nothing_can_be_graded_gets_a_result_that_says_why(tmp_path: Path) -> None:
    for name, text in FILES.items():
        write(tmp_path / "repository" / name, textwrap.dedent(text))
    write(tmp_path / "handed in" / "tinny.py", "x = 1\n")
    out = tmp_path / "out"
    command = ["--root", str(tmp_path / "repository"), "grade", str(tmp_path / "handed in"), "--output", str(out)]
    assert main([*command, "--student", "Ada"]) == 0
    (told,) = (out / "gradescope").iterdir()
    said = json.loads(told.read_text())
    assert (said["score"], [test["max_score"] for test in said["tests"]]) == (0, [6, 1])
    assert "tinny.py" in said["output"]
    assert "tiny.py" in said["output"]


def test_an_answer_is_no_untouched_stub_where_the_graders_own_file_is_the_answer(course: Course) -> None:
    """As on GitHub, where what was handed in is also the repository that grades."""
    (kata,) = (one for one in course.katas if one.name == "03_backprop")
    write(kata.original, kata.stub.read_text())
    kata.stub.write_text(ANSWER)
    stub = kata.original.read_text()
    course.put({"katas/03_backprop/backprop.py": ANSWER, "katas/.stubs/03_backprop/backprop.py": stub})
    course.put({"03_backprop/backprop.py": stub})
    intake = alone(course)
    assert [one.origin for one in intake.submissions] == ["katas/03_backprop/backprop.py"]
    assert [left.origin for left in intake.leftovers] == ["03_backprop/backprop.py"]


@pytest.mark.parametrize("clone", ["", "course-main/", "dojo/"])
def test_a_tool_of_the_repository_that_is_named_as_a_kata_is_no_answer(course: Course, clone: str) -> None:
    write(course.root / "dojo" / "practice" / "backprop.py", "a tool\n")
    stub = "# 03_backprop: not written yet\n"
    course.put({f"{clone}katas/03_backprop/backprop.py": stub, f"{clone}dojo/practice/backprop.py": "an older tool\n"})
    intake = alone(course)
    assert [one.file.read_text() for one in intake.submissions] == [stub]
    assert intake.leftovers == ()
