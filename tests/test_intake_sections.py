"""Taking in a course of several classes: exports side by side, and what must not be taken for one."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from dojo.classroom import entries, folders
from tests.handing_in import ANSWER, Content, Course, answers, leftover, zipped

CANVAS: Mapping[str, Content] = {"lovelaceada_12_345_backprop.py": ANSWER, "hopperg_13_346_backprop.py": ANSWER}
MOODLE: Mapping[str, Content] = {"Ada Lovelace_77_assignsubmission_file_/backprop.py": ANSWER}
GRADESCOPE: Mapping[str, Content] = {
    "submission_metadata.yml": "submission_12: {':submitters': [{':name': Emmy Noether, ':sid': '9'}]}",
    "submission_12/backprop.py": ANSWER,
}
CLONES: Mapping[str, Content] = {
    f"katas-1-{name}/katas/03_backprop/backprop.py": ANSWER for name in ("ada-l", "bob-m", "cyd")
}
MAIL: Mapping[str, Content] = {"ada/backprop.py": ANSWER, "bob.zip": zipped({"backprop.py": ANSWER})}
COURSE: dict[str, tuple[Mapping[str, Content], set[str]]] = {
    "monday": (CANVAS, {"lovelaceada", "hopperg"}),
    "CS-Homework 1-4711": (MOODLE, {"Ada Lovelace"}),
    "gradescope": (GRADESCOPE, {"Emmy Noether"}),
    "katas-1-submissions": (CLONES, {"ada-l", "bob-m", "cyd"}),
    "by-mail-submissions": (MAIL, {"ada", "bob"}),
}
STUDENTS = set[str]().union(*(students for _, students in COURSE.values()))


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course in which nothing has been handed in."""
    return Course(tmp_path)


def within(folder: str, files: Mapping[str, Content]) -> dict[str, Content]:
    """Return the files in a folder."""
    return {f"{folder}/{name}": content for name, content in files.items()}


def as_folders() -> dict[str, Content]:
    """Return the course with a folder for each class."""
    return {name: content for top, (files, _) in COURSE.items() for name, content in within(top, files).items()}


def as_zips() -> dict[str, Content]:
    """Return the course with a zip file for each class."""
    return {f"{top}.zip": zipped(files) for top, (files, _) in COURSE.items()}


def as_zips_of_folders() -> dict[str, Content]:
    """Return the course with a zip file of a folder for each class, as people make them."""
    return {f"{top}.zip": zipped(within(top, files)) for top, (files, _) in COURSE.items()}


@pytest.mark.parametrize("shape", [as_folders, as_zips, as_zips_of_folders])
def test_exports_side_by_side_are_classes(course: Course, shape: type) -> None:
    course.put(shape())
    intake = course.take()
    assert answers(intake) == {(student, "03_backprop"): ANSWER for student in STUDENTS}
    assert set(intake.students) == STUDENTS
    assert intake.leftovers == ()
    assert {one.origin.split("/")[0].removesuffix(".zip") for one in intake.submissions} == set(COURSE)
    assert intake.numbers == (
        ("Ada Lovelace", "77", "Moodle"),
        ("Emmy Noether", "9", "Gradescope"),
        ("hopperg", "13", "Canvas"),
        ("lovelaceada", "12", "Canvas"),
    )


def test_a_zip_of_all_exports_is_the_same_course(course: Course, tmp_path: Path) -> None:
    flat = {name: content for name, content in as_folders().items() if not name.endswith(".zip")}
    (tmp_path / "course.zip").write_bytes(zipped(within("course", flat)))
    assert set(course.take(tmp_path / "course.zip").students) == STUDENTS - {"bob"}


def test_an_export_alone_in_a_folder_is_the_class(course: Course) -> None:
    course.put({"canvas.zip": zipped(CANVAS)})
    intake = course.take()
    assert intake.students == ("hopperg", "lovelaceada")
    assert "If it is what one student has sent, grade it with --student" in leftover(intake, "canvas.zip").reason


def test_files_beside_exports_are_told(course: Course) -> None:
    course.put({**as_zips(), "notes.txt": "", "backprop.py": ANSWER})
    intake = course.take()
    assert set(intake.students) == STUDENTS
    assert "in no student's folder" in leftover(intake, "notes.txt").reason
    assert leftover(intake, "backprop.py").nearest == "backprop.py"


MADE_UP: dict[str, tuple[dict[str, Content], str]] = {
    "Canvas": ({"eve.zip": zipped(CANVAS)}, "eve.zip"),
    "Moodle": (within("eve", MOODLE), "eve"),
    "Gradescope": (within("eve", GRADESCOPE), "eve"),
    "by its name": (within("eve-submissions", MAIL), "eve-submissions"),
    "in a folder": ({"eve.zip": zipped(within("submissions", MAIL))}, "eve.zip/submissions"),
}


@pytest.mark.parametrize("kind", MADE_UP)
def test_what_looks_like_an_export_among_students_is_a_students_and_told(course: Course, kind: str) -> None:
    files, told = MADE_UP[kind]
    course.put({"ada/backprop.py": "hers", **files})
    intake = course.take()
    assert answers(intake)["ada", "03_backprop"] == "hers"
    assert [name.removesuffix("-submissions") for name in intake.students] == ["ada", "eve"]
    assert "looks like the export of a class, but lies beside ada, which does not" in leftover(intake, told).reason


@pytest.mark.parametrize(
    "files",
    [
        {"katas-submissions/katas/03_backprop/backprop.py": ANSWER},
        {"katas-submissions/.git/config": "", "katas-submissions/backprop.py": ANSWER},
        {"katas-submissions/03_backprop/backprop.py": ANSWER},
        {"Submissions Sam_7_assignsubmission_file_/submissions/ada/backprop.py": ANSWER},
        {"sub_7_8_submissions.zip": zipped(within("submissions", MAIL))},
    ],
    ids=["a clone", "a clone with its file at the top", "kata folders", "Moodle", "Canvas"],
)
def test_a_student_who_is_named_like_an_export_is_no_class(course: Course, files: Mapping[str, Content]) -> None:
    course.put(files)
    intake = course.take()
    assert len(intake.students) == 1
    assert intake.students[0] not in ("ada", "bob", "katas")
    assert [one.student for one in intake.submissions] == list(intake.students)


@pytest.mark.parametrize("kind", ["Canvas", "Gradescope", "in a folder"])
def test_the_only_one_in_a_class_that_the_teacher_named_is_no_class(course: Course, kind: str) -> None:
    files, told = MADE_UP[kind]
    newest = {"eve.zip": zipped({"lovelaceada_12_99999_backprop.py": "eve's"})} if kind == "Canvas" else files
    course.put(within("monday", CANVAS) | within("late-submissions", newest))
    intake = course.take()
    assert answers(intake)["lovelaceada", "03_backprop"] == ANSWER
    assert set(intake.students) == {"lovelaceada", "hopperg", told.split("/")[0].removesuffix(".zip")}


def test_a_clone_named_like_an_export_and_alone_in_its_class_is_a_students(course: Course) -> None:
    clone: dict[str, Content] = {"late-submissions/jo-submissions/katas/03_backprop/backprop.py": "jo's"}
    course.put(within("monday", CANVAS) | clone)
    assert answers(course.take())["jo-submissions", "03_backprop"] == "jo's"


def test_a_student_of_whose_name_canvas_leaves_nothing_keeps_no_class_from_being_one(course: Course) -> None:
    course.put(within("monday", {**CANVAS, "_14_347_backprop.py": "14"}) | within("tuesday", {"n_20_4_shapes.py": "n"}))
    intake = course.take()
    assert answers(intake)["anonymous", "03_backprop"] == "14"
    assert set(intake.students) == {"anonymous", "hopperg", "lovelaceada", "n"}


def test_the_same_name_in_two_classes_is_two_students_and_told(course: Course) -> None:
    course.put({"monday-submissions/ada/backprop.py": "1", "tuesday-submissions/Ada/backprop.py": "2"})
    intake = course.take()
    assert answers(intake) == {("ada (monday)", "03_backprop"): "1", ("Ada (tuesday)", "03_backprop"): "2"}
    assert "Each has a row of their own" in leftover(intake, "Ada (tuesday) and ada (monday) as one student").reason


def test_a_name_alone_is_told_from_a_number_of_a_system(course: Course) -> None:
    course.put(within("canvas", CANVAS) | {"by-mail-submissions/lovelaceada_12_999_backprop.py": "not hers"})
    intake = course.take()
    assert answers(intake)["hopperg", "03_backprop"] == ANSWER
    assert sorted(text for (name, _), text in answers(intake).items() if name.startswith("love")) == [
        ANSWER,
        "not hers",
    ]
    assert any("Each has a row of their own" in one.reason for one in intake.leftovers)


def test_two_assignments_of_a_system_are_of_the_same_students(course: Course) -> None:
    second: dict[str, Content] = {"lovelaceada_12_400_shapes.py": "s", "lovelaceada_12_401_backprop-1.py": "new"}
    course.put(within("first", CANVAS) | within("second", second))
    intake = course.take()
    assert answers(intake) == {
        ("hopperg", "03_backprop"): ANSWER,
        ("lovelaceada", "01_shapes"): "s",
        ("lovelaceada", "03_backprop"): "new",
    }
    assert "handed in before second/" in leftover(intake, "first/lovelaceada_12_345_backprop.py").reason


@pytest.mark.parametrize("many", [2, 3])
def test_a_folder_around_a_class_is_told_from_a_student_with_two_attempts(course: Course, many: int) -> None:
    course.put({f"Homework 3/{name}/week 1/backprop.py": name for name in ("ada", "bob", "cyd")[:many]})
    wanted = ("ada", "bob", "cyd") if many == 3 else ("Homework 3",)
    assert course.take().students == wanted


def test_one_student_with_a_folder_for_each_week_is_one(course: Course) -> None:
    weeks = {"week 1/shapes.py": "1", "week 2/batching.py": "2", "week 3/backprop.py": "3"}
    course.put(within("ada", weeks))
    assert len(answers(course.take())) == 3
    assert course.take().students == ("ada",)


def test_what_befell_a_whole_export_is_told(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "MOST", 4)
    monkeypatch.setattr(entries, "UPPER", {})
    course.put(within("canvas", CANVAS) | within("katas-submissions", CLONES))
    intake = course.take()
    assert "more than 4 files" in leftover(intake, "katas-submissions").reason
    assert {"hopperg", "lovelaceada"} < set(intake.students)


def test_the_names_of_clones_lose_the_assignments_name_in_a_zip_too(course: Course) -> None:
    course.put({"katas-1-submissions.zip": zipped({"katas-1-jo/katas/03_backprop/backprop.py": ANSWER})})
    assert course.take().students == ("jo",)


def test_a_folder_of_gradescope_that_no_name_is_known_of_is_told_with_its_export(course: Course) -> None:
    course.put(within("gs", GRADESCOPE) | {"gs/submission_13/backprop.py": ANSWER} | within("canvas", CANVAS))
    assert "is named in no line" in leftover(course.take(), "gs/submission_13").reason


def test_without_a_number_the_same_name_in_two_exports_is_two_students(course: Course) -> None:
    roster = "submission_1: {':submitters': [{':name': Jo}]}"
    for top in ("first", "second"):
        course.put({f"{top}/submission_metadata.yml": roster, f"{top}/submission_1/backprop.py": top})
    assert answers(course.take()) == {(f"Jo ({top})", "03_backprop"): top for top in ("first", "second")}


def test_a_file_alone_is_told_whatever_it_is_called(course: Course) -> None:
    course.put({"submissions": ""})
    assert "in no student's folder" in leftover(course.take(), "submissions").reason
