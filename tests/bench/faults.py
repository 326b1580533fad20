"""A grader that is killed again and again: `python -m tests.bench.faults [--students N] [--kills N] [--draw N]`.

A class for a tiny kata, every tenth answer hostile, is graded twice: once undisturbed, and once by graders that are
killed with -9 at random moments and started again. Then the gradebooks must be equal but for times; no grade that was
kept may be lost or made again; no process may be left soon after each kill, and in the end no temporary file. Prints
what happened; the exit code is 1 where it is not so.
"""

import argparse
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.bench.family import family, until_gone
from tests.tiny import COUNT, DOUBLE, FILES, ROOT, make_tiny, write

HONEST = (DOUBLE + COUNT, "def double(x):\n    return x * x\n\n\n" + COUNT, DOUBLE, FILES["katas/01_tiny/tiny.py"])
HOSTILE = (
    "while True:\n    try:\n        sum(range(1000))\n    except BaseException:\n        pass",
    "import os\nos._exit(0)",
    "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)",
    "import os, time\nif os.fork() == 0:\n    os.setsid()\n    time.sleep(1000)",
    "kept = [bytearray(1 << 30) for _ in range(100)]",
    "for _ in range(200):\n    print('x' * 100_000)",
    "raise RuntimeError('not today')",
    "for place in ('/tmp', '/dev/shm'):\n    open(f'{place}/left-by-a-test', 'w').write('x' * 1000)",
)
LIMIT = 0.4
"""Seconds that each test of the tiny kata gives an answer."""
OUT_OF_TIME = "It did not come back"
"""How the words begin that tell of it."""
PATIENCE = 10.0
"""Seconds in which the processes of a grader that was killed must be gone."""
LEFT = (Path("/tmp/left-by-a-test"), Path("/dev/shm/left-by-a-test"))
"""What hostile answers try to leave behind."""
OF_TORCH = "torchinductor_"
"""How the folder is named that importing torch makes for its own compiler."""


@dataclass
class Trial:
    """A class and its repository in a folder of their own, where temporary files go too."""

    folder: Path
    students: int
    workers: int = 2
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.temporary = self.folder / "temporary"
        self.temporary.mkdir()
        tests = make_tiny(self.folder / "repository").tests
        tests.write_text(f"{tests.read_text()}\n\npytestmark = pytest.mark.timeout({LIMIT}, func_only=True)\n")
        for number in range(self.students):
            hostile = f"\n{HOSTILE[number // 10 % len(HOSTILE)]}\n" if number % 10 == 0 else ""
            text = f"{textwrap.dedent(HONEST[number % len(HONEST)])}{hostile}\n# student {number}\n"
            write(self.folder / "class" / f"student{number:04}" / "tiny.py", text)

    def start(self, output: str) -> subprocess.Popen[str]:
        """Start a grader, whose complaints go to a file."""
        command = [sys.executable, "-m", "dojo.cli", "--root", str(self.folder / "repository"), "grade"]
        command += [
            str(self.folder / "class"),
            "--output",
            str(self.folder / output),
            "--kata",
            "01_tiny",
            "--seed",
            "7",
        ]
        with (self.folder / f"{output}.txt").open("w") as said:
            environment = {**os.environ, "TMPDIR": str(self.temporary)}
            return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=said, stderr=said, text=True)

    def finish(self, output: str) -> None:
        """Grade to the end."""
        if (code := self.start(output).wait()) != 0:
            self.faults.append(f"the grader has ended with {code}: {(self.folder / f'{output}.txt').read_text()}")

    def kill(self, output: str, writes: int, after: float) -> set[tuple[Any, ...]]:
        """Start a grader and kill it so many seconds after so many writes to its log; return the grades that are left.

        The log tells how far it is, whatever else the machine does: the first write is what was handed in, the second
        the seed, then each is a grade.
        """
        grader = self.start(output)
        log = _Log(self.folder / output / "gradebook.sqlite-wal")
        while grader.poll() is None and log.writes() < writes:
            time.sleep(0.002)
        try:
            grader.wait(after)
            self.faults.append("a grader was ready before it was killed: name more students")
        except subprocess.TimeoutExpired:
            processes = family(grader.pid)
            grader.send_signal(signal.SIGKILL)
            grader.wait()
            if left := until_gone(processes, PATIENCE):
                self.faults.append(f"processes that outlive a grader that was killed: {left}")
        return set(self.rows(output, "id, student, kata, digest, graded"))

    def rows(self, output: str, columns: str) -> list[tuple[Any, ...]]:
        """Return the grades, from a copy of the gradebook: a look at the book itself would tidy up after the kill."""
        with tempfile.TemporaryDirectory(dir=self.folder) as place:
            for file in (self.folder / output).glob("gradebook.sqlite*"):
                shutil.copy(file, place)
            book = Path(place) / "gradebook.sqlite"
            if not book.is_file() or not book.stat().st_size:
                return []
            connection = sqlite3.connect(book)
            try:
                return connection.execute(f"SELECT {columns} FROM grades ORDER BY student, kata, id").fetchall()
            except sqlite3.OperationalError:  # killed before the tables were made
                return []
            finally:
                connection.close()

    def compare(self, undisturbed: str, killed: str) -> None:
        """See that both gradebooks, and the files made of them, say the same but for times."""
        columns = "student, kata, digest, tests, seed, points, total, tier, versions, origin, result"
        for one, other in zip(self.rows(undisturbed, columns), self.rows(killed, columns), strict=True):
            if (*one[:-1], _timeless(one[-1])) != (*other[:-1], _timeless(other[-1])):
                self.faults.append(f"graded otherwise:\n{one}\n{other}")
        for name in ("grades.csv", "canvas.csv", "moodle.csv"):
            if (self.folder / undisturbed / name).read_bytes() != (self.folder / killed / name).read_bytes():
                self.faults.append(f"{name} is another")

    def left(self) -> list[str]:
        """Return the temporary files that are there, and those that hostile answers try to leave."""
        found = [path for path in self.temporary.iterdir() if not path.name.startswith(OF_TORCH)]
        return [str(path) for path in (*found, *LEFT) if path.exists()]


class _Log:
    """A file that is written to."""

    def __init__(self, path: Path) -> None:
        self.path, self.count = path, 0
        self.seen = self._state()

    def _state(self) -> tuple[int, int]:
        with suppress(OSError):
            status = self.path.stat()
            return status.st_size, status.st_mtime_ns
        return 0, 0

    def writes(self) -> int:
        """Return how often it was written to since the beginning, as far as was seen."""
        state = self._state()
        self.count += state != self.seen
        self.seen = state
        return self.count


def main(arguments: Sequence[str] | None = None) -> int:
    """Grade, kill, compare, and tell."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.faults", description=__doc__.splitlines()[0])
    parser.add_argument("--students", type=int, default=500)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--draw", type=int, default=0, metavar="N", help="from which the moments are drawn")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        trial = Trial(Path(folder), options.students)
        for line in disturb(trial, options.kills, random.Random(options.draw)):
            print(line, flush=True)
    for fault in trial.faults:
        print(fault)
    print("not as it must be" if trial.faults else "equal, nothing lost, nothing graded twice, nothing left")
    return int(bool(trial.faults))


def disturb(trial: Trial, kills: int, draw: random.Random) -> Iterator[str]:
    """Grade undisturbed, then with kills; tell each step, and note in the trial what is not as it must be."""
    start = time.monotonic()
    trial.finish("undisturbed")
    yield f"undisturbed: {len(trial.rows('undisturbed', 'id'))} grades in {time.monotonic() - start:.1f} s"
    kept: set[tuple[Any, ...]] = set()
    for number in range(kills):
        writes, after = _moment(trial.students // (kills + 1), number, draw)
        found = trial.kill("killed", writes, after)
        _see_kept(trial, kept, found)
        kept = found
        yield f"killed {after:.2f} s after {writes} writes: {len(kept)} grades"
    trial.finish("killed")
    ended = set(trial.rows("killed", "id, student, kata, digest, graded"))
    _see_kept(trial, kept, ended)
    yield f"to the end: {len(ended)} grades"
    if len(ended) != trial.students:
        trial.faults.append(f"{len(ended)} grades of {trial.students} students")
    trial.compare("undisturbed", "killed")
    if left := trial.left():
        trial.faults.append(f"temporary files left: {left}")


def _see_kept(trial: Trial, before: set[tuple[Any, ...]], now: set[tuple[Any, ...]]) -> None:
    if lost := before - now:
        trial.faults.append(f"lost: {lost}")


def _moment(most: int, number: int, draw: random.Random) -> tuple[int, float]:
    """Draw when to kill, as writes and seconds: every third time while it starts, else when so many grades are made."""
    if number % 3 == 2:
        return 0, draw.uniform(0.1, 3.0)
    return 2 + draw.randint(1, most), draw.uniform(0.0, 0.05)


def _timeless(result: str) -> Any:
    """Return a result without what is up to chance, and without the grader's own temporary path.

    That is times, memory, and where an answer was when its time ran out: one that fills memory may not be able to tell.
    """
    plain = json.loads(result)
    for check in plain["checks"]:
        del check["seconds"]
        if check["failure"] and (check["outcome"] == "todo" or check["failure"]["words"].startswith(OUT_OF_TIME)):
            del check["failure"]["where"]
    return {name: value for name, value in plain.items() if name not in ("source", "memory")}


if __name__ == "__main__":
    sys.exit(main())
