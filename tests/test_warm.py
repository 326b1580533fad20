"""The warm process: quick, hard to kill, and gone with its owner."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dojo.ask import Ask
from dojo.model import Check, Kata, Result
from dojo.source import Source
from dojo.warm import client
from dojo.warm.client import Cancelled, Warm, WarmError
from dojo.warm.lines import Lines
from dojo.worker.sandbox import probe
from tests.tiny import ROOT, make_tiny, write
from tests.watched import PATIENCE, living

RIGHT = "def double(x):\n    return x + x\n\n\ndef count(items):\n    return len(items)\n"


@pytest.fixture(scope="module")
def kata(tmp_path_factory: pytest.TempPathFactory) -> Kata:
    """The first of two tiny katas in a repository of their own."""
    return make_tiny(tmp_path_factory.mktemp("repository"))


@pytest.fixture(scope="module")
def shared(kata: Kata) -> Iterator[Warm]:
    """A warm process that many tests use one after the other: each finds it whole."""
    with Warm(kata.root, [kata]) as warm:
        yield warm


@pytest.fixture
def judge(shared: Warm, kata: Kata, tmp_path: Path) -> Iterator[Callable[..., Result]]:
    """Judges an answer, and afterwards a right one in the same process, which must get full marks."""

    def judge(answer: str, **asked: float) -> Result:
        write(tmp_path / "tiny.py", answer)
        return shared.judge(kata, Ask(Source(kata.root, tmp_path), limit=asked.get("limit")), diagnose=True)

    yield judge
    result = judge(RIGHT)
    assert result.points == result.total == 6
    assert result.ended == ()


def outcomes(result: Result) -> list[str]:
    """Return the outcomes in the tests' order."""
    return [check.outcome for check in result.checks]


def words(result: Result) -> str:
    """Return why tests were not passed."""
    return " ".join(check.failure.words for check in result.checks if check.failure and check.outcome == "failed")


@pytest.mark.parametrize("tier", ["", probe().tier], ids=["beside", "apart"])
def test_what_the_solution_imports_is_there_before_a_run(kata: Kata, tier: str, tmp_path: Path) -> None:
    """Also where a function imports it late."""
    shutil.copytree(kata.root, tmp_path / "repository")
    other = Kata(tmp_path / "repository", kata.name)
    solution = other.solution.read_text()
    late = "from tabnanny import check; import no_such_module; import tiny"
    write(other.solution, f"{solution}\n\ndef _late(): {late}\n")
    write(tmp_path / "tiny.py", f"import sys\nassert 'tabnanny' in sys.modules\n{RIGHT}")
    with Warm(other.root, [other], tier=tier) as warm:
        assert warm.judge(other, Ask(Source(other.root, tmp_path))).points == 6


def test_verdicts_come_one_by_one_with_diagnosis(shared: Warm, kata: Kata, judge: Callable[..., Result]) -> None:
    seen: list[Check] = []
    source = Source(kata.root, kata.root / "solutions/01_tiny/mistakes/counts_from_one.py")
    result = shared.judge(kata, Ask(source), diagnose=True, on_check=seen.append)
    assert tuple(seen) == result.checks
    assert outcomes(result) == ["passed", "passed", "failed", "failed", "skipped"]
    assert [diagnosis.mistakes for diagnosis in result.diagnoses] == [("counts_from_one",)]
    assert outcomes(judge(RIGHT)) == ["passed", "passed", "passed", "passed", "skipped"]


def test_what_an_answer_prints_is_kept(judge: Callable[..., Result]) -> None:
    result = judge(RIGHT.replace("return len(items)", "print('items:', items)\n    return 7"))
    assert result.checks[2].printed == "items: []\n"
    assert result.checks[0].printed == ""


ENDS = {
    "exits": ("import os; os._exit(3)", r"exit code 3"),
    "crashes": ("import ctypes; ctypes.string_at(0)", r"SIGSEGV"),
    "kills itself": ("import os; os.kill(os.getpid(), 9)", r"SIGKILL"),
    "kills its group": ("import os; os.killpg(0, 9)", r"SIGKILL"),
    "loops": ("while True: pass", r"did not come back within 0\.3 seconds"),
    "resists": (
        "\n    while True:\n        try:\n            sum(range(1000))\n        except BaseException: pass",
        r"could not be interrupted",
    ),
    "floods its output": ("\n    while True: print('x' * 1000)", r"did not come back within 0\.3 seconds"),
}


@pytest.mark.parametrize(("body", "reason"), ENDS.values(), ids=ENDS.keys())
def test_an_end_is_a_failed_test_with_the_reason(judge: Callable[..., Result], body: str, reason: str) -> None:
    result = judge(RIGHT.replace("return len(items)", body), limit=0.3)
    assert outcomes(result) == ["passed", "passed", "failed", "failed", "skipped"]
    assert re.search(reason, words(result))


def test_a_list_without_end_is_a_memory_error(judge: Callable[..., Result]) -> None:
    result = judge(RIGHT.replace("return len(items)", "return len(bytearray(64 << 30))"))
    assert [check.failure.raised for check in result.of("failed") if check.failure] == ["MemoryError", "MemoryError"]


def children_of(pid: int) -> set[int]:
    """Return all that a process has started and that still is there."""
    found: set[int] = set()
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(entry.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        if parent == pid:
            child = int(entry.parent.name)
            found |= {child} | children_of(child)
    return found


def children_in_time(pid: int, number: int) -> set[int]:
    """Return all that a process has started, when there are so many, or after a while: it prepares its next run."""
    until = time.monotonic() + PATIENCE
    while len(found := children_of(pid)) != number and time.monotonic() < until:
        time.sleep(0.01)
    return found


linux_only = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes in /proc")


@linux_only
def test_a_run_leaves_no_process_behind(shared: Warm, judge: Callable[..., Result], tmp_path: Path) -> None:
    daemon = textwrap.dedent(f"""
        import os, time

        def count(items):
            if os.fork() == 0:
                os.setsid()
                if os.fork() == 0:
                    open({str(tmp_path / "alive")!r}, "w").write(str(os.getpid()))
                    time.sleep(600)
                os._exit(0)
            time.sleep(0.2)
            return len(items)
        """)
    judge(RIGHT)
    assert shared._process is not None
    before = 1  # the next child, which is prepared after the verdict
    assert len(children_in_time(shared._process.pid, before)) == before
    result = judge(RIGHT + daemon)
    assert result.points == 6
    daemon_pid = int((tmp_path / "alive").read_text())
    assert living([daemon_pid]) == []
    assert len(children_in_time(shared._process.pid, before)) == before


def test_a_run_can_be_given_up(shared: Warm, kata: Kata, judge: Callable[..., Result], tmp_path: Path) -> None:
    write(tmp_path / "tiny.py", RIGHT.replace("return len(items)", "\n    while True: pass"))
    asked = []

    def cancelled() -> bool:
        asked.append(time.monotonic())
        return len(asked) > 4

    with pytest.raises(Cancelled):
        shared.judge(kata, Ask(Source(kata.root, tmp_path)), cancelled=cancelled)
    assert judge(RIGHT).points == 6


@pytest.fixture
def instead(kata: Kata, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Warm]]:
    """Returns a warm process that is a line of shell, {wire} its connection."""
    monkeypatch.setattr(Warm, "_fingerprint", lambda _: None)
    with Warm(kata.root, [kata]) as warm:

        def begin(command: str) -> Warm:
            ours, theirs = socket.socketpair()
            wire = theirs.fileno()
            warm._process = subprocess.Popen(
                ["bash", "-c", command.format(wire=wire)], pass_fds=[wire], start_new_session=True
            )
            warm._lines = Lines(ours)
            theirs.close()
            return warm

        yield begin


def test_a_process_that_says_nothing_is_ended_and_that_is_told(
    instead: Callable[[str], Warm], kata: Kata, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "SILENCE", 0.3)
    warm = instead("exec sleep 600")
    process = warm._process
    with pytest.raises(WarmError, match=r"01_tiny, because .* has said nothing for 0\.3 seconds"):
        warm.judge(kata, Ask(Source(kata.root, kata.root / "solutions")))
    assert process is not None
    assert process.returncode == -signal.SIGKILL
    assert warm._process is None


def test_a_process_that_does_not_give_up_is_ended(
    instead: Callable[[str], Warm], kata: Kata, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "FAREWELL", 0.3)
    warm = instead("exec sleep 600")
    with pytest.raises(Cancelled):
        warm.judge(kata, Ask(Source(kata.root, kata.root / "solutions")), cancelled=lambda: True)
    assert warm._process is None


def test_a_process_that_is_gone_is_noticed_though_something_holds_its_connection(
    instead: Callable[[str], Warm], kata: Kata, tmp_path: Path
) -> None:
    """What an answer has started may outlive even the process that was to end it."""
    warm = instead(f"sleep 600 & echo $! > {tmp_path}/pid; read <&{{wire}}; exit 7")
    try:
        with pytest.raises(WarmError, match="has ended with 7"):
            warm.judge(kata, Ask(Source(kata.root, kata.root / "solutions")))
    finally:
        os.kill(int((tmp_path / "pid").read_text()), signal.SIGKILL)


def test_a_source_without_an_answer_says_so(shared: Warm, kata: Kata, tmp_path: Path) -> None:
    result = shared.judge(kata, Ask(Source(kata.root, tmp_path)))
    assert set(outcomes(result)) == {"error", "skipped"}
    (failure,) = {check.failure for check in result.of("error")}
    assert failure is not None
    assert "holds no answer to 01_tiny" in failure.words


def test_changed_tests_start_it_again(kata: Kata) -> None:
    text = kata.tests.read_text()
    with Warm(kata.root, [kata]) as warm:
        ask = Ask(Source(kata.root, kata.root / "solutions"))
        assert warm.judge(kata, ask).points == 6
        first = warm._process
        try:
            kata.tests.write_text(text.replace("points(3)", "points(5)"))
            assert warm.judge(kata, ask).points == 8
            kata.tests.write_text("import nothing_like_this\n")
            with pytest.raises(WarmError, match="nothing_like_this"):
                warm.judge(kata, ask)
        finally:
            kata.tests.write_text(text)
        assert warm.judge(kata, ask).points == 6
        assert warm._process is not first


def test_a_lost_process_is_told_and_replaced(kata: Kata) -> None:
    with Warm(kata.root, [kata]) as warm:
        ask = Ask(Source(kata.root, kata.root / "solutions"))
        warm.judge(kata, ask)
        assert warm._process is not None
        os.kill(warm._process.pid, signal.SIGKILL)
        warm._process.wait()
        assert warm.judge(kata, ask).points == 6


def test_a_system_that_cannot_fork_is_told_what_to_do(kata: Kata, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "fork")
    with pytest.raises(WarmError, match="cannot fork processes: run `pytest katas/01_tiny` instead"):
        Warm(kata.root, [kata]).start()


def test_another_kata_is_refused(shared: Warm, kata: Kata) -> None:
    with pytest.raises(WarmError, match="02_next are not collected"):
        shared.judge(Kata(kata.root, "02_next"), Ask(Source(kata.root, kata.root / "solutions")))


def test_gpu_tests_run_in_a_process_that_does_not_fork(kata: Kata) -> None:
    with Warm(kata.root, [kata], gpu=True) as warm:
        result = warm.judge(kata, Ask(Source(kata.root, kata.root / "solutions")))
    assert [check.id.partition("::")[2] for check in result.checks] == ["test_double_works_on_a_gpu"]


@linux_only
@pytest.mark.parametrize(("tier", "processes"), [("", 2), ("limits", 3)], ids=["beside", "apart"])
def test_nothing_outlives_an_owner_that_is_killed(kata: Kata, tier: str, processes: int) -> None:
    owner = textwrap.dedent(f"""
        import sys, time
        from pathlib import Path
        from dojo.ask import Ask
        from dojo.model import Kata
        from dojo.source import Source
        from dojo.warm.client import Warm

        kata = Kata(Path({str(kata.root)!r}), "01_tiny")
        warm = Warm(kata.root, [kata], {tier!r})
        print(warm.judge(kata, Ask(Source(kata.root, kata.root / "solutions"))).points, flush=True)
        time.sleep(600)
        """)
    process = subprocess.Popen([sys.executable, "-c", owner], stdout=subprocess.PIPE, cwd=ROOT, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "6\n"
    started = children_in_time(process.pid, processes)
    assert len(started) == processes
    process.kill()
    process.wait()
    process.stdout.close()
    until = time.monotonic() + 10
    while time.monotonic() < until and any(Path(f"/proc/{pid}/cmdline").exists() and alive(pid) for pid in started):
        time.sleep(0.02)
    assert not [pid for pid in started if alive(pid)]


def alive(pid: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
