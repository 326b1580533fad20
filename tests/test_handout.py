"""What students are given: their repository with its workflow for GitHub, and Gradescope's autograder."""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_command

from dojo.classroom.handout import files as handing_out
from dojo.classroom.handout.files import PROGRAMS, TEMPLATES, autograder_files, handout_files
from dojo.cli import app, main
from dojo.learner import CannotError
from dojo.model import Kata
from tests.tiny import ROOT

SHAPES, BATCHING = Kata(ROOT, "01_shapes"), Kata(ROOT, "02_batching")
KATAS = [SHAPES, BATCHING]
DOJO = f'exec {sys.executable} -P -m dojo.cli "$@"'


@pytest.fixture(scope="module")
def handout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The students' repository for two katas, with the autograder beside it."""
    folder = tmp_path_factory.mktemp("course")
    command = ["handout", str(folder / "handout"), "--kata", "batching", "--kata", "1", "--kata", "1"]
    assert main(["--root", str(ROOT), *command, "--gradescope", str(folder / "autograder.zip")]) == 0
    return folder / "handout"


@pytest.fixture(scope="module")
def clone(handout: Path) -> Path:
    """A student's clone, in which one of the two katas is solved."""
    course = shutil.copytree(handout, handout.parent / "clone")
    shutil.copy(BATCHING.solution, course / "katas/02_batching/batching.py")
    return course


@pytest.fixture
def autograder(handout: Path, tmp_path: Path) -> Path:
    """What Gradescope makes of the zip file, with nothing handed in yet."""
    with zipfile.ZipFile(handout.parent / "autograder.zip") as archive:
        archive.extractall(tmp_path / "source")
    (tmp_path / "submission").mkdir()
    return tmp_path


def within(folder: Path) -> set[str]:
    """Return the paths of all files in a folder, but for those that a run leaves behind."""
    left_behind = ("__pycache__", ".pytest_cache", "progress.json")
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and not set(path.parts) & set(left_behind)
    }


def programs(folder: Path, **texts: str) -> Path:
    """Write executable programs: what Gradescope's image has in /opt/dojo/bin."""
    folder.mkdir()
    for name, text in texts.items():
        (folder / name).write_text(f"#!/bin/sh\n{text}\n")
        (folder / name).chmod(0o755)
    return folder


def results(autograder: Path, **environment: str) -> tuple[dict[str, Any], str]:
    """Grade as Gradescope does: what students see, and what instructors see."""
    known = {**os.environ, "AUTOGRADER": str(autograder), **environment}
    begin = autograder / "submission"  # the worst that Gradescope could do: Python looks for modules where it begins
    command = ["bash", str(autograder / "source/run_autograder")]
    done = subprocess.run(command, cwd=begin, env=known, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads((autograder / "results/results.json").read_text()), done.stdout + done.stderr


def test_a_handout_holds_what_a_learner_needs_and_no_more(handout: Path) -> None:
    top = {"README.md", "LICENSE", ".gitignore", "conftest.py", "pyproject.toml", ".github/workflows/classroom.yml"}
    katas = {
        path.relative_to(ROOT).as_posix() for one in KATAS for path in (one.text, one.stub, one.tests, one.original)
    }
    assert {name for name in within(handout) if not name.startswith("dojo/")} == top | katas
    assert within(ROOT / "dojo") == {name.removeprefix("dojo/") for name in within(handout) if name.startswith("dojo/")}


def test_what_a_run_leaves_behind_is_not_handed_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("tool.py", "deep/__pycache__/tool.pyc", "deep/templates/text.template"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    monkeypatch.setattr(handing_out, "PACKAGE", tmp_path)
    handed_out = {name for name in handout_files(ROOT, KATAS) if name.startswith("dojo/")}
    assert handed_out == {"dojo/tool.py", "dojo/deep/templates/text.template"}


def test_no_solution_and_no_mistake_is_in_a_handout(handout: Path) -> None:
    secret = {path.read_bytes() for one in KATAS for path in (one.solution, *one.mistakes)}
    assert not secret & {(handout / name).read_bytes() for name in within(handout)}


def test_benchmarks_are_handed_out_with_the_katas_that_have_them() -> None:
    assert "katas/03_backprop/bench_backprop.py" in handout_files(ROOT, [Kata(ROOT, "03_backprop")])


def copied(root: Path) -> Kata:
    """Return a kata in a repository of its own, with all that a handout takes."""
    for path in (SHAPES.text, SHAPES.tests, SHAPES.original, *(ROOT / name for name in handing_out.ROOT_FILES)):
        copy = root / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    return Kata(root, SHAPES.name)


def test_the_data_of_a_kata_is_handed_out_with_it(tmp_path: Path) -> None:
    kata = copied(tmp_path)
    (kata.folder / "numbers.npz").write_bytes(b"1234")
    for files in (handout_files(tmp_path, [kata]), autograder_files(tmp_path, [kata])):
        assert b"1234" in files.values()


def test_a_stub_that_the_teacher_has_filled_in_is_handed_out_as_it_was(tmp_path: Path) -> None:
    kata = copied(tmp_path)
    kata.stub.write_text("filled in\n")
    (kata.folder / "notes.txt").write_text("the teacher's\n")
    for files in (handout_files(tmp_path, [kata]), autograder_files(tmp_path, [kata])):
        assert not {b"filled in\n", b"the teacher's\n"} & set(files.values())
        assert SHAPES.original.read_bytes() in files.values()
    kata.original.unlink()
    with pytest.raises(CannotError, match=r"\.stubs.*bring that file back"):
        handout_files(tmp_path, [kata])


def test_the_readme_tells_of_what_is_there(handout: Path) -> None:
    text = (handout / "README.md").read_text()
    links = re.findall(r"\]\(([^)]+)\)", text)
    assert {f"katas/{one.name}/README.md" for one in KATAS} <= set(links)
    assert all((handout / link).is_file() for link in links)
    assert set(re.findall(r"\d\d_\w+", text)) == {one.name for one in KATAS}
    assert all((handout / path).exists() for path in re.findall(r"pytest (katas/\w+)", text))
    assert "$first" not in text
    assert "$EDITOR" in text


def test_each_command_in_the_readme_exists(handout: Path) -> None:
    known: Any = get_command(app)
    given = re.findall(r"`dojo (\w+)", (handout / "README.md").read_text())
    assert given
    assert set(given) <= set(known.commands)


@pytest.mark.parametrize("name", ["classroom.yml", "run_autograder"])
def test_each_option_that_the_grader_is_given_exists(name: str) -> None:
    known: Any = get_command(app)
    text = (TEMPLATES / name).read_text().replace("\\\n", " ")
    given = {option for rest in re.findall(r"dojo.* grade (.+)", text) for option in re.findall(r"--[a-z-]+", rest)}
    assert {"--student", "--output"} <= given
    assert given <= {option for parameter in known.commands["grade"].params for option in parameter.opts}


@pytest.mark.parametrize("program", PROGRAMS)
def test_what_gradescope_runs_is_bash_and_executable(handout: Path, program: str) -> None:
    with zipfile.ZipFile(handout.parent / "autograder.zip") as archive:
        assert archive.getinfo(program).external_attr >> 16 == 0o100755
        text = archive.read(program).decode()
    assert text.startswith("#!/usr/bin/env bash\n")
    subprocess.run(["bash", "-n"], input=text, text=True, check=True)
    if shutil.which("shellcheck") is None:
        pytest.skip("bash takes it; shellcheck is not here")
    subprocess.run(["shellcheck", "-"], input=text, text=True, check=True)


def test_the_autograder_knows_solutions_and_mistakes_of_its_katas(autograder: Path) -> None:
    inside = within(autograder / "source/repository")
    assert {name for name in inside if name.startswith("solutions/")} == {
        path.relative_to(ROOT).as_posix() for one in KATAS for path in (one.solution, *one.mistakes)
    }
    assert not any(name.startswith((".github", "tests")) for name in inside)


def test_two_autograders_of_the_same_katas_are_the_same_file(handout: Path, tmp_path: Path) -> None:
    again = tmp_path / "made" / "again.zip"
    assert main(["--root", str(ROOT), "handout", "--kata", "1", "--kata", "2", "--gradescope", str(again)]) == 0
    assert again.read_bytes() == (handout.parent / "autograder.zip").read_bytes()
    with zipfile.ZipFile(again) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_nothing_that_exists_is_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    (tmp_path / "file.zip").write_text("mine")
    before = within(tmp_path)
    for place in (["full"], ["file.zip"], ["new", "--gradescope", str(tmp_path / "file.zip")]):
        assert main(["--root", str(ROOT), "handout", str(tmp_path / place[0]), *place[1:]]) == 1
        assert "cannot make" in capsys.readouterr().err
    assert within(tmp_path) == before
    assert not (tmp_path / "new").exists()
    assert main(["--root", str(ROOT), "handout"]) == 2
    assert main(["--root", str(ROOT), "handout", str(tmp_path / "new"), "--kata", "shaps"]) == 2


def test_an_empty_folder_is_filled_and_stays_itself(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty").mkdir()
    before = (tmp_path / "empty").stat().st_ino
    assert main(["--root", str(ROOT), "handout", str(tmp_path / "empty"), "--kata", "1"]) == 0
    assert (tmp_path / "empty").stat().st_ino == before
    assert [path.name for path in tmp_path.iterdir()] == ["empty"]
    katas, folder = capsys.readouterr().out.splitlines()
    assert katas == "katas: 01_shapes"
    assert folder.startswith(f"students' repository: {tmp_path / 'empty'}  (")
    assert (tmp_path / "empty" / "katas" / "01_shapes" / "shapes.py").is_file()


@pytest.mark.parametrize("fails", ["write_bytes", "rename", "replace"])
@pytest.mark.parametrize("empty", [False, True], ids=["new", "empty"])
def test_nothing_half_made_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], fails: str, empty: bool
) -> None:
    place = tmp_path / "place"
    if empty:
        place.mkdir()
    real, calls = getattr(Path, fails), []
    first = 4 if empty and fails != "replace" else 1

    def refuse(path: Path, *arguments: Any) -> Any:
        calls.append(path)
        if len(calls) >= first:
            raise OSError(28, "No space left on device")
        return real(path, *arguments)

    monkeypatch.setattr(Path, fails, refuse)
    zipping = fails == "replace"
    target = ["--gradescope", str(place / "a.zip")] if zipping else [str(place)]
    assert main(["--root", str(ROOT), "handout", *target, "--kata", "1"]) == 1
    assert "no space left on device" in capsys.readouterr().err
    assert within(tmp_path) == set()
    assert place.exists() == (empty or zipping)


def test_a_learner_finds_stubs_to_do_and_a_right_answer_passes(clone: Path) -> None:
    command = [sys.executable, "-m", "pytest", "katas", "--color=no"]
    done = subprocess.run(command, cwd=clone, capture_output=True, text=True)
    assert re.findall(r"(\d+) of (\d+) points", done.stdout) == [("0", "20"), ("20", "20")]
    assert "20 todo" in done.stdout
    assert not done.stderr


def test_the_workflow_grades_a_push_and_tells_of_it(clone: Path, tmp_path: Path) -> None:
    workflow = yaml.safe_load((clone / ".github/workflows/classroom.yml").read_text())
    assert workflow["name"] == "Autograding Tests"
    assert workflow["permissions"] == {"contents": "read"}
    ((job, todo),) = workflow["jobs"].items()
    assert job == "run-autograding-tests"
    steps = {step.get("name", step.get("uses")): step.get("run", "") for step in todo["steps"]}
    assert "-e ." in steps["Install with PyTorch for CPUs"]
    if shutil.which("jq") is None:
        pytest.skip("the workflow's form is as it must be; jq, with which it reports, is not here")
    summary = tmp_path / "summary.md"
    known = {"GITHUB_ACTOR": "octocat", "RUNNER_TEMP": str(tmp_path), "GITHUB_STEP_SUMMARY": str(summary)}
    path = programs(tmp_path / "bin", dojo=DOJO)
    done = subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", f"{steps['Grade']}\n{steps['Report']}"],
        cwd=clone,
        env={**os.environ, **known, "PATH": f"{path}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "::notice title=Autograding complete::Points 20/40",
        '::notice title=Autograding report::{"totalPoints":20,"maxPoints":40}',
    ]
    assert summary.read_text().startswith("# Feedback for `octocat`\n\n20 of 40 points\n")


def test_gradescope_gets_points_mistakes_and_what_is_missing(autograder: Path, tmp_path: Path) -> None:
    wrong = (SHAPES.solution.parent / "mistakes" / "forgets_dilation.py").read_text()
    (autograder / "submission" / "shapes.py").write_text(f"{SHAPES.solution.read_text()}\n\n{wrong}")
    (autograder / "submission" / "baching.py").write_text("")
    path = programs(tmp_path / "bin", dojo=DOJO, python=f'exec {sys.executable} "$@"')
    said, _ = results(autograder, DOJO_BIN=str(path), PYTHONPATH=str(ROOT))
    assert 0 < said["score"] == sum(test["score"] for test in said["tests"]) < 20
    assert sum(test["max_score"] for test in said["tests"]) == 40
    assert said["tests"][-1]["name"] == "02_batching"
    assert said["tests"][-1]["output"] == "not handed in"
    assert "behaves exactly like one that has this mistake" in said["output"]
    assert "baching.py" in said["output"]
    assert not list(tmp_path.glob("tmp*"))


@pytest.mark.parametrize(
    ("dojo", "words"),
    [
        ("exit 1", "through no fault of yours"),
        ("kill -9 $$", "through no fault of yours"),
        ("sleep 60", "within 0.02 minutes"),
        ("", "through no fault of yours"),
    ],
    ids=["it fails", "it is killed", "it takes too long", "it tells nothing"],
)
def test_gradescope_is_told_when_nothing_could_be_graded(
    autograder: Path, tmp_path: Path, dojo: str, words: str
) -> None:
    path = programs(tmp_path / "bin", dojo=dojo, python="echo landlock")
    said, told = results(autograder, DOJO_BIN=str(path), MINUTES="0.02")
    assert (said["score"], said["tests"], said["output_format"]) == (0, [], "text")
    assert words in said["output"]
    assert "isolated: landlock" in told
    assert (autograder / "source/repository/solutions").is_dir()


@pytest.mark.parametrize("python", ["echo limits", "exit 1"])
def test_gradescope_has_no_solutions_left_where_a_submission_could_read_them(
    autograder: Path, tmp_path: Path, python: str
) -> None:
    path = programs(tmp_path / "bin", dojo=f"ls {autograder}/source/repository", python=python)
    _, told = results(autograder, DOJO_BIN=str(path))
    assert "katas" in told
    assert "solutions" not in told


def test_gradescope_runs_nothing_of_a_submission_outside_the_sandbox(autograder: Path, tmp_path: Path) -> None:
    handed_in, trace = autograder / "submission", tmp_path / "trace"
    planted = f"open({str(trace)!r}, 'w')\n"
    for name in (
        *("dojo/__init__.py", "dojo/worker/sandbox.py", "dojo.py", "torch.py", "json.py", "sitecustomize.py"),
        *("conftest.py", "repository/conftest.py", "repository/solutions/01_shapes/shapes.py", "-rf/__init__.py"),
        *("--output/results.json", "line\nfeed/conftest.py", "katas/01_shapes/test_shapes.py", "dojo/__main__.py"),
    ):
        (handed_in / name).parent.mkdir(parents=True, exist_ok=True)
        (handed_in / name).write_text(planted)
    (handed_in / "pyproject.toml").write_text("[tool.pytest]\naddopts = ['-p', 'dojo.evil']\n")
    (handed_in / "submission_metadata.json").write_text('{"users": [{"name": "ada"}]}')
    (handed_in / "results").symlink_to(autograder / "results")
    (handed_in / "shapes.py").write_text("def conv_output_size(*_): pass\n")
    path = programs(tmp_path / "bin", dojo=DOJO, python=f'exec {sys.executable} "$@"')
    said, told = results(autograder, DOJO_BIN=str(path), PYTHONPATH=str(ROOT))
    assert said["score"] == 0
    assert "grade has ended with 0" in told
    assert not trace.exists()
