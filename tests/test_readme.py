"""What README.md says is so: its table, its numbers, what it quotes, and the commands that it gives."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from dojo.catalog import all_katas
from tests.tiny import ROOT

TEXT = (ROOT / "README.md").read_text()
KATAS = all_katas(ROOT)


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run pytest as a user does, in a process of its own."""
    command = [sys.executable, "-m", "pytest", "--color=no", "-p", "no:cacheprovider", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_every_kata_is_in_the_table() -> None:
    rows = re.findall(r"^\| \[(\w+)\]\(katas/(\w+)/README\.md\) \|", TEXT, flags=re.MULTILINE)
    assert rows == [(kata.name, kata.name) for kata in KATAS]


def test_the_number_of_mistakes_is_right() -> None:
    (number,) = re.findall(r"(\d+) known mistakes", TEXT)
    assert int(number) == sum(len(kata.mistakes) for kata in KATAS)


def test_the_diagnosis_that_it_quotes_is_what_a_learner_reads(tmp_path: Path) -> None:
    """A stub in which train_step lacks zero_grad, and everything else is still to be written."""
    text = (ROOT / "katas/03_backprop/backprop.py").read_text()
    body = "loss = criterion(model(inputs), target)\n    loss.backward()\n    optimizer.step()\n    return loss.item()"
    answer = text.replace('raise NotImplementedError("train_step: not written yet")', body)
    assert answer != text
    (tmp_path / "backprop.py").write_text(answer)
    said = run("katas/03_backprop", "--source", str(tmp_path)).stdout
    quoted = re.search(r"^Your train_step\(\)(?:.+\n)+?(?=\.\.\.)", TEXT, flags=re.MULTILINE)
    score = re.search(r"^.*of \d+ points .*$", TEXT, flags=re.MULTILINE)
    assert quoted is not None
    assert score is not None
    assert " ".join(quoted[0].split()) in " ".join(said.split())
    assert score[0] in said


@pytest.mark.parametrize("workers", ["0", "2"])
def test_the_solutions_pass_with_and_without_workers(workers: str) -> None:
    done = run("katas", "--source", "solutions", "-n", workers)
    assert done.returncode == 0, done.stdout
    scores = re.findall(r"(\d+) of (\d+) points", done.stdout)
    assert len(scores) == len(KATAS)
    assert all(points == total for points, total in scores)


def test_the_first_command_shows_what_to_do() -> None:
    done = run("katas/03_backprop")
    assert done.returncode == 1
    assert "Nothing is written yet. To begin:" in done.stdout
    assert not done.stderr


def test_the_benchmark_compares_in_one_run() -> None:
    done = run("katas/03_backprop", "--benchmark-only", "--source", "solutions", "--benchmark-max-time=0.05")
    assert done.returncode == 0, done.stdout
    assert re.search(r"train_step: yours takes \d\.\d\d times as long as the reference", done.stdout)
