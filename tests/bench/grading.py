"""Grading a class against pytest by hand: `python -m tests.bench.grading [speed] [growth] [again] [options]`.

speed    In one run, on the same katas and cores: `pytest KATAS --source SUBMISSION` once for each submission, two at a
         time, as a teacher's script would; and `dojo grade` on a class of distinct answers, isolated as well as this
         machine can. Submissions a minute of both, from the start of the command to its end, and the ratio; and the
         processor's seconds for each submission, which hardly depend on what else the machine does.
growth   `dojo grade` on classes of several sizes: seconds, those of the processor, what one more submission costs the
         processor, and memory that is no file's: of the grader itself, of all its processes, and of these at most.
again    The same command once more, with nothing to do.
"""

import argparse
import resource
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
    processor: float
    """Seconds of all its processes together."""
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
    seconds, processor = (before.seconds + after.seconds) / plain, (before.processor + after.processor) / plain
    ours, ours_processor = grade.seconds / students, grade.processor / students
    print(" ".join(kata.name for kata in katas))
    print(f"  {'':12}{'a minute':>10}{'processor':>12}")
    print(f"  {'pytest':12}{60 / seconds:10.0f}{processor * 1e3:9.0f} ms")
    print(f"  {'dojo grade':12}{60 / ours:10.0f}{ours_processor * 1e3:9.0f} ms   {students} students")
    print(f"  {'ratio':12}{seconds / ours:10.1f}{processor / ours_processor:9.1f}", flush=True)


def _growth(kata: Kata, sizes: Sequence[int], again: bool) -> None:
    titles = ("students", "seconds", "processor", "one more", "own MB", "all MB", "peak MB")
    print(f"{kata.name}\n{''.join(f'{title:>11}' for title in titles)}")
    before, judged = Cost(0.0, 0.0), 0
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="bench-") as name:
            folder = Path(name)
            hand_in(folder / "class", [kata], size)
            cost = _grade([kata], folder, watched=True)
            more = (cost.processor - before.processor) / (size - judged) * 1e3
            memory = f"{cost.own:11.0f}{cost.all:11.0f}{cost.peak:11.0f}"
            print(f"{size:11}{cost.seconds:11.1f}{cost.processor:11.1f}{more:8.1f} ms{memory}", flush=True)
            before, judged = cost, size
            if again and size == sizes[-1]:
                cost = _grade([kata], folder, watched=True)
                print(
                    f"again, with nothing to do: {cost.seconds:.1f} s, the processor's {cost.processor:.1f} s",
                    flush=True,
                )


def _plain(katas: Sequence[Kata], handed_in: Sequence[Path]) -> Cost:
    command = [sys.executable, "-m", "pytest", *(str(kata.folder) for kata in katas)]
    command += ["-q", "-p", "no:cacheprovider", "--seed", SEED, "--source"]

    def judge(answers: Path) -> None:
        done = subprocess.run([*command, str(answers)], cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode in (0, 1), done.stdout + done.stderr

    start, used = time.perf_counter(), _processor()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(judge, handed_in))
    return Cost(time.perf_counter() - start, _processor() - used)


def _grade(katas: Sequence[Kata], folder: Path, watched: bool) -> Cost:
    command = [sys.executable, "-m", "dojo.cli", "--root", str(ROOT), "grade", str(folder / "class")]
    command += ["--output", str(folder / "out"), "--seed", SEED, "--workers", str(AT_ONCE), "--require-isolation"]
    for kata in katas:
        command += ["--kata", kata.name]
    start, used = time.perf_counter(), _processor()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    watch = Watch(process.pid)
    if watched:  # looking at memory costs some processor time
        watch.start()
    said, _ = process.communicate()
    seconds, processor = time.perf_counter() - start, _processor() - used
    if watched:
        watch.stop()
    if process.returncode != 0:
        sys.exit(f"dojo grade ended with {process.returncode}:\n{said}")
    middle = statistics.median(watch.all) if watch.all else 0.0
    return Cost(seconds, processor, max(watch.own, default=0.0), middle, max(watch.all, default=0.0))


def _processor() -> float:
    """Return the seconds that ended children, and theirs, have had of the processor."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    sys.exit(main())
