"""Taking in a class: every shape in which courses hand over submissions, and which file counts."""

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from dojo.classroom.intake import IntakeError
from dojo.model import Kata
from tests.handing_in import ANSWER, Content, Course, answers, leftover, zipped

METADATA = """
submission_12:
  :submitters:
  - :name: Ada Lovelace
    :sid: '007'
    :email: ada@example.org
  - :name: "Gr\\u00e4ce"
    :sid: '8'
  :created_at: 2026-01-01 10:00:00
  :results: {"tests": [{"name": ":submitters", "output": ":name: Nobody"}], 5: {6: 7}}
submission_13:
  :submitters:
  - :name:
    :email: bob@example.org
"""
SHAPES: dict[str, tuple[Mapping[str, Content], set[str]]] = {
    "a flat folder per student": ({"ada/backprop.py": ANSWER}, {"ada"}),
    "kata folders": ({"ada/03_backprop/backprop.py": ANSWER}, {"ada"}),
    "a clone": ({"ada/katas/03_backprop/backprop.py": ANSWER, "ada/katas/03_backprop/README.md": "# Read"}, {"ada"}),
    "a folder in a folder": ({"ada/my work/week 1/backprop.py": ANSWER}, {"ada"}),
    "zips": (
        {"ada.zip": zipped({"work/backprop.py": ANSWER}), "Bo B.ZIP": zipped({"backprop.py": ANSWER})},
        {"ada", "Bo B"},
    ),
    "a zip in a student's folder": ({"ada/work.zip": zipped({"backprop.py": ANSWER})}, {"ada"}),
    "a zip of Windows": ({"ada.zip": zipped({"work\\backprop.py": ANSWER})}, {"ada"}),
    "Canvas": (
        {"lovelaceada_12_345_backprop.py": ANSWER, "hopperg_LATE_13_346_backprop-2.py": ANSWER},
        {"lovelaceada", "hopperg"},
    ),
    "Canvas, anonymous": (
        {"anon_aB3_346_backprop.py": ANSWER, "LATE_anon_c_347_backprop.py": ANSWER},
        {"anonymous (aB3)", "anonymous (c)"},
    ),
    "Canvas, zips": ({"lovelaceada_12_345_my_work.zip": zipped({"katas/backprop.py": ANSWER})}, {"lovelaceada"}),
    "Moodle": (
        {
            "Ada Lovelace_1234567_assignsubmission_file_/backprop.py": ANSWER,
            "Grace Hopper_1234568_assignsubmission_file/backprop.py": ANSWER,
        },
        {"Ada Lovelace", "Grace Hopper"},
    ),
    "Moodle, in one folder": ({"Ada Lovelace_1234567_assignsubmission_file_backprop.py": ANSWER}, {"Ada Lovelace"}),
    "Gradescope": (
        {"submission_metadata.yml": METADATA, "submission_12/backprop.py": ANSWER, "submission_13/backprop.py": ANSWER},
        {"Ada Lovelace", "Gräce", "bob@example.org"},
    ),
    "GitHub Classroom": (
        {"katas-1-ada-l/katas/03_backprop/backprop.py": ANSWER, "katas-1-bob/katas/03_backprop/backprop.py": ANSWER},
        {"ada-l", "bob"},
    ),
}


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course in which nothing has been handed in."""
    return Course(tmp_path)


@pytest.mark.parametrize("shape", SHAPES)
def test_each_shape_gives_each_student_and_their_answer(course: Course, shape: str) -> None:
    files, students = SHAPES[shape]
    course.put(files)
    intake = course.take()
    assert answers(intake) == {(student, "03_backprop"): ANSWER for student in students}
    assert set(intake.students) == students
    assert intake.leftovers == ()


@pytest.mark.parametrize("wrapper", ["", "export/"], ids=["bare", "with a folder around"])
@pytest.mark.parametrize("shape", SHAPES)
def test_each_shape_may_come_as_one_zip_file(course: Course, tmp_path: Path, shape: str, wrapper: str) -> None:
    files, students = SHAPES[shape]
    archive = tmp_path / "class.zip"
    around = wrapper if len({name.split("/")[0] for name in files}) > 1 else ""
    archive.write_bytes(zipped({f"{around}{name}": text for name, text in files.items()}))
    intake = course.take(archive)
    assert answers(intake) == {(student, "03_backprop"): ANSWER for student in students}
    assert intake.leftovers == ()


@pytest.mark.parametrize("wrapper", ["assignment_77_export", "katas-submissions", "submissions"])
def test_the_folder_that_an_export_puts_around_the_class_is_no_student(course: Course, wrapper: str) -> None:
    course.put({f"{wrapper}/katas-ada/backprop.py": ANSWER})
    wanted = "ada" if wrapper == "katas-submissions" else "katas-ada"
    assert course.take().students == (wanted,)


@pytest.mark.parametrize(
    ("top", "student"),
    [("ada/katas/03_backprop", "ada"), ("Ada_1_assignsubmission_file_/work", "Ada"), ("ada.zip/work", "ada.zip")],
)
def test_a_student_alone_in_a_zip_of_the_class_is_a_student(
    course: Course, tmp_path: Path, top: str, student: str
) -> None:
    (tmp_path / "class.zip").write_bytes(zipped({f"{top}/backprop.py": ANSWER, f"{top.split('/')[0]}/notes.txt": ""}))
    assert course.take(tmp_path / "class.zip").students == (student.removesuffix(".zip"),)


def test_a_single_clone_keeps_the_name_of_its_folder(course: Course) -> None:
    course.put({"jo-anna/katas/03_backprop/backprop.py": ANSWER})
    assert course.take().students == ("jo-anna",)


def test_only_whole_words_are_taken_from_the_names_of_clones(course: Course) -> None:
    course.put({f"katas-1-{name}/katas/03_backprop/backprop.py": ANSWER for name in ("ada", "adele")})
    assert course.take().students == ("ada", "adele")


def test_a_zip_file_without_a_name_is_still_somebodys(course: Course) -> None:
    course.put({".zip": zipped({"backprop.py": ANSWER}), "ada/backprop.py": ANSWER})
    assert course.take().students == (".zip", "ada")


def test_a_submission_is_a_copy_with_its_digest_origin_and_a_path_made_of_a_number(course: Course) -> None:
    course.put({"zoe/backprop.py": "z", "ada/03_backprop/backprop.py": ANSWER})
    ada, zoe = course.take().submissions
    assert ada.file == course.copies / "0001" / "03_backprop" / "backprop.py"
    assert zoe.file == course.copies / "0002" / "03_backprop" / "backprop.py"
    assert ada.digest == hashlib.sha256(ANSWER.encode()).hexdigest()
    assert ada.origin == "ada/03_backprop/backprop.py"


def test_a_zip_of_macos_keeps_letters_that_are_not_english(course: Course, tmp_path: Path) -> None:
    data = zipped({"Zoë/backprop.py": ANSWER, "Åsa/backprop.py": ANSWER})
    (tmp_path / "class.zip").write_bytes(data.replace(b"\x14\x00\x00\x08", b"\x14\x00\x00\x00"))
    assert course.take(tmp_path / "class.zip").students == ("Zoë", "Åsa")


def test_numbers_that_the_exporting_system_counts_students_by_are_kept(course: Course) -> None:
    course.put({"lovelaceada_12_345_backprop.py": ANSWER, "bob/backprop.py": ANSWER})
    assert course.take().numbers == (("lovelaceada", "12", "Canvas"),)


def test_students_without_an_answer_are_students(course: Course) -> None:
    course.put({"ada/notes.txt": "", "eve.zip": zipped({}), "sam.rar": b"Rar!"})
    (course.inbox / "bob").mkdir()
    intake = course.take()
    assert intake.students == ("ada", "bob", "eve", "sam")
    assert "an archive that is not unpacked" in leftover(intake, "sam.rar").reason


def test_a_lone_file_named_as_its_student_counts_where_one_kata_is_graded(course: Course) -> None:
    course.put({"ada.py": ANSWER, "backprop.py": ANSWER, "bob_backprop.py": ANSWER})
    assert course.take().submissions == ()
    course.katas = course.katas[2:]
    intake = course.take()
    assert answers(intake) == {("ada", "03_backprop"): ANSWER}
    assert leftover(intake, "backprop.py").nearest == "backprop.py"
    assert "So it is with 1 more, such as bob_backprop.py." in leftover(intake, "backprop.py").reason


def test_a_file_at_the_top_that_tells_no_student_is_left_over(course: Course) -> None:
    course.put({"backprop.py": ANSWER, "grades.csv": ""})
    intake = course.take()
    assert intake.students == ()
    assert "in no student's folder" in leftover(intake, "backprop.py").reason
    assert "in no student's folder" in leftover(intake, "grades.csv").reason


@pytest.mark.parametrize(
    ("files", "taken", "reason"),
    [
        pytest.param(
            {"a_1_9_backprop-1.py": "old", "a_1_10_backprop.py": "new"}, "new", "handed in before", id="newer upload"
        ),
        pytest.param({"a_1_9_backprop.py": "old", "a_1_9_backprop-1.py": "new"}, "new", "handed in before", id="copy"),
        pytest.param(
            {"a/katas/03_backprop/backprop.py": "# 03_backprop: not\n  written yet", "a/backprop.py": "new"},
            "new",
            "the untouched stub; a/backprop.py was taken",
            id="untouched stub",
        ),
        pytest.param(
            {"a/03_backprop/backprop.py": "b", "a/backprop.py": "c", "a/katas/03_backprop/backprop.py": "new"},
            "new",
            "lies where the kata's file belongs. So it is with 1 more",
            id="place",
        ),
        pytest.param({"a/x/backprop.py": "new", "a/y/backprop.py": "b"}, "new", "comes first", id="path"),
        pytest.param({"a/x/backprop.py": "new", "a/y/backprop.py": "new"}, "new", "same content as a/x", id="same"),
        pytest.param(
            {"a/backprop.py": "new", "a.zip": zipped({"backprop.py": "b"})}, "new", "comes first", id="folder and zip"
        ),
    ],
)
def test_of_several_files_one_counts_and_the_others_are_told(
    course: Course, files: Mapping[str, Content], taken: str, reason: str
) -> None:
    course.put(files)
    intake = course.take()
    assert answers(intake) == {("a", "03_backprop"): taken}
    (told,) = intake.leftovers
    assert reason in told.reason
    assert told.student == "a"


@pytest.mark.parametrize(
    ("name", "nearest", "reason"),
    [
        ("backprop.ipynb", "backprop.py", "notebook"),
        ("homework.ipynb", "", "notebook"),
        ("Homework.IPYNB", "", "notebook"),
        ("Backprop.py", "backprop.py", "not named"),
        ("backprop (1).py", "backprop.py", "not named"),
        ("03_backprop.py", "backprop.py", "not named"),
        ("backprob.py", "backprop.py", "not named"),
        ("backprop.py.txt", "backprop.py", "not named"),
        ("utils.py", "", "no kata's file"),
        ("backprop.png", "", "no kata's file"),
        ("test_backprop.py", "", "no kata's file"),
    ],
)
def test_what_is_not_named_as_an_answer_is_told_with_the_nearest_name(
    course: Course, name: str, nearest: str, reason: str
) -> None:
    course.put({f"ada/{name}": ANSWER})
    intake = course.take()
    assert intake.submissions == ()
    assert reason in leftover(intake, f"ada/{name}").reason
    assert leftover(intake, f"ada/{name}").nearest == nearest


def test_a_clone_brings_no_leftovers_of_the_repository_itself(course: Course) -> None:
    files = {str(path.relative_to(course.root)): path.read_bytes() for path in course.root.rglob("*") if path.is_file()}
    course.put(
        {f"ada/main/{name}": text for name, text in files.items()} | {"ada/main/katas/mine.md": "", "ada/b.txt": ""}
    )
    intake = course.take()
    assert len(intake.submissions) == 3
    assert [one.reason for one in intake.leftovers] == ["it is no kata's file, nor are 1 more: mine.md."]


def test_an_answer_among_the_solutions_is_told_and_not_taken(course: Course) -> None:
    course.put({"ada/solutions/03_backprop/backprop.py": ANSWER})
    intake = course.take()
    assert intake.submissions == ()
    assert "Hand in katas/03_backprop/backprop.py" in leftover(intake, "ada/solutions/03_backprop/backprop.py").reason


def test_an_answer_in_a_hidden_folder_is_told_and_not_taken(course: Course) -> None:
    course.put({"ada/.history/backprop.py": ANSWER})
    intake = course.take()
    assert intake.submissions == ()
    assert "no answers are looked for" in leftover(intake, "ada/.history/backprop.py").reason


def test_an_alias_in_the_metadata_of_gradescope_is_a_value_like_others(course: Course) -> None:
    text = "submission_1:\n  :a: &x 1\n  :b: *x\n  :submitters:\n  - :name: Ada\n"
    course.put({"submission_metadata.yml": text, "submission_1/backprop.py": ANSWER})
    assert course.take().students == ("Ada",)


def test_the_folder_decides_where_two_katas_have_a_file_of_the_same_name(course: Course) -> None:
    course.katas = [*course.katas, Kata(course.root, "13_backprop")]
    course.put({"ada/13_backprop/backprop.py": "13", "ada/03_backprop/backprop.py": "3", "bob/backprop.py": "?"})
    intake = course.take()
    assert answers(intake) == {("ada", "03_backprop"): "3", ("ada", "13_backprop"): "13"}
    assert leftover(intake, "bob/backprop.py").nearest == "backprop.py"


def test_of_many_uploads_the_newest_is_among_those_that_are_looked_at(course: Course) -> None:
    course.put({f"ada_1_{number}_backprop.py": str(number) for number in range(8, 25)})
    assert answers(course.take()) == {("ada", "03_backprop"): "24"}


def test_what_was_typed_into_canvas_is_told(course: Course) -> None:
    course.put({"ada_1_text.html": "<p>I was ill", "bob/text.html": "<p>"})
    intake = course.take()
    assert "typed into Canvas" in leftover(intake, "ada_1_text.html").reason
    assert "no kata's file" in leftover(intake, "bob/text.html").reason


def test_what_systems_leave_behind_is_ignored_and_environments_are_skipped_with_one_line(course: Course) -> None:
    junk: dict[str, Content] = {
        "__MACOSX/ada/._backprop.py": "",
        ".DS_Store": "",
        "ada/.DS_Store": "",
        "ada/._backprop.py": "",
        "ada/__pycache__/backprop.pyc": "",
        "ada/.git/config": "",
        "ada/env/pyvenv.cfg": "",
        **{f"ada/env/lib/{number}/backprop.py": "" for number in range(50)},
        "bob/.git/config": "",
    }
    course.put(junk | {"cyd.zip": zipped(junk)})
    intake = course.take()
    assert intake.students == ("ada", "bob", "cyd")
    assert {one.origin for one in intake.leftovers} == {"ada/.git", "ada/env"}
    assert "3 more" in leftover(intake, "ada/.git").reason
    assert "So it is with 1 more, such as cyd.zip/ada/env." in leftover(intake, "ada/env").reason


@pytest.mark.parametrize(
    ("metadata", "said"),
    [
        ("submission_12: [", "tells no names"),
        ("[" * 1000 + "]" * 1000, "nested too deeply"),
        ("a: &a [*a, *a]\nsubmission_12: *a", "is named in no line"),
        ("submission_12:\n  :submitters: !!python/object/apply:os.abort []", "is named in no line"),
        ("submission_12:\n  :submitters: {0: {':name': Eve}}", "is named in no line"),
    ],
    ids=["cut off", "deep", "aliases", "a tag that would run", "no list"],
)
def test_bad_metadata_of_gradescope_leaves_students_their_numbers(course: Course, metadata: str, said: str) -> None:
    course.put({"submission_metadata.yml": metadata, "submission_12/backprop.py": ANSWER})
    intake = course.take()
    assert answers(intake) == {("submission_12", "03_backprop"): ANSWER}
    assert said in intake.leftovers[0].reason


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (lambda course: course.inbox / "none", "nothing of this name"),
        (lambda course: course.katas[0].stub, "no folder and no zip"),
        (lambda course: course.copies.parent, "part of what was handed in"),
    ],
    ids=["nothing", "a Python file", "the copies within"],
)
def test_a_place_that_cannot_be_taken_in_is_told(course: Course, place: Callable[[Course], Path], words: str) -> None:
    with pytest.raises(IntakeError, match=words):
        course.take(place(course))


def test_a_broken_zip_of_the_whole_class_is_told(course: Course, tmp_path: Path) -> None:
    (tmp_path / "class.zip").write_bytes(b"PK no zip")
    with pytest.raises(IntakeError, match="broken zip file"):
        course.take(tmp_path / "class.zip")


def test_no_room_for_the_copies_is_told(course: Course) -> None:
    course.put({"ada/backprop.py": ANSWER})
    course.copies.write_text("a file where the folder should be")
    with pytest.raises(IntakeError, match="cannot copy answers into"):
        course.take()


def test_answers_to_katas_that_are_not_graded_now_are_no_leftovers(course: Course) -> None:
    course.put({"ada/backprop.py": ANSWER, "ada/shapes.py": "x", "ada/notes.txt": "hi", "bob/01_shapes/shapes.py": "x"})
    course.put({"batching.py": "x"})
    course.katas = course.katas[2:]
    intake = course.take()
    assert set(answers(intake)) == {("ada", "03_backprop")}
    assert intake.students == ("ada", "bob")
    assert {one.origin: one.reason for one in intake.leftovers} == {
        "ada/notes.txt": "it is no kata's file.",
        "batching.py": "it lies in no student's folder. Put it in a folder named as the student.",
    }
