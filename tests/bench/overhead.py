"""What dojo's plugin costs over bare pytest on the same tests: python -m tests.bench.overhead [KATA] [--rounds N].

Both sides run the graded tests against the reference solution in new processes, taking turns. Bare pytest has the same
plugins from outside, finds the solution on its path, and neither seeds, judges, limits nor sums up anything.
"""

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from dojo.catalog import find_kata
from dojo.model import Kata
from tests.tiny import ROOT


def main(argv: Sequence[str] | None = None) -> int:
    """Print the medians and their ratio."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.overhead", description=__doc__)
    parser.add_argument("kata", nargs="?", default="03_backprop", metavar="KATA")
    parser.add_argument("--rounds", type=int, default=11, help="runs of each side (default: 11)")
    arguments = parser.parse_args(argv)
    kata = find_kata(ROOT, arguments.kata)
    with tempfile.TemporaryDirectory() as folder:
        bare, ours = _bare(kata, Path(folder)), [str(kata.folder), "--source", "solutions"]
        times: dict[str, list[float]] = {"bare pytest": [], "with dojo": []}
        for _ in range(arguments.rounds):
            times["bare pytest"].append(_seconds(bare, Path(folder)))
            times["with dojo"].append(_seconds(ours, ROOT))
    medians = {side: statistics.median(seconds) for side, seconds in times.items()}
    for side, median in medians.items():
        print(f"{side:<12} {median:.3f} s  (fastest {min(times[side]):.3f} s)")
    ratio = medians["with dojo"] / medians["bare pytest"]
    fastest = min(times["with dojo"]) / min(times["bare pytest"])
    print(f"with dojo / bare: {ratio:.3f} of medians, {fastest:.3f} of the fastest ({kata.name})")
    return 0


def _bare(kata: Kata, folder: Path) -> list[str]:
    """Lay out the tests and the solution as an ordinary pytest project; return the arguments that run it."""
    shutil.copy(kata.tests, folder)
    shutil.copy(kata.solution, folder)
    (folder / "pytest.ini").write_text("[pytest]\nmarkers =\n    points(n)\n    cuda\n")
    return [str(folder), "--import-mode=prepend", "-m", "not cuda", f"--rootdir={folder}"]


def _seconds(arguments: list[str], cwd: Path) -> float:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments]
    started = time.perf_counter()
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - started
    if done.returncode != 0:
        sys.exit(f"the tests did not pass:\n{done.stdout}{done.stderr}")
    return seconds


if __name__ == "__main__":
    sys.exit(main())
