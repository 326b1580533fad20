"""Taking in what was made to do harm: nothing is read that was not handed in, and one spoils nothing for others."""

import io
import os
import random
import re
import socket
import stat
import struct
import time
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from dojo.classroom import archives, folders
from dojo.classroom.entries import Entry
from dojo.classroom.folders import RECENT
from dojo.classroom.names import Owner, display_names, printable
from dojo.source import LARGEST
from tests.handing_in import ANSWER, Content, Course, answers, leftover, zipped

SECRET = "the solution"


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course in which nothing has been handed in."""
    return Course(tmp_path)


def link(path: Path, course: Course) -> None:
    """Put a link to a file that was not handed in."""
    secret = course.root / "secret.py"
    secret.write_text(SECRET)
    path.symlink_to(secret)


def make_socket(path: Path, _: Course) -> None:
    """Put a socket, whose path must be short."""
    here = Path.cwd()
    os.chdir(path.parent)
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(path.name)
    os.chdir(here)


def make_hole(path: Path, _: Course) -> None:
    """Put a file that says it is huge, and takes no room."""
    path.touch()
    os.truncate(path, 1 << 40)


ODDITIES: dict[str, tuple[Callable[[Path, Course], object], str]] = {
    "a link": (link, "a link"),
    "a link to nothing": (lambda path, _: path.symlink_to("/nowhere"), "a link"),
    "a pipe": (lambda path, _: os.mkfifo(path), "a pipe, socket or device"),
    "a socket": (make_socket, "a pipe, socket or device"),
    "a file too large": (lambda path, _: path.write_bytes(b"#" * (LARGEST + 1)), "has 2,097,153 bytes; at most"),
    "a hole of a terabyte": (make_hole, "at most 2,097,152 are"),
}


@pytest.mark.parametrize("oddity", ODDITIES)
def test_what_is_no_small_regular_file_is_told_and_not_read(course: Course, oddity: str) -> None:
    make, reason = ODDITIES[oddity]
    course.put({"ada/shapes.py": ANSWER})
    make(course.inbox / "ada" / "backprop.py", course)
    intake = course.take()
    assert answers(intake) == {("ada", "01_shapes"): ANSWER}
    assert reason in leftover(intake, "ada/backprop.py").reason
    assert leftover(intake, "ada/backprop.py").nearest == "backprop.py"


def test_a_folder_that_is_a_link_is_not_entered(course: Course) -> None:
    course.put({"ada/shapes.py": ANSWER})
    (course.inbox / "ada" / "03_backprop").symlink_to(course.root / "solutions" / "03_backprop")
    (course.inbox / "bob").symlink_to(course.root / "solutions")
    intake = course.take()
    assert answers(intake) == {("ada", "01_shapes"): ANSWER}
    assert "a link" in leftover(intake, "ada/03_backprop").reason
    assert "a link" in leftover(intake, "bob").reason


def test_a_folder_that_becomes_a_link_after_it_was_listed_is_not_entered(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    course.put({"ada/03_backprop/backprop.py": ANSWER})
    folder, listed = course.inbox / "ada" / "03_backprop", folders._entry

    def swap(disk: folders.Disk, parts: tuple[str, ...], mode: int) -> Entry:
        if parts[-1] == "backprop.py":
            folder.rename(course.root / "moved")
            folder.symlink_to(course.root / "solutions" / "03_backprop")
        return listed(disk, parts, mode)

    monkeypatch.setattr(folders, "_entry", swap)
    intake = course.take()
    assert intake.submissions == ()
    assert "cannot be read" in leftover(intake, "ada/03_backprop/backprop.py").reason


@pytest.mark.parametrize(
    "files",
    [
        {"eve/submission_metadata.yml": "submission_1: {':submitters': [{':name': ada}]}", "eve/submission_1/a": "x"},
        {"eve/ada_12_345_backprop.py": "x"},
        {"eve.zip": zipped({"ada_12_345_backprop.py": "x", "ada/backprop.py": "x"})},
        {"eve_1_2_ada_12_345_backprop.py": "x"},
        {"Eve_1_assignsubmission_file_/Ada_12_assignsubmission_file_/backprop.py": "x"},
        {"Eve_1_assignsubmission_file_ada_12_assignsubmission_file_backprop.py": "x"},
    ],
    ids=["Gradescope", "Canvas", "a zip", "Canvas twice", "Moodle", "Moodle twice"],
)  # fmt: skip
def test_nobody_hands_in_for_another(course: Course, files: Mapping[str, Content]) -> None:
    course.put({"ada/backprop.py": ANSWER, **files})
    intake = course.take()
    assert intake.students[0] == "ada"
    assert intake.students[1].lower() == "eve"
    assert len(intake.students) == 2
    assert answers(intake)["ada", "03_backprop"] == ANSWER


def hostile_zip(change: Callable[[zipfile.ZipInfo], object], content: str = ANSWER) -> bytes:
    """Return a zip file of an answer whose entry was changed."""
    info = zipfile.ZipInfo("backprop.py")
    info.compress_type = zipfile.ZIP_DEFLATED
    change(info)
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        archive.writestr(info, content)
    return memory.getvalue()


def named(name: str) -> bytes:
    """Return a zip file of an answer with this name."""
    return hostile_zip(lambda info: setattr(info, "filename", name))


def mode(bits: int) -> bytes:
    """Return a zip file of an entry that is a link or pipe."""
    return hostile_zip(lambda info: setattr(info, "external_attr", bits << 16))


def encrypted() -> bytes:
    """Return a zip file that says of its file that it is encrypted."""
    return patched(8, "<H", 1)


def lying() -> bytes:
    """Return a zip file whose table says that the file has three bytes."""
    return patched(24, "<L", 3)


def patched(at: int, form: str, value: int) -> bytes:
    """Return a zip file of an answer whose table of contents was changed there."""
    data = bytearray(zipped({"backprop.py": ANSWER}))
    struct.pack_into(form, data, data.index(b"PK\1\2") + at, value)
    return bytes(data)


ZIPS: dict[str, tuple[Callable[[], bytes], str]] = {
    "leads out": (lambda: named("../../backprop.py"), "leads out of its archive"),
    "absolute": (lambda: named("/backprop.py"), "leads out of its archive"),
    "a drive": (lambda: named("C:\\backprop.py"), "leads out of its archive"),
    "out by backslash": (lambda: named("..\\backprop.py"), "leads out of its archive"),
    "a long name": (lambda: named("x" * 300 + "/backprop.py"), "more than 255 characters"),
    "a link": (lambda: mode(stat.S_IFLNK | 0o777), "a link"),
    "a pipe": (lambda: mode(stat.S_IFIFO | 0o777), "a pipe, socket or device"),
    "encrypted": (encrypted, "without a password"),
    "a lying size": (lying, "broken in its zip file"),
    "LZMA": (lambda: hostile_zip(lambda info: setattr(info, "compress_type", zipfile.ZIP_LZMA)), "common zip file"),
    "no zip": (lambda: b"PK\3\4 and then nothing", "a broken zip file"),
    "empty": (lambda: b"", "a broken zip file"),
    "cut off": (lambda: named("backprop.py")[:-30], "a broken zip file"),
    "a bomb": (lambda: zipped({"backprop.py": "#" * LARGEST}), "hundreds of times"),
    "too large": (lambda: zipped({"backprop.py": "#" * (LARGEST + 1)}), "at most 2,097,152"),
    "zips all the way": (
        lambda: zipped({"a.zip": zipped({"b.zip": zipped({"backprop.py": ANSWER})})}),
        "a zip file in a zip file in a zip file",
    ),
    "a bomb of zips": (lambda: zipped({"a.zip": zipped({"backprop.py": "#" * (30 << 20)}) * 400}), "hundreds of times"),
}


@pytest.mark.parametrize("kind", ZIPS)
def test_a_hostile_zip_gives_a_leftover_and_leaves_others_alone(course: Course, kind: str) -> None:
    make, reason = ZIPS[kind]
    course.put({"ada.zip": make(), "bob/backprop.py": ANSWER})
    intake = course.take()
    assert answers(intake) == {("bob", "03_backprop"): ANSWER}
    (told,) = intake.leftovers
    assert reason in told.reason
    assert told.student == "ada"
    assert intake.students == ("ada", "bob")


def test_a_zip_whose_table_of_contents_is_huge_is_refused(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "LARGEST_TABLE", 70_000)
    course.put({"ada.zip": zipped({f"{number:05}.txt": "" for number in range(2000)})})
    assert "too many files" in leftover(course.take(), "ada.zip").reason


def test_bytes_flipped_anywhere_in_a_zip_never_end_the_intake(course: Course) -> None:
    draw = random.Random(7)
    good = zipped({"katas/03_backprop/backprop.py": ANSWER, "shapes.py": ANSWER * 20})
    for number in range(400):
        data = bytearray(good)
        for _ in range(draw.choice([1, 2, 8])):
            data[draw.randrange(len(data))] = draw.randrange(256)
        course.put({f"{number:03}.zip": bytes(data)})
    intake = course.take()
    assert len(intake.students) == 400
    assert set(answers(intake).values()) <= {ANSWER, ANSWER * 20}
    taken = {one.student for one in intake.submissions}
    assert taken | {one.student for one in intake.leftovers} == set(intake.students)


def open_files() -> int:
    """Return how many files this process has open."""
    return len(list(Path("/proc/self/fd").iterdir()))


def test_more_zips_than_files_that_may_be_open(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "OPEN", 2)
    course.put(
        {f"{number:03}.zip": zipped({f"{n}.zip": zipped({"backprop.py": ANSWER}) for n in "ab"}) for number in range(9)}
    )
    files, opened = [open_files()], archives.Shelf.archive

    def archive(shelf: archives.Shelf, entry: Entry) -> zipfile.ZipFile:
        files.append(open_files())
        return opened(shelf, entry)

    monkeypatch.setattr(archives.Shelf, "archive", archive)
    assert len(course.take().submissions) == 9
    assert max(files) <= files[0] + 4
    assert open_files() == files[0]


def test_too_many_files_are_told_and_leave_others_alone(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "MOST", 10)
    course.put({f"ada/{number:03}/x.txt": "" for number in range(60)} | {"bob/backprop.py": ANSWER})
    intake = course.take()
    assert answers(intake) == {("bob", "03_backprop"): ANSWER}
    assert "more than 100 files" in leftover(intake, "ada").reason


@pytest.mark.parametrize("around", ["Homework 3", "katas-submissions", "course/katas-submissions"])
def test_too_many_files_use_up_nothing_of_what_those_after_need(
    course: Course, monkeypatch: pytest.MonkeyPatch, around: str
) -> None:
    monkeypatch.setattr(folders, "MOST", 10)
    course.put({f"{around}/aaa/{number:03}.txt": "" for number in range(31)})
    course.put({f"{around}/{name}/backprop.py": name for name in ("bob", "cyd", "dan")})
    intake = course.take()
    assert answers(intake) == {(name, "03_backprop"): name for name in ("bob", "cyd", "dan")}
    assert "more than" in leftover(intake, f"{around}/aaa").reason


def test_a_zip_file_of_zip_files_of_many_files_is_not_unpacked_to_its_end(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "MOST", 10)
    inner = zipped({f"{number}.txt": "" for number in range(20)})
    files = {f"{number:02}.zip": inner for number in range(30)}
    course.put({"ada.zip": zipped(files), "bob/backprop.py": ANSWER})
    course.put({f"cyd/{name}": content for name, content in files.items()})
    intake = course.take()
    assert answers(intake) == {("bob", "03_backprop"): ANSWER}
    told = {one.student for one in intake.leftovers if "archives beside it hold too many files already" in one.reason}
    assert told == {"ada", "cyd"}


def test_a_zip_file_of_folders_without_end_is_told_at_once(course: Course) -> None:
    course.put({"ada.zip": zipped({"a/" * 30_000 + f"{number}/backprop.py": ANSWER for number in range(20)})})
    course.put({"bob/backprop.py": ANSWER})
    intake = course.take()
    assert answers(intake) == {("bob", "03_backprop"): ANSWER}
    assert "more than 40 folders deep" in intake.leftovers[0].reason


def test_many_clones_in_one_zip_file_take_no_longer_than_their_files(course: Course) -> None:
    """Each file was compared with each clone: a minute for these, and half an hour for 100,000."""
    course.put({"ada.zip": zipped({f"{number}/katas/x.txt": "" for number in range(20_000)})})
    begun = time.process_time()
    assert "nor are 19999 more" in course.take().leftovers[0].reason
    assert time.process_time() - begun < 30


@pytest.mark.parametrize("folder", [".hidden", "solutions"])
def test_what_lies_aside_is_not_read_without_end_either(course: Course, folder: str) -> None:
    """Each of these has a size of its own, and so its own reason."""
    course.put({"bob/backprop.py": ANSWER})
    for number in range(30):
        course.put({f"ada/{number:02}/{folder}/backprop.py": ""})
        os.truncate(course.inbox / f"ada/{number:02}/{folder}/backprop.py", LARGEST + 1 + number)
    told = [one.reason for one in course.take().leftovers]
    assert len(told) == 11
    assert "was not looked at: 10 others of this name were. So it is with 19 more" in " ".join(told)


def test_a_name_of_gradescope_that_another_has_chosen_too_is_no_door_to_her_row(course: Course) -> None:
    people = (("12", "ada@x.edu"), ("13", "eve@x.edu"))
    lines = [f"submission_{number}: {{':submitters': [{{':name': Ada, ':email': {mail}}}]}}" for number, mail in people]
    course.put({"submission_metadata.yml": "\n".join(lines), "submission_12/backprop.py": ANSWER})
    course.put({"submission_13/backprop.py": "eve's"})
    assert answers(course.take()) == {
        ("Ada (ada@x.edu)", "03_backprop"): ANSWER,
        ("Ada (eve@x.edu)", "03_backprop"): "eve's",
    }


def test_a_name_of_canvas_made_of_anothers_name_and_numbers_replaces_no_answer(course: Course) -> None:
    """Who is called ada_12-_999-_x: Canvas takes out _12_, and then hyphens."""
    course.put({"ada_12_345_backprop.py": ANSWER, "ada_12_999_x_99_777_all.zip": zipped({"backprop.py": "eve's"})})
    assert answers(course.take()) == {("ada", "03_backprop"): ANSWER}


@pytest.mark.parametrize("inbox", ["inbox", "lee-submissions"])
def test_two_clones_with_the_same_first_name_make_no_row_of_a_third_student_theirs(course: Course, inbox: str) -> None:
    course.inbox = course.inbox.parent / inbox
    course.put({"ada/backprop.py": ANSWER})
    course.put({f"lee-{name}/katas/03_backprop/backprop.py": "eve's" for name in ("ada", "bob")})
    assert answers(course.take())["ada", "03_backprop"] == ANSWER
    assert course.take().students == ("ada", "lee-ada", "lee-bob")


def test_folders_without_end_are_told(course: Course) -> None:
    course.put({"ada/" + "deep/" * 60 + "backprop.py": ANSWER, "bob/backprop.py": ANSWER})
    intake = course.take()
    assert answers(intake) == {("bob", "03_backprop"): ANSWER}
    assert "more than 40 folders deep" in intake.leftovers[0].reason


def test_a_hundred_answers_to_one_kata_are_not_all_read(course: Course) -> None:
    course.put({f"ada/{number:03}/backprop.py": f"{number}" for number in range(100)} | {"bob/backprop.py": ANSWER})
    intake = course.take()
    assert answers(intake) == {("ada", "03_backprop"): "0", ("bob", "03_backprop"): ANSWER}
    assert sorted(re.findall(r"So it is with (\d+) more", " ".join(one.reason for one in intake.leftovers))) == [
        "8",
        "89",
    ]


def test_all_answers_of_a_student_together_have_a_limit(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dojo.classroom.intake.LARGEST_OF_STUDENT", 5)
    course.put({"ada/shapes.py": "1234", "ada/backprop.py": "56", "bob/backprop.py": "56"})
    intake = course.take()
    assert set(answers(intake)) == {("ada", "01_shapes"), ("bob", "03_backprop")}
    assert "more than 5 bytes" in leftover(intake, "ada/backprop.py").reason


HOSTILE = (
    "\x1b[2Jada",
    "=cmd()",
    "a\nb",
    "<script>",
    "..",
    "\u202eada",
    "é" * 90,
    "e\u0301va",
    "éva",
    " ",
    "-rf",
    "Ada",
    "ada",
)


def test_hostile_names_become_printable_and_stay_apart(course: Course) -> None:
    for name in [*HOSTILE[:4], *HOSTILE[5:], os.fsdecode(b"\xff\xfe")]:
        course.put({f"{name}/backprop.py": ANSWER})
    intake = course.take()
    assert len(intake.students) == len(set(map(str.casefold, intake.students))) == len(HOSTILE)
    assert all(name and name.isprintable() and len(name) <= 75 for name in intake.students)
    assert all(one.origin.isprintable() for one in intake.submissions)
    assert all(
        re.fullmatch(r"\d{4}/03_backprop/backprop\.py", str(one.file.relative_to(course.copies)))
        for one in intake.submissions
    )
    assert len(intake.submissions) == len(HOSTILE)


def test_a_student_who_takes_anothers_distinguished_name_is_still_apart() -> None:
    owners = [
        Owner("ada", "1"),
        Owner("ada", "2"),
        Owner("ada (1)"),
        Owner("ADA (2)", "2"),
        Owner("\udcff"),
        Owner("\udcfe"),
    ]
    shown = display_names(owners)
    assert len({name.casefold() for name in shown.values()}) == 6


@pytest.mark.parametrize("length", range(1, 5))
def test_no_number_of_students_can_take_anothers_distinguished_name(length: int) -> None:
    """Each is named as she is called because of those before."""
    ada = Owner("ada", "1")
    owners = [ada, Owner("ada", "2")]
    for _ in range(length):
        owners.append(Owner(display_names(owners)[ada]))
    assert len(set(display_names(owners).values())) == len(owners)


@pytest.mark.parametrize("letter", ["\u3164", "\u034f", "\ufe0f", "\u2800", "\U000e0101"])
def test_a_name_that_only_an_invisible_letter_tells_apart_is_marked(letter: str) -> None:
    shown = display_names([Owner("ada"), Owner(f"ada{letter}"), Owner(letter)])
    assert shown[Owner(f"ada{letter}")].startswith(f"ada{letter} (")
    assert shown[Owner("ada")].startswith("ada (")
    assert shown[Owner(letter)] == "(no name)"


def test_a_name_depends_on_no_order() -> None:
    owners = [Owner("ada", "1"), Owner("Ada", "2"), Owner("bob"), Owner("BOB")]
    assert display_names(owners) == display_names(reversed(owners))


def test_a_name_is_composed_so_that_it_looks_the_same_everywhere() -> None:
    assert printable("Zoe\u0308") == "Zo\u00eb"


def test_a_long_name_keeps_its_beginning_and_end() -> None:
    assert printable("a" * 500 + "b" * 500) == "a" * 29 + "…" + "b" * 29


@pytest.mark.parametrize("blocks", [3, 1000])
def test_a_submission_that_is_written_while_it_is_read_is_taken_whole_or_told(
    course: Course, monkeypatch: pytest.MonkeyPatch, blocks: int
) -> None:
    """The first look finds the start of one version and the end of another; after a few blocks it is written."""
    written = [0]

    def write(_: float) -> None:
        if written[0] < blocks:
            written[0] += 1
            course.put({"ada/backprop.py": "b" * written[0] + "a" * (blocks - written[0])})

    write(0)
    monkeypatch.setattr("time.sleep", write)
    intake = course.take()
    if blocks == 3:
        assert answers(intake) == {("ada", "03_backprop"): "bbb"}
    else:
        assert "changed while it was read" in leftover(intake, "ada/backprop.py").reason


def test_a_file_that_is_exchanged_between_two_looks_is_read_anew(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    course.put({"ada/backprop.py": "old"})
    pauses: list[float] = []

    def exchange(seconds: float) -> None:
        if not pauses:
            course.put({"ada/backprop.py": "new"})
        pauses.append(seconds)

    monkeypatch.setattr("time.sleep", exchange)
    assert answers(course.take()) == {("ada", "03_backprop"): "new"}


def test_a_file_of_long_ago_is_read_without_waiting(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    course.put({"ada/backprop.py": ANSWER})
    path = course.inbox / "ada" / "backprop.py"
    written = path.stat().st_mtime - 2 * RECENT
    os.utime(path, (written, written))
    monkeypatch.setattr("time.sleep", lambda seconds: pytest.fail(f"waited {seconds}"))
    assert answers(course.take()) == {("ada", "03_backprop"): ANSWER}
