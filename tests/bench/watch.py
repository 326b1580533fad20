"""From a save to the verdict on the screen of `dojo watch`: python -m tests.bench.watch [KATA ...] [--saves N].

The time runs from os.replace of the learner's file until the line with the points is written to a terminal. Each kata
is saved with its solution, and with a known mistake in it, whose diagnosis is then a part of the verdict. Beside it
stands what the tests alone need on the same file, one after the other in this process.
"""

import argparse
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from dojo.ask import Ask
from dojo.catalog import find_kata
from dojo.model import Kata
from dojo.run import run
from dojo.source import Source
from tests.tiny import ROOT
from tests.watched import Watched

KATAS = ["01_shapes", "02_batching", "03_backprop"]


def main(argv: Sequence[str] | None = None) -> int:
    """Print the medians."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.watch", description=__doc__)
    parser.add_argument("katas", nargs="*", default=KATAS, metavar="KATA")
    parser.add_argument("--saves", type=int, default=11, help="saves of each answer (default: 11)")
    arguments = parser.parse_args(argv)
    print(f"{'kata':<14}{'answer':<10}{'save to verdict':>16}{'slowest':>9}{'tests alone':>13}{'without them':>14}")
    with tempfile.TemporaryDirectory() as folder:
        for name in ("katas", "solutions"):
            shutil.copytree(ROOT / name, Path(folder) / name)
        for name in ("conftest.py", "pyproject.toml"):
            shutil.copy(ROOT / name, folder)
        for name in arguments.katas:
            _measure(find_kata(Path(folder), name), arguments.saves)
    return 0


def _measure(kata: Kata, saves: int) -> None:
    right = kata.solution.read_text(encoding="utf-8")
    answers = {"right": right, "mistaken": f"{right}\n\n{kata.mistakes[0].read_text(encoding='utf-8')}"}
    with Watched(kata.root, ["watch", kata.name]) as watched:
        watched.until(r"\d+ of \d+ points")
        for answer, text in answers.items():
            times = [_seconds(watched, kata, f"{text}\n# {number}\n") for number in range(saves)]
            alone, median = _alone(kata), statistics.median(times)
            shown = f"{median:14.3f} s{max(times):7.3f} s{alone:11.3f} s{median - alone:12.3f} s"
            print(f"{kata.name:<14}{answer:<10}{shown}", flush=True)
        watched.press("q")
        watched.end()


def _seconds(watched: Watched, kata: Kata, text: str) -> float:
    time.sleep(0.3)  # as a person does; the process for the next run gets ready meanwhile
    beside = kata.root / "being_written"
    beside.write_text(text, encoding="utf-8")
    begun = time.perf_counter()
    os.replace(beside, kata.stub)  # noqa: PTH105  as an editor saves
    watched.until(r"checking.*?\d+ of \d+ points")
    return time.perf_counter() - begun


def _alone(kata: Kata) -> float:
    """Return the seconds of the tests themselves on what was saved last."""
    results = run(kata, [Ask(Source(kata.root, kata.root / "katas"))] * 5)
    return statistics.median(sum(check.seconds for check in result.checks) for result in results)


if __name__ == "__main__":
    sys.exit(main())
