"""What a teacher reads while a class is graded."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console
from rich.text import Text

from dojo.classroom import telling
from dojo.classroom.grade import Progress
from dojo.classroom.records import Grade
from dojo.classroom.telling import (
    Telling,
    summary_text,
    tell_failed,
    tell_grades,
    tell_nodes,
    versions_text,
    words_left,
)
from dojo.model import Kata
from tests.classroom import GRADES, HOSTILE, KATAS, passing, submission


@pytest.mark.parametrize(
    ("judged", "seconds", "said"),
    [
        (1, 0, "starting"),
        (11, 5, "about 45 s left"),
        (51, 50, "about 50 s left"),
        (2, 60, "about 1.6 h left"),
        (101, 100, "about 1 s left"),
    ],
)
def test_the_time_that_is_left_is_told_from_the_second_answer_on(judged: int, seconds: float, said: str) -> None:
    progress = Progress(200, kept=99, graded=judged, to_judge=101, judged=judged)
    assert words_left(progress, seconds, judged - 1) == said


def test_what_is_alike_and_what_failed_leave_no_time_to_wait() -> None:
    progress = Progress(100, graded=95, to_judge=20, judged=15)
    assert words_left(progress, 300, 15) == "about 2 min left"


def test_once_stopped_it_is_told_how_to_stop_at_once_and_there_is_no_bar() -> None:
    said = screen(Progress(200, graded=150, stopping=True))
    assert "150/200 finishing what is under way; Ctrl-C again stops at once" in said
    assert "━" not in said


@pytest.mark.parametrize("progress", [Progress(0), Progress(9), Progress(9, graded=9, judged=9)])
def test_a_terminal_has_a_bar_that_is_taken_away_in_the_end(progress: Progress) -> None:
    said = screen(progress)
    assert f"{progress.graded}/{progress.all} ━" in Text.from_ansi(said).plain
    assert (said.count("\x1b[38;5;237m━") > 0) == (progress.graded == 0), "a bar of nothing done is grey"
    hidden, shown, erased = (said.rfind(code) for code in ("\x1b[?25l", "\x1b[?25h", "\x1b[2K"))
    assert 0 <= hidden < shown < erased


def screen(progress: Progress, width: int = 80) -> str:
    """Return what a terminal is sent for one look at the progress, each line with room for the echo of Ctrl-C."""
    said = io.StringIO()
    with Telling(Console(file=said, width=width, force_terminal=True, color_system="truecolor")) as tell:
        tell(progress)
    text = said.getvalue()
    assert max(len(Text.from_ansi(line).plain.rstrip()) for line in text.splitlines()) <= width - 3
    return text


@pytest.mark.parametrize("width", [40, 80])
def test_the_bar_leaves_room_for_the_echo_of_ctrl_c(width: int) -> None:
    console = Console(file=io.StringIO(), width=width)
    console.print(telling._bar(Progress(200, graded=150), "about 12 s left", width - 3))
    assert isinstance(console.file, io.StringIO)
    (line,) = console.file.getvalue().splitlines()
    assert line.startswith("150/200 ━")
    assert line.rstrip().endswith("about 12 s left")
    assert len(line) <= width - 3


def test_where_there_is_no_terminal_a_line_is_told_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0.0, *(float(second) for second in range(1, 61))])
    monkeypatch.setattr("dojo.classroom.telling.time.monotonic", lambda: next(clock))
    said = io.StringIO()
    with Telling(Console(file=said)) as tell:
        for number in range(60):
            tell(Progress(100, graded=number, to_judge=100, judged=number))
    assert said.getvalue().splitlines() == [
        "graded 19 of 100, about 1 min left",
        "graded 39 of 100, about 1 min left",
        "graded 59 of 100, about 41 s left",
    ]


def test_what_failed_is_named_by_reason_and_stays_a_text() -> None:
    failed = [(submission(f"student {number}", "01_tensors"), "it is odd") for number in range(7)]
    console = Console(file=io.StringIO(), width=300)
    tell_failed(console, Progress(8, failed=[*failed, (submission(HOSTILE, "01_tensors"), "bad \x1b[2J")]))
    assert isinstance(console.file, io.StringIO)
    bad, odd, again = console.file.getvalue().splitlines()
    assert odd.endswith("student 3/tensors.py, student 4/tensors.py and 2 more: it is odd")
    assert bad.endswith(r": bad \x1b[2J")
    assert again == "To try these again, run the same command."
    tell_failed(console, Progress(8))
    assert len(console.file.getvalue().splitlines()) == 3


def test_each_kata_has_its_number_of_answers_of_full_marks_and_its_mean() -> None:
    console = Console(file=io.StringIO(), width=80)
    tell_grades(console, [*GRADES, passing("Zoë", "01_tensors")], [*KATAS, Kata(Path("repository"), "09_nobody")])
    assert isinstance(console.file, io.StringIO)
    assert [line.split() for line in console.file.getvalue().splitlines()] == [
        ["kata", "handed", "in", "full", "marks", "mean"],
        ["01_tensors", "4", "2", "56%"],
        ["03_backprop", "2", "1", "50%"],
    ]


def test_nodes_without_walls_are_named() -> None:
    console = Console(file=io.StringIO(), width=300)
    tell_nodes(console, {"tcp://a:1": "full", "tcp://b:1": "limits"})
    tell_nodes(console, {})
    assert isinstance(console.file, io.StringIO)
    weak, none = console.file.getvalue().splitlines()
    assert weak.startswith("Submissions run with limits alone, on tcp://b:1: they can")
    assert none == "There is no node yet: answers wait until one joins."


@pytest.mark.parametrize(
    ("grades", "here", "said"),
    [
        (GRADES, GRADES[0].versions, ""),
        (GRADES, "", ""),
        ((), "new", ""),
        (
            (*GRADES[1:], replace(GRADES[0], versions="new")),
            "new",
            "4 grades by Python 3.12.1, torch 2.11.0, torch-katas 0.1.0; 1 grade by new. To",
        ),
        (GRADES[:1], "new", "1 grade by Python 3.12.1, torch 2.11.0, torch-katas 0.1.0, and this is new. "),
    ],
)
def test_grades_by_other_versions_are_told(grades: tuple[Grade, ...], here: str, said: str) -> None:
    assert versions_text(grades, here).startswith(f"Not all is by the same versions: {said}" if said else "")
    assert bool(versions_text(grades, here)) == bool(said)


def test_the_summary_names_the_tiers() -> None:
    text = summary_text(Progress(5, kept=2, graded=3, judged=2), GRADES, 1, 7, 61.4)
    assert (
        text
        == "3 graded in 61 s (2 judged: what is alike, once), 2 kept from before; 1 student, seed 7, isolated: full"
    )


def test_the_summary_counts_grades_where_the_tiers_differ() -> None:
    weak = replace(GRADES[0], result=replace(GRADES[0].result, tier="limits"))
    text = summary_text(Progress(5, graded=5, judged=5), [weak, *GRADES[1:]], 3, 7, 2)
    assert text == "5 graded in 2 s, 0 kept from before; 3 students, seed 7, isolated: full (4), limits (1)"
    assert summary_text(Progress(0), [], 1, 7, 0).endswith("isolated: nothing was graded")
