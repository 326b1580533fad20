"""Grading a class: every answer gets what it gets by hand, once, whatever happens meanwhile."""

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from dojo.classroom import grade as grading
from dojo.classroom import judging
from dojo.classroom.grade import Progress, grade
from dojo.classroom.gradebook import Gradebook
from dojo.classroom.intake import take_in
from dojo.classroom.judges import job_of, judges_here
from dojo.classroom.judging import Judged, Task, UnfitError, check
from dojo.classroom.records import Grade, Intake
from dojo.classroom.terms import terms_of
from dojo.cli import main
from dojo.model import Check, Kata, Result
from dojo.warm.client import WarmError
from dojo.worker.sandbox import Probe, probe
from tests.tiny import COUNT, DOUBLE, ROOT, make_tiny, write

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
    return make_tiny(tmp_path_factory.mktemp("repository"))


@pytest.fixture
def handed_in(tmp_path: Path) -> Path:
    """A folder for each student."""
    for student, text in CLASS.items():
        write(tmp_path / "class" / student / "tiny.py", text)
    return tmp_path / "class"


def graded(
    kata: Kata,
    intake: Intake,
    book: Gradebook,
    tell: Callable[[Progress], None] = lambda _: None,
    seed: int = 3,
    stopped: Callable[[], bool] = lambda: False,
) -> Progress:
    """Grade with two workers."""
    job = job_of([kata], seed, False, kata.root, None)
    with judges_here(job, 2) as judges:
        return grade(job, intake.submissions, book, judges, tell, stopped)


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


def test_what_cannot_be_judged_is_no_grade(
    kata: Kata, handed_in: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(_: Task) -> None:
        raise WarmError("the machine is on fire")

    monkeypatch.setattr(grading, "judge", lost)
    with Gradebook(tmp_path / "book") as book:
        progress = graded(kata, take_in(handed_in, [kata], tmp_path / "in"), book)
        assert [why for _, why in progress.failed] == ["the machine is on fire"] * 4
        assert book.latest() == []


@pytest.mark.parametrize("file", ["tests", "data", "solution", "mistake"])
def test_other_tests_are_other_terms_for_their_kata_alone(kata: Kata, tmp_path: Path, file: str) -> None:
    shutil.copytree(kata.root, tmp_path / "other")
    other, next_one = Kata(tmp_path / "other", kata.name), Kata(tmp_path / "other", "02_next")
    before = terms_of(other, 1), terms_of(next_one, 1)
    assert before[0] == terms_of(kata, 1) != terms_of(kata, 2)
    data = other.folder / "numbers.npz"
    changed = {"tests": other.tests, "data": data, "solution": other.solution, "mistake": other.mistakes[0]}[file]
    with changed.open("a") as appended:
        appended.write("\n")
    assert terms_of(other, 1) != before[0]
    assert terms_of(next_one, 1) == before[1]


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
    assert not list((tmp_path / "out").rglob(".answers"))
    assert "dojo-answer-" not in (tmp_path / "out" / "results.json").read_text()


def test_a_grade_of_other_terms_is_not_handed_on(
    kata: Kata, handed_in: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(_: Task) -> None:
        raise WarmError("the machine is on fire")

    command = ["--root", str(kata.root), "grade", str(handed_in), "--output", str(tmp_path / "out"), "--seed"]
    assert main([*command, "5"]) == 0
    monkeypatch.setattr(grading, "judge", lost)
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
    assert (tmp_path / "out").exists() == (name != "nowhere")


class Judge:
    """In the place of the real one: counts what it is given, and gives a point for each letter."""

    def __init__(self) -> None:
        self.asked: list[bytes] = []
        self.do: Callable[[Task], None] = lambda _: None
        self.tier = "full"

    def __call__(self, task: Task) -> Judged:
        self.asked.append(task.answer)
        self.do(task)
        checks = (Check(task.kata, "test", "It is long.", len(task.answer), "passed"),)
        return Judged(Result(task.kata, "tiny.py", task.job.seed, checks, tier=self.tier), "versions")


@pytest.fixture
def judge(monkeypatch: pytest.MonkeyPatch) -> Judge:
    """A judge that takes no time."""
    judge = Judge()
    monkeypatch.setattr(grading, "judge", judge)
    return judge


@pytest.fixture
def command(kata: Kata, tmp_path: Path) -> list[str]:
    """Grades a class of twenty, one answer at a time; five have handed in the same."""
    for number in range(15):
        write(tmp_path / "twenty" / f"student{number:02}" / "tiny.py", "x" * (number + 2))
    for number in range(15, 20):
        write(tmp_path / "twenty" / f"student{number:02}" / "tiny.py", "x")
    grade = ["grade", str(tmp_path / "twenty"), "--output", str(tmp_path / "out"), "--workers", "1"]
    return ["--root", str(kata.root), *grade]


def kept(tmp_path: Path) -> int:
    """Return how many grades are in the command's gradebook, also those that do not count any more."""
    with Gradebook(tmp_path / "out" / "gradebook.sqlite") as book:
        (number,) = book._connection.execute("SELECT count(*) FROM grades").fetchone()
    return int(number)


def test_what_is_alike_is_judged_once_and_each_student_has_a_grade(
    command: list[str], judge: Judge, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(command) == 0
    assert sorted(judge.asked) == sorted(b"x" * (number + 1) for number in range(16))
    assert kept(tmp_path) == 20
    rows = csv.DictReader((tmp_path / "out" / "grades.csv").read_text().splitlines())
    assert [int(row["total"]) for row in rows] == [*range(2, 17), *[1] * 5]
    assert "s (16 judged: what is alike, once), 0 kept" in capsys.readouterr().err


def test_grades_of_what_is_alike_are_kept_all_or_none(
    command: list[str], judge: Judge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put = Gradebook.put

    def cut_short(self: Gradebook, *grades: Grade) -> None:
        broken = replace(grades[-1].submission, student=None)  # type: ignore[arg-type]  # SQLite refuses it
        put(self, *grades[:-1], replace(grades[-1], submission=broken) if len(grades) > 1 else grades[-1])

    monkeypatch.setattr(Gradebook, "put", cut_short)
    assert main(command) == 1
    assert kept(tmp_path) == 15
    monkeypatch.undo()
    monkeypatch.setattr(grading, "judge", judge)
    assert main(command) == 0
    assert (len(judge.asked), kept(tmp_path)) == (17, 20)


def test_regrading_does_all_anew_and_goes_on_where_it_was_stopped(
    command: list[str], judge: Judge, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(command) == 0
    assert main([*command, "--regrade"]) == 0
    assert (len(judge.asked), kept(tmp_path)) == (32, 40)
    judge.do = lambda _: os.kill(os.getpid(), signal.SIGINT) if len(judge.asked) == 33 else None
    assert main([*command, "--regrade"]) == 130
    assert "to go on, run the same command, without --regrade, again" in capsys.readouterr().err
    again = kept(tmp_path) - 40
    assert 1 <= again < 20
    judge.do = lambda _: None
    assert main(command) == 0
    assert kept(tmp_path) == 60
    assert main(command) == 0
    assert kept(tmp_path) == 60


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_lets_what_is_under_way_be_kept(
    command: list[str],
    judge: Judge,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    number: signal.Signals,
    code: int,
) -> None:
    judge.do = lambda _: os.kill(os.getpid(), number) if len(judge.asked) == 3 else None
    assert main([*command, "--json"]) == code
    said = capsys.readouterr()
    assert said.out == ""
    assert "what was graded is kept: to go on, run the same command again" in said.err
    assert kept(tmp_path) == len(judge.asked) < 16
    assert not (tmp_path / "out" / "grades.csv").exists()
    assert not (tmp_path / "out" / ".answers").exists()
    assert signal.getsignal(number) in (signal.SIG_DFL, signal.default_int_handler)
    assert main(command) == 0
    assert (len(judge.asked), kept(tmp_path)) == (16, 20)


def test_one_odd_answer_stops_no_other(
    command: list[str], judge: Judge, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse_the_short(task: Task) -> None:
        if len(task.answer) == 1:
            raise RuntimeError("odd\x1b[2J")

    judge.do = refuse_the_short
    assert main([*command, "--json"]) == 1
    said = capsys.readouterr()
    assert len(json.loads(said.out)["students"]) == 20
    named = ", ".join(f"student{number}/tiny.py" for number in range(15, 20))
    assert f"could not be judged: {named}: RuntimeError: odd\\x1b[2J" in said.err
    assert kept(tmp_path) == 15


def test_a_copy_that_was_changed_is_not_graded(kata: Kata, handed_in: Path, tmp_path: Path, judge: Judge) -> None:
    intake = take_in(handed_in, [kata], tmp_path / "in")
    intake.submissions[1].file.write_text(DOUBLE + COUNT)
    intake.submissions[2].file.unlink()
    with Gradebook(tmp_path / "book") as book:
        told = graded(kata, intake, book).failed
        assert [why for _, why in told] == [
            "its copy has been changed since it was taken in",
            "its copy cannot be read: No such file or directory",
        ]
        assert sorted(points(book)) == ["ada", "dee"]
    assert len(judge.asked) == 2


def test_a_grade_without_walls_does_not_do_where_walls_are_required(
    command: list[str], judge: Judge, tmp_path: Path
) -> None:
    judge.tier = "limits"
    assert main(command) == 0
    judge.tier = "full"
    assert main(command) == 0
    assert kept(tmp_path) == 20
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("dojo.classroom.commands.probe", lambda: Probe("full", ()))
        assert main([*command, "--require-isolation"]) == 0
    assert kept(tmp_path) == 40


def test_grades_by_other_versions_are_told(
    command: list[str], judge: Judge, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dojo.classroom.commands.versions", lambda: "versions")
    assert main(command) == 0
    assert "--regrade" not in capsys.readouterr().err
    monkeypatch.setattr("dojo.classroom.commands.versions", lambda: "newer versions")
    assert main(command) == 0
    assert (
        "Not all is by the same versions: 20 grades by versions, and this is newer versions. "
        "To grade all anew: --regrade" in capsys.readouterr().err
    )
    assert len(judge.asked) == 16


@pytest.mark.parametrize("wrong", ["judge", "tests", "kata"])
def test_a_process_that_judges_otherwise_is_refused(kata: Kata, wrong: str) -> None:
    job = job_of([kata], 3, False, kata.root, None)
    other = {
        "judge": replace(job, judge="other"),
        "tests": replace(job, tests=((kata.name, "other"),)),
        "kata": replace(job, tests=(("09_nothing", "other"),)),
    }[wrong]
    said = {"judge": "its dojo is another", "tests": "are others than the grader's", "kata": "cannot be read"}[wrong]
    with pytest.raises(UnfitError, match=f"cannot judge on .*{said}"):
        check(other)
    assert check(job) == probe().tier


def test_what_is_judged_otherwise_is_not_kept(
    command: list[str], judge: Judge, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def unfit(_: Task) -> None:
        raise UnfitError("cannot judge on host, because its dojo is another")

    judge.do = unfit
    assert main(command) == 1
    assert "cannot judge on host" in capsys.readouterr().err
    assert kept(tmp_path) == 0


def test_what_a_killed_grader_has_left_is_removed(command: list[str], judge: Judge, tmp_path: Path) -> None:
    write(tmp_path / "out" / ".answers" / "0001" / "01_tiny" / "tiny.py", "of the run before")
    assert main(command) == 0
    assert not (tmp_path / "out" / ".answers").exists()
    assert b"of the run before" not in judge.asked


@pytest.mark.usefixtures("judge")
def test_ctrl_c_while_the_copies_are_removed_leaves_none(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twice in a row, the second comes when nothing is under way any more."""
    rmtree, calls = shutil.rmtree, []

    def interrupted(path: Path, ignore_errors: bool = False) -> None:
        calls.append(path)
        if len(calls) == 1:
            raise KeyboardInterrupt
        rmtree(path, ignore_errors)

    monkeypatch.setattr("dojo.classroom.output.shutil.rmtree", interrupted)
    assert main(command) == 130
    assert not (tmp_path / "out" / ".answers").exists()


def test_processes_end_when_the_grader_gives_no_more_work(kata: Kata, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = threading.Event()

    class Idle:
        def __init__(self, *_: object) -> None:
            pass

        def judge(self, *_: object, diagnose: bool) -> Result:
            assert diagnose
            return Result(kata.name, "tiny.py", 3, ())

        def close(self) -> None:
            closed.set()

    monkeypatch.setattr(judging, "Warm", Idle)
    monkeypatch.setattr(judging, "IDLE", 0.4)
    job = job_of([kata], 3, False, kata.root, None)
    judging.judge(Task(job, kata.name, b"x"))
    assert not closed.is_set()
    assert closed.wait(30)
    assert job.name not in judging._crews


def test_a_command_that_is_not_understood_is_another_exit_code(command: list[str]) -> None:
    assert main([*command, "--workers", "0"]) == 2
    assert main([*command, "--kata", "nonsense"]) == 2


@pytest.fixture
def marked(tmp_path: Path) -> Iterator[Callable[[], list[str]]]:
    """Lists the processes that were started with this test's own folder for temporary files."""
    (tmp_path / "tmp").mkdir()
    marker = f"TMPDIR={tmp_path / 'tmp'}".encode()

    def processes() -> list[str]:
        found = []
        for environment in Path("/proc").glob("[0-9]*/environ"):
            with suppress(OSError):
                if marker in environment.read_bytes().split(b"\0"):
                    found.append(environment.parent.name)
        return found

    yield processes
    for pid in processes():
        os.kill(int(pid), signal.SIGKILL)


@pytest.mark.skipif(sys.platform != "linux", reason="reads the environment of processes from /proc")
def test_ctrl_c_twice_stops_at_once_and_leaves_nothing(
    kata: Kata, tmp_path: Path, marked: Callable[[], list[str]]
) -> None:
    write(tmp_path / "class" / "eve" / "tiny.py", "def double(x):\n    while True:\n        pass\n")
    arguments = ["--root", str(kata.root), "grade", str(tmp_path / "class"), "--output", str(tmp_path / "out")]
    grader = subprocess.Popen(
        [sys.executable, "-m", "dojo.cli", *arguments, "--workers", "1"],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(tmp_path / "tmp")},
        stderr=subprocess.PIPE,
        text=True,
    )
    while not list((tmp_path / "out").glob(".answers/dojo-answer-*")) and grader.poll() is None:
        time.sleep(0.02)
    time.sleep(0.5)  # so that the judge is being started, or is at work
    for _ in range(2):
        grader.send_signal(signal.SIGINT)
        time.sleep(0.2)
    _, said = grader.communicate(timeout=60)
    assert grader.returncode == 130, said
    assert "stopped; what was graded is kept" in said
    until = time.monotonic() + 10
    while marked() and time.monotonic() < until:
        time.sleep(0.05)
    assert marked() == []
    assert list((tmp_path / "tmp").iterdir()) == []
    assert [entry.name for entry in (tmp_path / "out").iterdir()] == ["gradebook.sqlite"]
