"""What a learner has reached is kept in one file: by every run of theirs and by no other, and nothing of it is lost."""

import errno
import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from dojo.catalog import all_katas
from dojo.learner import progress
from dojo.learner.progress import FILE, KataRecord, Progress, ProgressError, Verdict, load, update
from dojo.learner.standing import Standing, standing
from dojo.model import Kata
from dojo.run import Collected, collect
from dojo.verdict import check_of
from tests.tiny import COUNT, DOUBLE, ROOT, TinyRepository, text_of

RECORD = Verdict("double() doubles.", "passed", 2, "double", "2026-01-02T03:04:05+00:00", "ab12", "cd34")
SOME = Progress({"01_tiny": KataRecord("", {"double": 1}, {"test_double": RECORD})})
WRONG = "def double(x):\n    return x\n"


def stands(tiny: TinyRepository) -> Standing:
    kata = Kata(tiny.path, "01_tiny")
    return standing(kata, load(tiny.path).of("01_tiny"))


def outcomes(tiny: TinyRepository) -> Counter[str]:
    return Counter(test.outcome for test in load(tiny.path).of("01_tiny").tests.values())


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    assert load(tmp_path) == Progress()
    assert update(tmp_path, lambda _: SOME) == SOME
    assert load(tmp_path) == SOME
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_a_plain_run_of_pytest_is_kept(tiny: TinyRepository) -> None:
    tiny.answer(WRONG + COUNT)
    tiny.run("katas")
    assert outcomes(tiny) == {"passed": 3, "failed": 1, "skipped": 1}
    now = stands(tiny)
    assert (now.points, now.total, now.begun, now.passed, now.edited) == (3, 6, True, False, False)
    assert now.first is not None
    assert (now.first.function, now.first.points) == ("double", 3)
    assert list(load(tiny.path).katas) == ["01_tiny", "02_next"]


def test_a_part_of_the_tests_changes_only_what_ran(tiny: TinyRepository) -> None:
    tiny.answer(WRONG + COUNT)
    tiny.run("katas/01_tiny")
    tiny.answer("def double(x):\n    return x + x\ndef count(items):\n    return 0\n")
    tiny.run("katas/01_tiny", "-k", "doubles_each")
    now = stands(tiny)
    assert outcomes(tiny) == {"passed": 4, "skipped": 1}
    assert now.edited, "count() was not judged again"


def test_a_test_that_never_ran_counts_as_points_to_earn(tiny: TinyRepository) -> None:
    tiny.answer(DOUBLE + COUNT)
    assert stands(tiny).total == 6
    tiny.run("katas/01_tiny/test_tiny.py::test_count_counts[none]")
    now = stands(tiny)
    assert (now.points, now.total, now.passed) == (1, 6, False)


def test_a_kata_is_complete_without_the_tests_that_need_a_gpu(tiny: TinyRepository) -> None:
    tiny.answer(DOUBLE + COUNT)
    tiny.run("katas/01_tiny", "-m", "not cuda")
    now = stands(tiny)
    assert (now.points, now.total, now.passed) == (6, 6, True)
    assert load(tiny.path).of("01_tiny").passed == now.when


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["--source", "solutions"], id="another source"),
        pytest.param(["--source", "katas/01_tiny/tiny.py"], id="one file"),
        pytest.param(["-p", "no:cacheprovider"], id="pytest keeps nothing"),
        pytest.param(["--collect-only"], id="nothing runs"),
        pytest.param(["--benchmark-only"], id="benchmarks"),
    ],
)
def test_other_runs_are_not_kept(tiny: TinyRepository, arguments: list[str]) -> None:
    tiny.answer(DOUBLE + COUNT)
    tiny.run("katas/01_tiny", *arguments)
    assert not (tiny.path / FILE).exists()


def test_workers_keep_what_one_process_keeps(tiny: TinyRepository) -> None:
    tiny.answer(WRONG + COUNT)
    tiny.pytester.runpytest_subprocess("katas", "-n", "1")
    assert outcomes(tiny) == {"passed": 3, "failed": 1, "skipped": 1}
    assert list(load(tiny.path).katas) == ["01_tiny", "02_next"]


def test_an_edit_of_the_answer_or_of_the_tests_is_noticed(tiny: TinyRepository) -> None:
    tiny.answer(DOUBLE + COUNT)
    tiny.run("katas/01_tiny")
    tiny.answer(DOUBLE + COUNT + "# edited\n")
    assert stands(tiny).edited
    assert not stands(tiny).outdated
    tests = tiny.path / "katas/01_tiny/test_tiny.py"
    tests.write_text(tests.read_text() + "\n\ndef test_more():\n    pass\n")
    now = stands(tiny)
    assert now.outdated
    assert (now.points, now.total, now.passed) == (6, 7, False)


def test_what_the_tests_no_longer_hold_is_forgotten(tiny: TinyRepository) -> None:
    tiny.answer(DOUBLE + COUNT)
    tiny.run("katas/01_tiny")
    tests = tiny.path / "katas/01_tiny/test_tiny.py"
    text = tests.read_text().replace('ids=["none", "four items"]', 'ids=["none", "four"]')
    tests.write_text(text.replace("leaves_its_input_alone", "makes_a_new_tensor"))
    tiny.run("katas/01_tiny")
    names = {name for name in load(tiny.path).of("01_tiny").tests if "double_doubles" not in name and "gpu" not in name}
    assert names == {"test_double_makes_a_new_tensor", "test_count_counts[none]", "test_count_counts[four]"}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b'{"version": 1, "katas": {', id="cut off"),
        pytest.param(b"\xff\xfe\x00", id="not text"),
        pytest.param(b"[1]", id="a list"),
        pytest.param(b'{"version": "1", "katas": {}}', id="version of another type"),
        pytest.param(b'{"version": 1, "katas": []}', id="katas of another type"),
        pytest.param(b'{"version": 1, "katas": {"01_tiny": {"passed": "", "hints": {}}}}', id="something missing"),
        pytest.param(
            b'{"version": 1, "katas": {"a": {"passed": 3, "hints": {}, "tests": {}}}}', id="a number for text"
        ),
        pytest.param(b'{"version": 1, "katas": {"a": {"passed": "", "hints": {"f": "x"}, "tests": {}}}}', id="hints"),
        pytest.param(b'{"version": 1, "katas": {"a": {"passed": "", "hints": [], "tests": {}}}}', id="list of hints"),
        pytest.param(b"[" * 100_000, id="deep"),
    ],
)
def test_a_damaged_file_is_kept_aside(tmp_path: Path, text: bytes) -> None:
    (tmp_path / FILE).write_bytes(text)
    (tmp_path / "progress.damaged-1.json").write_bytes(b"an earlier one")
    found = load(tmp_path)
    assert found.katas == {}
    assert "progress.damaged-2.json" in found.notice
    assert (tmp_path / "progress.damaged-1.json").read_bytes() == b"an earlier one"
    assert (tmp_path / "progress.damaged-2.json").read_bytes() == text
    assert load(tmp_path) == Progress()


def test_a_damaged_file_does_not_spoil_the_run_that_finds_it(tiny: TinyRepository) -> None:
    tiny.answer(DOUBLE + COUNT)
    (tiny.path / FILE).write_text("{")
    result = tiny.run("katas/01_tiny")
    assert result.ret == 0
    assert "progress.json is damaged" in text_of(result)
    assert stands(tiny).passed


def test_a_file_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    text = '{"version": 2, "something": "else"}'
    (tmp_path / FILE).write_text(text)
    with pytest.raises(ProgressError, match="a newer torch-katas has written it"):
        load(tmp_path)
    with pytest.raises(ProgressError, match="a newer torch-katas has written it"):
        update(tmp_path, lambda _: SOME)
    assert (tmp_path / FILE).read_text() == text


def test_a_disk_that_refuses_costs_the_run_one_line(tiny: TinyRepository, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    update(tiny.path, lambda _: SOME)
    before = (tiny.path / FILE).read_bytes()
    tiny.answer(DOUBLE + COUNT)
    monkeypatch.setattr(Path, "replace", refuse)
    result = tiny.run("katas/01_tiny")
    assert result.ret == 0
    assert "because the system says 'read-only file system'" in " ".join(text_of(result).split())
    assert (tiny.path / FILE).read_bytes() == before
    assert not [path for path in tiny.path.iterdir() if path.name.startswith(f".{FILE}")], "a file is left over"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    try:
        with pytest.raises(ProgressError, match=r"cannot keep your progress in .*permission denied"):
            update(tmp_path, lambda _: SOME)
    finally:
        tmp_path.chmod(0o755)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    with pytest.raises(ProgressError, match=r"cannot read .*progress\.json, because the system says"):
        load(tmp_path)


def test_a_link_to_another_place_stays_one(tmp_path: Path) -> None:
    (tmp_path / "repository").mkdir()
    (tmp_path / "repository" / FILE).symlink_to(tmp_path / "mine.json")
    update(tmp_path / "repository", lambda _: SOME)
    assert (tmp_path / "repository" / FILE).is_symlink()
    assert json.loads((tmp_path / "mine.json").read_text())["version"] == 1


COUNTING = """
import sys
from dataclasses import replace
from pathlib import Path
from dojo.learner.progress import update

def one_more(progress):
    record = progress.of("01_tiny")
    return progress.having("01_tiny", replace(record, hints={"double": record.hints.get("double", 0) + 1}))

for _ in range(50):
    update(Path(sys.argv[1]), one_more)
"""


@pytest.mark.skipif(os.name == "nt", reason="there are no locks of this kind: the last one to write wins")
def test_runs_at_once_lose_nothing(tmp_path: Path) -> None:
    command = [sys.executable, "-c", COUNTING, str(tmp_path)]
    running = [subprocess.Popen(command, cwd=ROOT) for _ in range(3)]
    assert [process.wait(60) for process in running] == [0, 0, 0]
    assert load(tmp_path).of("01_tiny").hints == {"double": 150}


def test_someone_who_never_lets_go_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fcntl = pytest.importorskip("fcntl")
    monkeypatch.setattr(progress, "PATIENCE", 0.05)
    folder = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX)
    assert update(tmp_path, lambda _: SOME) == SOME
    os.close(folder)
    assert load(tmp_path) == SOME


def test_the_file_names_no_place_of_this_machine(tiny: TinyRepository) -> None:
    tiny.answer("def double(x):\n    return 2 * (x\n")
    tiny.run("katas")
    assert str(tiny.path) not in (tiny.path / FILE).read_text()


@pytest.mark.parametrize("kata", [pytest.param(kata, id=kata.name) for kata in all_katas(ROOT)])
def test_the_points_of_a_kata_are_known_before_it_is_run(kata: Kata) -> None:
    points: list[int] = []

    def count(collected: Collected) -> None:
        points.extend(check_of(item, kata).points for item in collected.items[kata])

    collect(ROOT, [kata], count, ["-m", "not cuda"])
    assert standing(kata, KataRecord()).total == sum(points)
