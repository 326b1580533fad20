"""Grading on a cluster: the grades of one machine, whatever becomes of the nodes."""

import importlib.util
import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from dojo.classroom.cluster import ClusterError, judges_on
from dojo.classroom.grade import Progress
from dojo.classroom.gradebook import Gradebook
from dojo.classroom.judges import job_of
from dojo.classroom.judging import IDLE, UnfitError
from dojo.classroom.records import Grade
from dojo.classroom.telling import Telling
from dojo.cli import main
from dojo.model import Kata
from tests.tiny import COUNT, DOUBLE, FILES, ROOT, make_tiny, write

needs_dask = pytest.mark.skipif(
    importlib.util.find_spec("distributed") is None or sys.platform != "linux",
    reason="needs Dask (pip install -e '.[cluster]') and Linux, where processes end with their owner",
)
CLASS = {
    "ada": DOUBLE + COUNT,
    "bob": "def double(x):\n    return x * x\n\n\n" + COUNT,
    "cy": "import os\n\nos._exit(0)\n",
    "dee": "def double(x:\n",
    "eve": "def double(x):\n    raise ValueError(__file__)\n\n\n" + COUNT,
    "fay": FILES["katas/01_tiny/tiny.py"],
}
POINTS = {"ada": 6, "bob": 3, "cy": 0, "dee": 0, "eve": 2, "fay": 0}


class Cluster:
    """A scheduler and its nodes, each a process on this machine."""

    def __init__(self, folder: Path, root: Path) -> None:
        self.folder = folder
        (folder / "tmp").mkdir()
        self.environment = {**os.environ, "DOJO_ROOT": str(root), "TMPDIR": str(folder / "tmp")}
        self.file = folder / "scheduler.json"
        self.processes = [self._start("dask_scheduler", "--host", "127.0.0.1", "--port", "0")]
        self.nodes = [self.join() for _ in range(2)]
        while not self.file.exists() or not self.file.stat().st_size:
            assert self.processes[0].poll() is None, (folder / "said").read_text()
            time.sleep(0.05)
        self.address: str = json.loads(self.file.read_text())["address"]

    def join(self) -> subprocess.Popen[bytes]:
        """Start a node with a thread, which waits for the scheduler."""
        return self._start("dask_worker", "--no-nanny", "--nthreads", "1", "--local-directory", str(self.folder))

    def _start(self, what: str, *arguments: str) -> subprocess.Popen[bytes]:
        command = [
            sys.executable,
            "-m",
            f"distributed.cli.{what}",
            "--no-dashboard",
            "--scheduler-file",
            str(self.file),
        ]
        with (self.folder / "said").open("ab") as said:
            process = subprocess.Popen([*command, *arguments], cwd=ROOT, env=self.environment, stdout=said, stderr=said)
        if what == "dask_worker":
            self.processes.append(process)
        return process

    def warm(self) -> list[str]:
        """Return the processes that judge for the nodes."""
        marker, found = f"TMPDIR={self.folder / 'tmp'}".encode(), []
        for entry in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                ours = marker in (entry / "environ").read_bytes().split(b"\0")
                if ours and b"dojo.warm.server" in (entry / "cmdline").read_bytes():
                    found.append(entry.name)
        return found

    def end(self) -> None:
        """End all."""
        for process in self.processes:
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def kata(tmp_path_factory: pytest.TempPathFactory) -> Kata:
    """The first of two tiny katas in a repository of their own."""
    return make_tiny(tmp_path_factory.mktemp("repository"))


@pytest.fixture(scope="module")
def cluster(kata: Kata, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Two nodes."""
    cluster = Cluster(tmp_path_factory.mktemp("cluster"), kata.root)
    yield cluster
    cluster.end()


def graded(kata: Kata, folder: Path, *options: str) -> list[Grade]:
    """Return the grades that the command gives, without what differs from run to run: times, memory, places."""
    for student, text in CLASS.items():
        write(folder / "class" / student / "tiny.py", textwrap.dedent(text))
    command = ["--root", str(kata.root), "grade", str(folder / "class"), "--output", str(folder / "out")]
    assert main([*command, "--seed", "3", *options]) == 0
    with Gradebook(folder / "out" / "gradebook.sqlite") as book:
        return [timeless(one) for one in book.latest()]


def timeless(grade: Grade) -> Grade:
    checks = tuple(replace(check, seconds=0.0) for check in grade.result.checks)
    submission = replace(grade.submission, file=Path())
    return replace(grade, graded="", submission=submission, result=replace(grade.result, checks=checks, memory=0))


@needs_dask
def test_a_cluster_gives_the_grades_of_one_machine_also_when_a_node_is_killed(
    kata: Kata, cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    local = graded(kata, tmp_path / "local", "--workers", "2")
    assert {one.submission.student: one.result.points for one in local} == POINTS

    def kill_one(_: Telling, progress: Progress) -> None:
        if progress.graded >= 2 and cluster.nodes[0].poll() is None:
            assert cluster.warm()
            cluster.nodes[0].send_signal(signal.SIGKILL)
            cluster.nodes[0].wait()

    monkeypatch.setattr(Telling, "__call__", kill_one)
    assert graded(kata, tmp_path / "cluster", "--scheduler", cluster.address) == local
    assert cluster.nodes[0].returncode == -signal.SIGKILL
    until = time.monotonic() + IDLE / 4
    while cluster.warm() and time.monotonic() < until:
        time.sleep(0.05)
    assert cluster.warm() == [], "what judges ends with the grading, and with its node"


@needs_dask
@pytest.mark.parametrize("wrong", ["judge", "tests"])
def test_a_node_that_judges_otherwise_is_refused(kata: Kata, cluster: Cluster, wrong: str) -> None:
    job = job_of([kata], 3, False, None, None)
    other = replace(job, judge="other") if wrong == "judge" else replace(job, tests=((kata.name, "other"),))
    with (
        pytest.raises(UnfitError, match=r"cannot judge on .*, because .* \(node tcp://127.0.0.1:\d+\)"),
        judges_on(cluster.address, other, lambda _: None),
    ):
        pytest.fail("it was let in")


@needs_dask
@pytest.mark.parametrize(
    "address", ["nonsense", "nonsense://host:1", "tcp://host", "localhost:1/path", "tls://localhost:1"]
)
def test_an_address_that_is_none_is_told(kata: Kata, address: str) -> None:
    job = job_of([kata], 3, False, None, None)
    with (
        pytest.raises(ClusterError, match=r"no scheduler answers at .*: see that it runs"),
        judges_on(address, job, lambda _: None),
    ):
        pytest.fail("it was let in")


def test_without_dask_it_is_told_how_to_get_it(kata: Kata, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    job = job_of([kata], 3, False, None, None)
    with pytest.raises(ClusterError, match=r"pip install -e"), judges_on("tcp://host:1", job, lambda _: None):
        pytest.fail("it was let in")
