"""Grading a class against pytest by hand: `python -m tests.bench.grading [speed] [growth] [again] [options]`.

speed    In one run, on the same katas and cores: `pytest KATAS --source SUBMISSION` once for each submission, two at a
         time, as a teacher's script would; and `dojo grade` on a class of distinct answers, isolated as well as this
         machine can. Submissions a minute of both, from the start of the command to its end, and the ratio.
growth   `dojo grade` on classes of several sizes: seconds, what one more submission takes, and memory that is not a
         file's: of the grader itself, of all its processes, and of these at most.
again    The same command once more, with nothing to do.

The machine must be at rest. The processor's seconds would depend less on what else it does, but what the kernel reports
of them leaves out much of what forking costs: with both processors busy throughout, it told of little more than half.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from dojo.catalog import find_kata
from dojo.model import Kata
from tests.bench.family import Watch
from tests.bench.students import MIX, hand_in
from tests.tiny import ROOT

KATAS = ["01_shapes", "02_batching", "03_backprop"]
SEED = "7"
AT_ONCE = 2
"""Processes of pytest side by side, and workers of `dojo grade`."""


@dataclass(frozen=True)
class Cost:
    """What a command has taken."""

    seconds: float
    own: float = 0.0
    """Megabytes of the process itself, at most."""
    all: float = 0.0
    """Megabytes of all processes, in the middle."""
    peak: float = 0.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.grading", description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", metavar="PART", help="speed, growth, again (default: speed)")
    parser.add_argument("--katas", nargs="*", default=KATAS, metavar="KATA", help="for speed, each alone and then all")
    parser.add_argument("--students", type=int, default=200, help="that dojo grade grades for speed (default: 200)")
    parser.add_argument("--plain", type=int, default=len(MIX), help="of whom pytest judges so many (default: 10)")
    parser.add_argument(
        "--sizes", nargs="*", type=int, default=[10, 100, 500, 2000], help="for growth, and the last for again"
    )
    parser.add_argument("--grown", default="02_batching", metavar="KATA", help="for growth and again")
    options = parser.parse_args(arguments)
    parts = options.parts or ["speed"]
    katas = [find_kata(ROOT, name) for name in options.katas]
    if "speed" in parts:
        for some in [*([kata] for kata in katas), *([katas] if len(katas) > 1 else [])]:
            _speed(some, options.students, options.plain)
    if "growth" in parts or "again" in parts:
        _growth(find_kata(ROOT, options.grown), options.sizes, again="again" in parts)
    return 0


def _speed(katas: list[Kata], students: int, plain: int) -> None:
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        hand_in(folder / "class", katas, students)
        handed_in = sorted((folder / "class").iterdir())[:plain]
        before = _plain(katas, handed_in[: plain // 2])
        grade = _grade(katas, folder, watched=False)
        after = _plain(katas, handed_in[plain // 2 :])
    seconds, ours = (before.seconds + after.seconds) / plain, grade.seconds / students
    print(" ".join(kata.name for kata in katas))
    print(f"  {'':12}{'a minute':>10}")
    print(f"  {'pytest':12}{60 / seconds:10.0f}")
    print(f"  {'dojo grade':12}{60 / ours:10.0f}   {students} students")
    print(f"  {'ratio':12}{seconds / ours:10.1f}", flush=True)


def _growth(kata: Kata, sizes: Sequence[int], again: bool) -> None:
    titles = ("students", "seconds", "one more", "own MB", "all MB", "peak MB")
    print(f"{kata.name}\n{''.join(f'{title:>11}' for title in titles)}")
    before, judged = Cost(0.0), 0
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="bench-") as name:
            folder = Path(name)
            hand_in(folder / "class", [kata], size)
            cost = _grade([kata], folder, watched=True)
            more = (cost.seconds - before.seconds) / (size - judged) * 1e3
            memory = f"{cost.own:11.0f}{cost.all:11.0f}{cost.peak:11.0f}"
            print(f"{size:11}{cost.seconds:11.1f}{more:8.1f} ms{memory}", flush=True)
            before, judged = cost, size
            if again and size == sizes[-1]:
                cost = _grade([kata], folder, watched=True)
                print(f"again, with nothing to do: {cost.seconds:.1f} s", flush=True)


def _plain(katas: Sequence[Kata], handed_in: Sequence[Path]) -> Cost:
    command = [sys.executable, "-m", "pytest", *(str(kata.folder) for kata in katas)]
    command += ["-q", "-p", "no:cacheprovider", "--seed", SEED, "--source"]

    def judge(answers: Path) -> None:
        done = subprocess.run([*command, str(answers)], cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode in (0, 1), done.stdout + done.stderr

    start = time.perf_counter()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(judge, handed_in))
    return Cost(time.perf_counter() - start)


def _grade(katas: Sequence[Kata], folder: Path, watched: bool) -> Cost:
    command = [sys.executable, "-m", "dojo.cli", "--root", str(ROOT), "grade", str(folder / "class")]
    command += ["--output", str(folder / "out"), "--seed", SEED, "--workers", str(AT_ONCE), "--require-isolation"]
    for kata in katas:
        command += ["--kata", kata.name]
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    watch = Watch(process.pid)
    if watched:  # looking at memory costs some processor time
        watch.start()
    said, _ = process.communicate()
    seconds = time.perf_counter() - start
    if watched:
        watch.stop()
    if process.returncode != 0:
        sys.exit(f"dojo grade ended with {process.returncode}:\n{said}")
    middle = statistics.median(watch.all) if watch.all else 0.0
    return Cost(seconds, max(watch.own, default=0.0), middle, max(watch.all, default=0.0))


if __name__ == "__main__":
    sys.exit(main())
