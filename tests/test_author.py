"""The author's commands: what `dojo check` says, and what `dojo new` writes and refuses."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from dojo.author import commands
from dojo.author.judging import warm_pool
from dojo.author.new import create
from dojo.author.report import Finding, Report, report_lines, sum_line
from dojo.learner import CannotError
from dojo.learner.stubs import renew
from dojo.model import Kata
from tests.author import TESTS, change, kata, root
from tests.tiny import ROOT

__all__ = ["kata", "root"]  # fixtures

app = typer.Typer()
app.command()(commands.check)
app.command()(commands.new)


def dojo(root: Path, *arguments: str) -> tuple[int, str]:
    """Run a command; return its exit code and what it prints, each white space as one space."""
    result = CliRunner().invoke(app, arguments, obj=lambda: root, catch_exceptions=False)
    return result.exit_code, " ".join(result.output.split())


def test_an_empty_folder_gives_findings(root: Path) -> None:
    (root / "katas/07_empty").mkdir()
    code, said = dojo(root, "check", "empty")
    assert code == 1
    for path in ("katas/07_empty/README.md", "katas/07_empty/empty.py", "solutions/07_empty/mistakes"):
        assert f"{path} is missing: write it" in said
    assert "cannot be collected: ERROR: the kata 07_empty has no README.md" in said


def test_check_runs_the_tests_and_tells_what_is_left_to_do(kata: Kata) -> None:
    change(kata.root / "tests/right/01_sample/loops/sample.py", "value + value", "value * value")
    folder = kata.solution.parent / "mistakes"
    advice = '"""You begin as the solution does and end in another way: end as the solution does."""\n'
    (folder / "adds.py").write_text(f"{advice}def double(x):\n    return x + x\n")
    (folder / "unclosed.py").write_text(f"{advice}def double(x:\n")
    (folder / "unloadable.py").write_text(f"{advice}import nonsense\ndef double(x):\n    return x\n")
    (folder / "exits.py").write_text(f"{advice}import os\ndef double(x):\n    os._exit(0)\n")
    code, said = dojo(kata.root, "check", "1")
    assert code == 1
    assert "unclosed.py:2 does not parse: '(' was never closed. Mend it" in said
    assert "adds.py passes every graded test under seed 0: write a test that fails it, or delete the file" in said
    assert "unloadable.py cannot be judged: let it load, and be wrong" in said
    assert "raised ModuleNotFoundError: No module named 'nonsense'" in said
    assert "exits.py ends the process that runs it, under seed 0" in said
    assert "tests/right/01_sample/loops/sample.py is meant as right, but test_double_doubles_each_element" in said
    assert "not checked A learner with just one mistake" in said
    assert "ok The solution passes under twenty seeds, the tests in any order." in said
    assert "01_sample: 7 findings, and not everything could be checked" in said


def test_what_answers_write_past_python_does_not_reach_the_terminal() -> None:
    with warm_pool(1) as pool:
        devices = [status.st_rdev for status in pool.map(os.fstat, [1, 2])]
    assert devices == [Path(os.devnull).stat().st_rdev] * 2


def test_check_says_why_tests_cannot_be_collected(kata: Kata) -> None:
    change(kata.root / TESTS, "import random", "import nonsense")
    code, said = dojo(kata.root, "check", "sample")
    assert code == 1
    assert "test_sample.py cannot be collected: ModuleNotFoundError: No module named 'nonsense'." in said
    assert "not checked All that running the graded tests shows." in said


def test_check_succeeds_where_all_rules_are_kept(kata: Kata, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def keep_all(kata: Kata) -> Iterator[Report]:
        asked.append(kata)
        yield Report("It is good.")

    monkeypatch.setattr(commands, "check_kata", keep_all)
    assert dojo(kata.root, "check", "sample") == (0, "01_sample ok It is good. 01_sample keeps its one rule (0 s)")
    (kata.root / "katas/02_other").mkdir()
    code, _ = dojo(kata.root, "check")
    assert code == 0
    assert [each.name for each in asked] == ["01_sample", "01_sample", "02_other"]
    (kata.root / "solutions/03_gone").mkdir()
    assert dojo(kata.root, "check")[0] == 1


def test_a_handout_is_not_checked(kata: Kata) -> None:
    shutil.rmtree(kata.root / "solutions")
    with pytest.raises(CannotError, match="has no solutions/: use a copy that is not a handout"):
        dojo(kata.root, "check")


def test_a_report_fits_a_narrow_terminal_and_a_path_stays_whole(root: Path) -> None:
    finding = Finding(root / "katas/01_sample/test_sample.py", "is worth 2: change the tests' points\nsaid: x", 3)
    lines = report_lines(Report("Its points are 10 to 20, no more and no less.", (finding,)), root)
    assert [part for line in lines for part in line.laid_out(40)] == [
        "  1 finding    Its points are 10 to 20,",
        "               no more and no less.",
        "    katas/01_sample/test_sample.py:3",
        "      is worth 2: change the tests'",
        "      points",
        "        said: x",
    ]
    assert sum_line("01_sample", [Report("x", (finding,))], 2.0).text == "01_sample: 1 finding (2 s)"


def test_new_writes_a_kata_under_the_next_number(kata: Kata) -> None:
    code, said = dojo(kata.root, "new", "data_loading")
    assert code == 0
    assert said.endswith("Next: fill in katas/02_data_loading/README.md, then run: dojo check 02_data_loading")
    assert (kata.root / "katas/02_data_loading/README.md").read_text().startswith("# 02 · Data loading: FILL IN ")
    assert not renew(kata.root), "the copy of the stub is written too"
    left = [path for path in kata.root.rglob("*data_loading*") if "$" in path.name or "NAME" in path.name]
    assert not left


@pytest.mark.parametrize("name", ["sample", "zebra"])
def test_what_new_writes_is_in_the_repositorys_style(name: str, root: Path) -> None:
    kata, written = create(root, name)
    command = [sys.executable, "-m", "ruff", "--config", str(ROOT / "pyproject.toml")]
    for arguments in (["check", "--no-cache"], ["format", "--check", "--no-cache"]):
        paths = [path for path in written if path.suffix == ".py" and ".stubs" not in path.parts]
        done = subprocess.run(
            [*command[:3], *arguments, *command[3:], *paths], cwd=root, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
    assert all("$" not in path.read_text() for path in written), kata


@pytest.mark.parametrize(
    ("name", "why"),
    [
        pytest.param("random", "in the way of Python's own module random", id="standard library"),
        pytest.param("09_types", "in the way of Python's own module types", id="with a number"),
        pytest.param("torch", "in the way of torch in ", id="installed package"),
        pytest.param("typing_extensions", "in the way of typing_extensions in ", id="installed module"),
        pytest.param("katas", "in the way of katas in ", id="a folder of the repository"),
        pytest.param("sum", "would hide Python's own sum()", id="builtin"),
        pytest.param("class", "class is a keyword", id="keyword"),
        pytest.param("conftest", "pytest takes a file of this name for its own", id="pytest's"),
        pytest.param("test_it", "pytest takes a file of this name for its own", id="a test"),
        pytest.param("Streams", "it is no module's name", id="capital letter"),
        pytest.param("../streams", "it is no module's name", id="path"),
        pytest.param("4_streams", "it is no module's name", id="one digit"),
        pytest.param("04_", "it is no module's name", id="number alone"),
        pytest.param("", "it is no module's name", id="empty"),
        pytest.param("01_streams", "01_sample has this number", id="number taken"),
        pytest.param("sample", "01_sample has this name", id="name taken"),
        pytest.param("05_sample", "01_sample has this name", id="name taken under another number"),
    ],
)
def test_new_refuses_a_name_with_the_reason(name: str, why: str, kata: Kata) -> None:
    before = sorted(kata.root.rglob("*"))
    with pytest.raises(CannotError) as refused:
        create(kata.root, name)
    assert why in str(refused.value)
    assert str(refused.value).endswith(": choose another name")
    assert refused.value.usage
    assert sorted(kata.root.rglob("*")) == before


def test_new_refuses_the_hundredth_kata(root: Path) -> None:
    (root / "katas/99_last").mkdir()
    with pytest.raises(CannotError, match="100 is not a number of two digits"):
        create(root, "streams")


@pytest.mark.parametrize("place", ["solutions/01_streams", "tests/right/01_streams", "katas/.stubs/01_streams"])
def test_new_overwrites_nothing(place: str, root: Path) -> None:
    (root / place).mkdir(parents=True)
    (root / place / "streams.py").write_text("mine\n")
    with pytest.raises(CannotError, match=f"cannot begin 01_streams, because {place}.* exists: choose another name"):
        create(root, "streams")
    assert (root / place / "streams.py").read_text() == "mine\n"
    assert not (root / "katas/01_streams").exists()


def test_new_says_what_cannot_be_written(root: Path) -> None:
    shutil.rmtree(root / "solutions")
    (root / "solutions").write_text("a file\n")
    with pytest.raises(
        CannotError, match=r"cannot begin 01_streams, because .*/solutions.*: see that the repository can"
    ):
        create(root, "streams")


def test_the_commands_do_not_import_torch() -> None:
    code = "import sys, dojo.author.commands; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
