"""The command line: the path, how katas are named, what is said when something cannot be done."""

import os
import re
import subprocess
import sys

import pytest

from dojo import cli
from dojo.learner.progress import FILE
from tests.learner import WRONG, Dojo, judged, lines
from tests.tiny import COUNT, DOUBLE, ROOT, TinyRepository


def test_the_path_of_a_beginner_says_how_to_begin(dojo: Dojo) -> None:
    code, said, _ = dojo()
    assert code == 0
    assert lines(said)[0] == "0 of 2 katas passed, 0 of 7 points"
    assert lines(said)[-1] == "  pytest katas/01_tiny"
    assert "Next: read katas/01_tiny/README.md" in said


def test_the_path_goes_on_with_what_was_worked_on_last(dojo: Dojo, learner: TinyRepository) -> None:
    learner.run("katas/02_next")
    assert "Next: write one() in katas/02_next/next.py" in dojo()[1]


def test_the_path_goes_on_where_something_is_written(dojo: Dojo, learner: TinyRepository) -> None:
    """After one run of several katas, of which the first is untouched."""
    learner.write("katas/02_next/next.py", "def one():\n    return 2\n")
    learner.run("katas")
    assert "Next: repair one() in katas/02_next/next.py" in dojo()[1]


def test_the_path_names_the_function_to_repair_before_what_is_not_written(dojo: Dojo, learner: TinyRepository) -> None:
    judged(learner, "todo", "failed")
    said = dojo()[1]
    assert "Next: repair count() in katas/01_tiny/tiny.py, and run" in said
    assert "  dojo hint 01_tiny" in lines(said)


def test_the_path_says_when_a_file_was_edited_since(dojo: Dojo, learner: TinyRepository) -> None:
    learner.answer(WRONG)
    judged(learner, "failed", "passed")
    assert "edited" not in dojo()[1]
    learner.answer(DOUBLE + COUNT)
    assert "tiny.py was edited since" in dojo()[1]


def test_the_path_of_someone_who_is_done(dojo: Dojo, learner: TinyRepository) -> None:
    learner.answer(DOUBLE + COUNT)
    learner.write("katas/02_next/next.py", "def one():\n    return 1\n")
    learner.run("katas")
    said = dojo()[1]
    assert lines(said)[0] == "2 of 2 katas passed, 7 of 7 points"
    assert lines(said)[-1] == "Every kata is passed."


def test_the_path_says_that_a_file_does_not_load(dojo: Dojo, learner: TinyRepository) -> None:
    judged(learner, "error", "error")
    assert "Next: nothing of katas/01_tiny/tiny.py could be judged; see why" in dojo()[1]


@pytest.mark.parametrize("columns", [30, 40, 60, 100])
def test_no_line_of_the_path_is_too_long(dojo: Dojo, monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    commands = {"  pytest katas/01_tiny"}
    long = [line for line in lines(dojo()[1]) if len(line) > columns and " " in line.strip()]
    assert set(long) <= commands


def test_a_terminal_without_these_characters_gets_others(learner: TinyRepository) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "COLUMNS": "60"}
    for command in ([], ["hint", "1"], ["--help"]):
        done = subprocess.run(
            [sys.executable, "-m", "dojo.cli", "--root", str(learner.path), *command],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, b"")
        assert done.stdout.isascii()
        assert not done.stdout.startswith(b"0 of 2") or b"...................." in done.stdout


@pytest.mark.parametrize("name", ["1", "01", "tiny", "01_tiny", "katas/01_tiny", "katas/01_tiny/"])
def test_a_kata_may_be_named_in_many_ways(dojo: Dojo, name: str) -> None:
    assert dojo("hint", name)[1].startswith("double(), hint 1 of 3")


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        pytest.param(["hint", "tinny"], 2, "cannot find the kata 'tinny'.* Did you mean 01_tiny?", id="typo of a kata"),
        pytest.param(["hint", "7"], 2, "cannot find the kata '7'.* There are: 01_tiny, 02_next.", id="no such number"),
        pytest.param(
            ["hint", "1", "duoble"], 2, "cannot find hints for 'duoble' in 01_tiny. Did you mean double?", id="f"
        ),
        pytest.param(["hint", "1", "xyz"], 2, "There are: double, count.", id="unknown function"),
        pytest.param(["hint", "2"], 1, "cannot give a hint, because .*02_next/README.md has none", id="no hints"),
        pytest.param(["hnt", "1"], 2, "Did you mean 'hint'", id="typo of a command"),
        pytest.param(["hint"], 2, "Missing argument 'KATA'", id="no kata"),
        pytest.param(["--nope"], 2, "No such option", id="no such option"),
        pytest.param(["--root", "nowhere"], 2, "cannot find katas, because .*nowhere has no folder", id="root"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(dojo: Dojo, arguments: list[str], code: int, told: str) -> None:
    got, said, complaint = dojo(*arguments)
    assert (got, said) == (code, "")
    assert re.search(told, complaint)
    assert complaint.count("\n") == 1


def test_it_works_in_any_folder_of_the_repository(
    dojo: Dojo, learner: TinyRepository, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    monkeypatch.chdir(learner.path / "solutions/01_tiny/mistakes")
    assert dojo()[0] == 0
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    assert dojo()[0] == 2
    assert dojo("--root", str(learner.path))[0] == 0
    assert dojo("hint", "--help")[0] == 0


def test_a_damaged_file_of_progress_is_told_on_the_path(dojo: Dojo, learner: TinyRepository) -> None:
    learner.write(FILE, "{")
    code, said, complaint = dojo()
    assert code == 0
    assert "0 of 2 katas passed" in said
    assert "It is kept as progress.damaged-1.json" in complaint


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("dojo hint 0", ["01_tiny", "02_next"]),
        ("dojo reset ti", ["tiny"]),
        ("dojo hint 1 d", ["double"]),
        ("dojo hint 9 d", []),
    ],
)
def test_the_shell_completes_katas_and_functions(learner: TinyRepository, words: str, wanted: list[str]) -> None:
    environment = {"_DOJO_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
    done = subprocess.run(
        [sys.executable, "-c", "from dojo.cli import main; main()"],
        cwd=learner.path,
        env={**os.environ, **environment, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.split() == wanted
    assert not done.stderr


def test_every_command_that_the_readme_names_is_there() -> None:
    named = set(re.findall(r"`dojo (\w+)", (ROOT / "README.md").read_text()))
    there = {command.name or getattr(command.callback, "__name__", "") for command in cli.app.registered_commands}
    assert {"hint", "open", "solution", "reset"} <= named <= there


def test_it_answers_without_importing_torch() -> None:
    heavy = "{'torch', 'numpy', 'pytest'}"
    script = (
        f"import sys; from dojo.cli import main; main([]); main(['--help']); print(sorted({heavy} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert lines(done.stdout)[-1] == "[]"
