"""The learner's commands: hint, solution, reset, open."""

import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from dojo.catalog import all_katas
from dojo.learner.hints import hints_of
from dojo.learner.progress import load
from tests.learner import WRONG, Dojo, judged, lines
from tests.tiny import ROOT, TinyRepository


def test_hints_come_one_by_one(dojo: Dojo) -> None:
    said = [dojo("hint", "1", "double") for _ in range(5)]
    assert [lines(out)[0] for _, out, _ in said] == [
        "double(), hint 1 of 3",
        "double(), hint 2 of 3",
        "double(), hint 3 of 3",
        "No more hints for double(): all 3 are shown.",
        "No more hints for double(): all 3 are shown.",
    ]
    assert "y = x" in said[1][1]
    assert "y = y + x" in said[1][1], "a blank line in a block of code begins no hint"
    assert "dojo solution 01_tiny --anyway" in said[3][1]
    assert dojo("hint", "1", "count")[1].startswith("count(), hint 1 of 2")


def test_a_hint_is_about_the_first_test_that_failed(dojo: Dojo, learner: TinyRepository) -> None:
    judged(learner, "todo", "failed")
    assert dojo("hint", "tiny")[1].startswith("count(), hint 1 of 2")


@pytest.mark.parametrize(
    "name",
    [
        "count",
        "count()",
        "test_count_counts",
        "test_count_counts[none]",
        "katas/01_tiny/test_tiny.py::test_count_counts",
    ],
)
def test_a_hint_may_be_asked_for_a_function_or_a_test(dojo: Dojo, learner: TinyRepository, name: str) -> None:
    judged(learner, "failed", "passed")
    assert dojo("hint", "1", name)[1].startswith("count(), hint 1 of 2")


def test_a_hint_is_given_where_nothing_can_be_written(dojo: Dojo, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", refuse)
    code, said, complaint = dojo("hint", "1")
    assert code == 0
    assert "What is twice 3" in said
    assert "cannot keep your progress" in complaint


def test_every_kata_has_hints_to_show() -> None:
    for kata in all_katas(ROOT):
        assert all(len(steps) >= 2 for steps in hints_of(kata).values())


def test_the_solution_is_shown_after_passing(dojo: Dojo, learner: TinyRepository) -> None:
    code, said, complaint = dojo("solution", "1")
    assert (code, said) == (1, "")
    assert "because it is not passed yet (0 of 6 points)" in complaint
    judged(learner, "passed", "passed")
    judged(learner, "failed", "passed")
    code, said, _ = dojo("solution", "1")
    assert (code, said) == (0, (learner.path / "solutions/01_tiny/tiny.py").read_text())


def test_the_solution_is_shown_anyway(dojo: Dojo, learner: TinyRepository) -> None:
    assert dojo("solution", "1", "--anyway")[1] == (learner.path / "solutions/01_tiny/tiny.py").read_text()


def test_a_handout_has_no_solution_to_show(dojo: Dojo, learner: TinyRepository) -> None:
    (learner.path / "solutions/01_tiny/tiny.py").unlink()
    code, _, complaint = dojo("solution", "1", "--anyway")
    assert code == 1
    assert "(a handout has no solutions)" in complaint
    for _ in range(3):
        dojo("hint", "1")
    assert "dojo solution" not in dojo("hint", "1")[1]


def test_reset_keeps_the_answer_and_brings_the_stub_back(dojo: Dojo, learner: TinyRepository) -> None:
    stub = (learner.path / "katas/01_tiny/tiny.py").read_bytes()
    for number in (1, 2):
        learner.answer(WRONG + f"# {number}\n")
        judged(learner, "failed", "passed")
        code, said, _ = dojo("reset", "1", "--yes")
        assert code == 0
        assert f"Your file is kept: backups/01_tiny/tiny-{number}.py" in said
        assert (learner.path / "katas/01_tiny/tiny.py").read_bytes() == stub
    kept = sorted((learner.path / "backups/01_tiny").iterdir())
    assert [path.read_text().splitlines()[-1] for path in kept] == ["# 1", "# 2"]
    assert load(learner.path).of("01_tiny").tests == {}


@pytest.mark.parametrize(("answer", "is_reset"), [("y\n", True), ("n\n", False), ("\n", False), ("", False)])
def test_reset_asks(learner: TinyRepository, answer: str, is_reset: bool) -> None:
    learner.answer(WRONG)
    done = subprocess.run(
        [sys.executable, "-m", "dojo.cli", "--root", str(learner.path), "reset", "1"],
        cwd=ROOT,
        input=answer,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == (0 if is_reset else 1)
    assert (
        all_katas(learner.path)[0].original.read_bytes() == (learner.path / "katas/01_tiny/tiny.py").read_bytes()
    ) == (is_reset)
    assert (learner.path / "backups").exists() == is_reset


def test_reset_needs_no_git_and_no_solution(dojo: Dojo, learner: TinyRepository) -> None:
    """Learners commit their answers, and a handout is a zip file: the stub comes from neither."""
    (learner.path / "solutions/01_tiny/tiny.py").unlink()
    (learner.path / "katas/01_tiny/tiny.py").unlink()
    assert dojo("reset", "1", "--yes")[1] == "katas/01_tiny/tiny.py is the stub again.\n"
    assert dojo("reset", "1")[1] == "katas/01_tiny/tiny.py is the stub already: nothing to reset.\n"


def test_reset_without_a_copy_changes_nothing(dojo: Dojo, learner: TinyRepository) -> None:
    learner.answer(WRONG)
    all_katas(learner.path)[0].original.unlink()
    code, _, complaint = dojo("reset", "1", "--yes")
    assert code == 1
    assert "cannot reset 01_tiny, because there is no copy of its stub" in complaint
    assert (learner.path / "katas/01_tiny/tiny.py").read_text() == WRONG
    assert not (learner.path / "backups").exists()


def test_reset_without_room_for_the_backup_changes_nothing(dojo: Dojo, learner: TinyRepository) -> None:
    learner.answer(WRONG)
    learner.write("backups", "a file where the folder should be\n")
    code, _, complaint = dojo("reset", "1", "--yes")
    assert code == 1
    assert "cannot reset" in complaint
    assert (learner.path / "katas/01_tiny/tiny.py").read_text() == WRONG


def test_half_a_backup_is_none(dojo: Dojo, learner: TinyRepository, monkeypatch: pytest.MonkeyPatch) -> None:
    def fill(source: Path, target: Path) -> None:
        target.write_bytes(source.read_bytes()[:5])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(shutil, "copy2", fill)
    learner.answer(WRONG)
    code, _, complaint = dojo("reset", "1", "--yes")
    assert code == 1
    assert "because the system says 'no space left on device'" in complaint
    assert (learner.path / "katas/01_tiny/tiny.py").read_text() == WRONG
    assert not list((learner.path / "backups/01_tiny").iterdir())


def test_the_copies_are_true() -> None:
    untrue = [kata.name for kata in all_katas(ROOT) if kata.original.read_bytes() != kata.stub.read_bytes()]
    assert not untrue, "a stub was changed: run python -m dojo.learner.stubs"


def test_open_calls_the_editor(dojo: Dojo, learner: TinyRepository, monkeypatch: pytest.MonkeyPatch) -> None:
    script = learner.write("editor.py", "import sys\nopen('opened', 'w').write(repr(sys.argv[1:]))\n")
    monkeypatch.setenv("EDITOR", "nothing-of-this-name")
    monkeypatch.setenv("VISUAL", f'"{sys.executable}" "{script}" --wait')
    assert dojo("open", "1", "--text")[0] == 0
    wanted = ["--wait", str(learner.path / "katas/01_tiny/tiny.py"), str(learner.path / "katas/01_tiny/README.md")]
    assert (learner.path / "opened").read_text() == repr(wanted)


def test_open_without_an_editor_says_where_the_file_is(
    dojo: Dojo, learner: TinyRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(learner.path))
    code, said, _ = dojo("open", "1")
    assert (code, said) == (0, f"{learner.path}/katas/01_tiny/tiny.py\n")


@pytest.mark.parametrize(
    ("editor", "told"),
    [("nothing-of-this-name", "$EDITOR is 'nothing-of-this-name'"), (f"{sys.executable} -c exit(3) ", "exit code 3")],
)
def test_an_editor_that_fails_is_named(dojo: Dojo, monkeypatch: pytest.MonkeyPatch, editor: str, told: str) -> None:
    monkeypatch.setenv("EDITOR", editor)
    code, _, complaint = dojo("open", "1")
    assert code == 1
    assert told in complaint
