"""`dojo watch`: what counts as a save, what is shown, and the whole of it in a terminal and in a pipe."""

import io
import json
import re
import shutil
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from dojo.learner.progress import FILE
from dojo.learner.saves import ABSENCE, LONGEST, PAUSE, REST, Saves
from dojo.learner.scene import Scene, everything, fitted, heading, key_line, rows, texts, verdict
from dojo.learner.screen import Lines
from dojo.model import Check, Diagnosis, Failure, Kata, Result
from dojo.summary import Line
from tests.learner import TEXT
from tests.tiny import COUNT, DOUBLE, make_tiny, write
from tests.watched import Piped, Watched, comes_true, descendants, living

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="dojo watch needs a system that can fork")

RIGHT = DOUBLE + COUNT
SLOW = """
import pathlib, time

def double(x):
    folder = pathlib.Path(__file__).parents[2]
    (folder / "begun").touch()
    for _ in range(90):  # and not all at once, which would pass while the machine stands still
        time.sleep(0.1)
    (folder / "late").touch()
"""
SQUARES = "def double(x):\n    print('squared')\n    return x * x\n" + COUNT


@pytest.fixture
def tiny_folder(tmp_path: Path) -> Path:
    """Two tiny katas, of which the first has hints. Nothing is run in this process."""
    write(make_tiny(tmp_path).text, TEXT)
    return tmp_path


@pytest.fixture
def kata(tiny_folder: Path) -> Kata:
    return Kata(tiny_folder, "01_tiny")


# What counts as a save


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Lets time pass without waiting."""
    now = [1000.0]
    monkeypatch.setattr("dojo.learner.saves.time.monotonic", lambda: now[0])

    def passes(seconds: float) -> None:
        now[0] += seconds

    return passes


def found(saves: Saves, clock: Callable[[float], None], seconds: float = REST) -> list[str]:
    """Look twice, so that a file comes to rest between."""
    first = saves.look()
    clock(seconds * 1.01)
    return [kata.name for kata in [*first, *saves.look()]]


def in_place(path: Path, text: str) -> None:
    path.write_text(text)


def by_renaming(path: Path, text: str) -> None:
    beside = path.with_name(f".{path.name}.swp")
    beside.write_text(text)
    beside.replace(path)


def by_deleting(path: Path, text: str) -> None:
    path.unlink()
    path.write_text(text)


@pytest.mark.parametrize("save", [in_place, by_renaming, by_deleting], ids=lambda save: save.__name__)
def test_a_save_is_told_once_however_it_is_made(
    kata: Kata, clock: Callable[[float], None], save: Callable[[Path, str], None]
) -> None:
    saves = Saves([kata])
    assert found(saves, clock) == []
    save(kata.stub, RIGHT)
    assert found(saves, clock) == ["01_tiny"]
    assert found(saves, clock) == []


def test_a_save_of_the_same_content_is_none(kata: Kata, clock: Callable[[float], None]) -> None:
    saves = Saves([kata])
    by_renaming(kata.stub, kata.stub.read_text())
    assert found(saves, clock) == []


def test_tests_and_text_count_and_other_files_do_not(tiny_folder: Path, clock: Callable[[float], None]) -> None:
    katas = [Kata(tiny_folder, "01_tiny"), Kata(tiny_folder, "02_next")]
    saves = Saves(katas)
    katas[0].tests.write_text("")
    katas[1].text.write_text("")
    (katas[0].folder / "notes.txt").write_text("")
    assert sorted(found(saves, clock)) == ["01_tiny", "02_next"]


def test_a_file_that_is_still_being_written_is_left_to_come_to_rest(kata: Kata, clock: Callable[[float], None]) -> None:
    saves = Saves([kata])
    for size in range(1, 5):
        kata.stub.write_text(RIGHT[:size])
        assert found(saves, clock, REST / 2) == []
    assert found(saves, clock) == ["01_tiny"]


def test_a_file_that_is_gone_for_a_moment_is_not_told(kata: Kata, clock: Callable[[float], None]) -> None:
    saves = Saves([kata])
    text = kata.stub.read_text()
    kata.stub.unlink()
    assert found(saves, clock, ABSENCE / 2) == []
    kata.stub.write_text(text)
    assert found(saves, clock) == []
    shutil.rmtree(kata.folder)
    assert found(saves, clock, ABSENCE) == ["01_tiny"]


def test_a_slow_drive_is_looked_at_less_often_and_still_once_a_second(
    kata: Kata, clock: Callable[[float], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def pause(seconds: float) -> float:
        """The pause after some looks in which each file takes so long."""
        monkeypatch.setattr("dojo.learner.saves._mark", lambda _: clock(seconds))
        saves = Saves([kata])
        for _ in range(10):
            saves.look()
        return saves.pause

    assert pause(0.0) == PAUSE < pause(0.001) < pause(0.01) < pause(1.0) == LONGEST


@pytest.mark.usefixtures("clock")
def test_a_file_that_has_changed_is_looked_at_again_sooner(kata: Kata) -> None:
    saves = Saves([kata])
    kata.stub.write_text(RIGHT)
    assert saves.look() == []
    assert saves.pause == REST < PAUSE


def test_one_look_that_was_held_up_delays_none_of_the_next(
    kata: Kata, clock: Callable[[float], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when the machine is busy, or the process is stopped for a while: that says nothing of the drive."""
    saves = Saves([kata])
    saves.look()
    monkeypatch.setattr("dojo.learner.saves._mark", lambda _: clock(3.0))
    saves.look()
    assert saves.pause <= PAUSE  # and not the minute that three seconds were taken for


# What is shown


def scene_of(*checks: Check, diagnoses: tuple[Diagnosis, ...] = (), following: str = "") -> Scene:
    kata = Kata(Path("repository"), "01_tiny")
    result = Result("01_tiny", "katas", 0, checks, diagnoses)
    return Scene(kata, "Twice and how many", "told", result=result, when="12:00:00", following=following)


FAILED = Check(
    "01_tiny",
    "katas/01_tiny/test_tiny.py::test_double",
    "double() gives twice each element.",
    3,
    "failed",
    functions=("double",),
    failure=Failure(called="double(tensor([1.]))", got="tensor([1.])", wanted="tensor([2.])"),
    printed="".join(f"line {number}\n" for number in range(20)),
)
ALSO_FAILED = replace(FAILED, id="katas/01_tiny/test_tiny.py::test_alone", title="double() leaves x alone.", points=1)
TODO = replace(FAILED, outcome="todo", failure=Failure(called="count", where=("katas/01_tiny/tiny.py:12",)), printed="")
PASSED = replace(FAILED, outcome="passed", failure=None, printed="")
MISTAKE = Diagnosis("01_tiny", ("squares",), ("You square each element.",), ("double",))


def shown(lines: list[Line], width: int = 100) -> str:
    return "\n".join(text.plain for line in lines for text in texts(line, width))


def test_the_mistake_comes_first_then_one_failure_in_full_then_a_line_for_each_other() -> None:
    said = shown(verdict(scene_of(PASSED, FAILED, ALSO_FAILED, TODO, diagnoses=(MISTAKE,))))
    order = ["You square", "twice each element", "called  double(", "wanted  tensor([2.])", "line 19"]
    order += ["failed  double() leaves x alone. (1 point)", "todo    count() (3 points)"]
    assert [said.find(words) for words in order] == sorted(said.find(words) for words in order)
    assert all(words in said for words in order)
    assert said.count("called") == said.count("twice each element") == 1


def test_of_much_printed_output_the_end_is_shown_and_all_of_it_with_all_failures() -> None:
    scene = scene_of(FAILED, ALSO_FAILED)
    assert "Printed, without the first 12 lines:\n    line 12\n" in shown(verdict(scene))
    assert shown(everything(scene)).count("Printed:\n    line 0\n") == 2


def test_what_is_not_written_says_how_to_begin() -> None:
    said = shown(verdict(scene_of(TODO)))
    assert "count() is not written yet: katas/01_tiny/tiny.py:12" in said
    assert "To begin: read katas/01_tiny/README.md, write in katas/01_tiny/tiny.py, and save." in said


def test_a_passed_kata_names_the_next() -> None:
    assert "01_tiny is passed. Next kata: dojo watch 02_next" in shown(verdict(scene_of(PASSED, following="02_next")))
    assert "01_tiny is passed. Every kata is passed." in shown(verdict(scene_of(PASSED)))


def test_the_heading_says_what_is_done_at_the_moment() -> None:
    scene = scene_of(PASSED)
    states = {
        "starting PyTorch ...": replace(scene, phase="starting"),
        "checking ...": replace(scene, phase="checking"),
        "checking ...  3 of 4 tests": replace(scene, phase="checking", done=3, of=4),
        "Nothing could be judged.": replace(scene, error="cannot"),
        "####################  3 of 3 points   (1 passed)": scene,
    }
    assert {shown(heading(each, ascii_only=True)).splitlines()[1]: each for each in states.values()} == states


def test_an_error_of_the_tests_themselves_is_not_the_learners() -> None:
    said = shown(verdict(scene_of(replace(PASSED, outcome="error"), replace(PASSED, outcome="error"))))
    assert "2 tests ended with an error that is not yours. To see it: pytest katas/01_tiny" in said


def test_how_a_process_was_lost_is_told_once() -> None:
    scene = scene_of(replace(FAILED, failure=Failure(words="It was killed.")))
    assert scene.result is not None
    told = replace(scene, result=replace(scene.result, ended=("It was killed.", "It took too long.")))
    said = shown(verdict(told))
    assert said.count("It was killed.") == said.count("It took too long.") == 1


@pytest.mark.parametrize(("width", "height"), [(100, 30), (40, 12), (40, 10), (20, 3), (100, 1)])
def test_what_is_fitted_takes_no_more_rows_than_there_are(width: int, height: int) -> None:
    lines = verdict(scene_of(FAILED, ALSO_FAILED, TODO, diagnoses=(MISTAKE,)))
    kept = fitted(lines, width, height, "more")
    assert rows(kept, width) <= height
    assert rows(kept, width) >= min(height, 10)
    assert kept[-1].text == "more" or rows(lines, width) <= height


def test_blank_lines_go_before_words() -> None:
    lines = [Line(), Line("one"), Line(), Line("two")]
    assert [line.text for line in fitted(lines, 40, 4, "more")] == ["", "one", "", "two"]
    assert [line.text for line in fitted(lines, 40, 2, "more")] == ["one", "two"]
    assert [line.text for line in fitted([*lines, Line("three")], 40, 2, "more")] == ["one", "more"]
    assert fitted(lines, 40, 0, "more") == []


@pytest.mark.parametrize("width", [100, 60, 40, 20])
def test_the_keys_fit(width: int) -> None:
    assert len(key_line(width).text) < width


def test_no_character_of_the_learners_moves_the_cursor() -> None:
    (text,) = texts(Line("a\x1b[2Jb\rc\td"), 80)
    assert text.plain == "a[2Jbc  d"


def test_where_lines_are_added_each_state_is_told_once() -> None:
    console = Console(file=io.StringIO(), width=80)
    scene, lines = scene_of(PASSED), Lines(console)
    lines.checking(replace(scene, phase="starting"), ())
    for done in range(3):
        lines.draw(replace(scene, phase="checking", done=done, of=3), ())
    lines.told(scene)
    said = console.file.getvalue()  # type: ignore[attr-defined]
    assert said.count("starting PyTorch ...\n") == said.count("checking ...\n") == said.count("3 of 3 points") == 1


# The whole of it. However slow the machine, what is waited for comes; nothing is said of how fast.


def test_a_verdict_follows_each_save_in_a_terminal(tiny_folder: Path) -> None:
    stub = tiny_folder / "katas/01_tiny/tiny.py"
    with Watched(tiny_folder, ["watch"]) as watched:
        watched.until("starting PyTorch")
        watched.press("h")
        watched.until("double\\(\\), hint 1 of 3.*what is 3 \\+ 3\\?")  # keys work meanwhile
        watched.press(" ")
        watched.until("0 of 6 points.*double\\(\\) is not written yet.*To begin.*q quit")
        assert not watched.takes_lines
        by_renaming(stub, SQUARES)
        seen = watched.until("checking.*3 of 6 points.*behaves exactly like.*Printed:\r?\n *squared.*q quit")
        assert "You square each element" in seen
        watched.press("f")
        watched.until("Printed:.*q quit")
        in_place(stub, RIGHT)
        watched.until("6 of 6 points.*01_tiny is passed. Next kata: dojo watch 02_next.*q quit")
        below = descendants(watched.process.pid)
        watched.resize(40, 12)
        watched.process.send_signal(signal.SIGWINCH)
        watched.until("6 of 6 points.*f full  q quit")
        watched.press("l")
        watched.until("1 of 2 katas passed.*q quit")
        in_place(tiny_folder / "katas/02_next/test_next.py", "import nothing_of_this_name\n")
        watched.until("02_next.*starting PyTorch.*Nothing could be judged.*cannot run")  # it follows to another kata
        watched.press("q")
        assert watched.end() == 0
        assert watched.takes_lines
        assert living(below) == []
    progress = json.loads((tiny_folder / FILE).read_text())
    assert [name for name, kata in progress["katas"].items() if kata["passed"]] == ["01_tiny"]


def test_in_a_pipe_lines_are_added_whatever_goes_wrong_until_nobody_reads_them(tiny_folder: Path) -> None:
    folder = tiny_folder / "katas/01_tiny"
    in_place(folder / "tiny.py", "def double(:\n")
    with Piped(tiny_folder, ["watch", "1"]) as piped:
        said = piped.until("SyntaxError")
        (tiny_folder / FILE).unlink()
        (tiny_folder / FILE).mkdir()  # nothing can be written there
        in_place(folder / "tiny.py", SLOW)
        assert comes_true((tiny_folder / "begun").exists)
        in_place(folder / "tiny.py", RIGHT)  # a second save during a run restarts it
        said += piped.until("6 of 6 points.*is passed.*cannot read")
        assert not (tiny_folder / "late").exists()
        folder.rename(tiny_folder / "away")
        said += piped.until("Nothing could be judged.*has no README.md")
        (tiny_folder / "away").rename(folder)
        said += piped.until("6 of 6 points.*cannot read")
        below = descendants(piped.process.pid)
        piped.close(piped.output)
        assert piped.end() == 0
        assert living(below) == []
    state = "(starting PyTorch ...\n)?(checking ...\n)?"  # told where there is time for it
    assert re.match(f"\n01_tiny: Twice and how many\nstarting PyTorch ...\n{state}[^\n]* 0 of 6 points", said)
    assert re.search(f"\n\n01_tiny: Twice and how many\nchecking ...\n{state}####################  6 of 6 points", said)
    assert "\x1b" not in said


@pytest.mark.parametrize("how", ["Ctrl-C", "kill -9", "input ends"])
def test_a_watch_in_a_pipe_ends_and_leaves_no_process(tiny_folder: Path, how: str) -> None:
    with Piped(tiny_folder, ["watch", "1"]) as piped:
        said = piped.until("starting PyTorch ...\n")
        below = descendants(piped.process.pid)
        if how == "input ends":
            piped.close(piped.input)
        else:
            piped.process.send_signal(signal.SIGINT if how == "Ctrl-C" else signal.SIGKILL)
        assert piped.end() == (-signal.SIGKILL if how == "kill -9" else 0)
        assert living(below) == []
        said += piped.rest()
    assert said.startswith("\n01_tiny: Twice and how many\nstarting PyTorch ...\n")
    assert "Error" not in said


def test_a_watch_that_cannot_be_stopped_keeps_its_keys(tiny_folder: Path) -> None:
    """In a session of its own, as in a window without a shell, nobody could bring it back."""
    with Watched(tiny_folder, ["watch", "1"], alone=True) as watched:
        watched.until("starting PyTorch.*q quit")
        watched.process.send_signal(signal.SIGTSTP)
        watched.until("q quit")
        watched.press("q")
        assert watched.end() == 0


def test_a_watch_stops_and_goes_on_with_its_terminal_as_it_should_be(tiny_folder: Path) -> None:
    with Watched(tiny_folder, ["watch", "1"]) as watched:
        watched.until("starting PyTorch.*q quit")
        assert watched.stop()
        assert watched.takes_lines
        watched.process.send_signal(signal.SIGCONT)
        watched.until("q quit")
        assert comes_true(lambda: not watched.takes_lines)
        assert watched.end(signal.SIGTERM) == 128 + signal.SIGTERM
        assert watched.takes_lines
