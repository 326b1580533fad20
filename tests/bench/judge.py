"""What a verdict costs: `python -m tests.bench.judge [KATA ...] [--rounds N]`.

In one run, turn and turn about, on the reference solution:

bare           the test functions of the kata called one after the other in this process, torch imported: the floor
beside         a warm process forks for the run, as `dojo watch` does
apart TIER     the tests in a warm process, the solution in a worker that is isolated so, as `dojo grade` does
cold pytest    `pytest katas/KATA`, a process of its own

and then how many runs a minute two warm processes do, apart at the best tier. A ratio is the median, over the rounds,
of this way's time to that of `bare` in the same round: on a machine that others use too both are slow together, and a
ratio of medians tells as much of the others as of the judge.
"""

import argparse
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import torch

from dojo import seam
from dojo.ask import Ask
from dojo.catalog import all_katas, find_kata
from dojo.model import Kata
from dojo.run import Collected, collect
from dojo.source import Source
from dojo.warm.client import Warm
from dojo.worker.sandbox import TIERS, probe
from tests.tiny import ROOT

RUNS = 300
"""For the rate of two workers."""
PAUSE = 0.2
"""Seconds between two measurements, in which a warm process prepares its next run, as it does between two saves."""


Times = dict[str, dict[int, float]]
"""Seconds by way and round."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.judge", description=__doc__.splitlines()[0])
    parser.add_argument("katas", nargs="*", metavar="KATA", help="a kata's folder name (default: all)")
    parser.add_argument("--rounds", type=int, default=20)
    options = parser.parse_args(arguments)
    torch.set_num_threads(1)
    katas = [find_kata(ROOT, name) for name in options.katas] or all_katas(ROOT)
    for kata in katas:
        _measure(kata, options.rounds)
    return 0


def _measure(kata: Kata, rounds: int) -> None:
    best = probe().tier
    tiers = TIERS[TIERS.index(best) :]
    ask = Ask(Source(kata.root, kata.root / "solutions"))
    warms = {"beside": Warm(ROOT, [kata])} | {f"apart {tier}": Warm(ROOT, [kata], tier) for tier in tiers}
    ways: dict[str, Callable[[], object]] = {}
    for name, warm in warms.items():
        ways[name] = _judging(warm, kata, ask)
    times: Times = {}

    def use(collected: Collected) -> None:
        ways["bare"] = lambda: _bare(collected, kata, ask)
        ways["cold pytest"] = lambda: _cold(kata)
        for name in ("bare", *warms):
            ways[name]()
        for number in range(rounds):
            due = ("bare", *warms, *(("cold pytest",) if number % 5 == 0 else ()))
            for name in due:
                time.sleep(PAUSE)
                times.setdefault(name, {})[number] = _seconds(ways[name])

    collect(ROOT, [kata], use, ["-m", "not cuda"])
    for warm in warms.values():
        warm.close()
    _tell(kata, times)
    print(f"  {_rate(kata, ask, best):,.0f} runs a minute with two workers, apart {best}\n")


def _judging(warm: Warm, kata: Kata, ask: Ask) -> Callable[[], None]:
    def judge() -> None:
        result = warm.judge(kata, ask)
        assert result.points == result.total > 0, result.of("failed", "error")

    return judge


def _bare(collected: Collected, kata: Kata, ask: Ask) -> None:
    for item in collected.items[kata]:
        torch.default_generator.manual_seed(0)  # torch.manual_seed also formats a stack for each kind of device
        random.seed(0)
        with seam.judging(seam.here(kata, ask.source)):
            item.obj(**getattr(getattr(item, "callspec", None), "params", {}))  # type: ignore[attr-defined]


def _cold(kata: Kata) -> None:
    command = [
        sys.executable,
        "-m",
        "pytest",
        f"katas/{kata.name}",
        "--source",
        "solutions",
        "-q",
        "-p",
        "no:cacheprovider",
    ]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)


def _seconds(what: Callable[[], object]) -> float:
    start = time.perf_counter()
    what()
    return time.perf_counter() - start


def _tell(kata: Kata, times: Times) -> None:
    print(f"{kata.name}\n  {'':16}{'median':>10}{'fastest':>10}{'ratio':>8}")
    for name, by_round in times.items():
        seconds, ratio = by_round.values(), _ratio(by_round, times["bare"])
        print(f"  {name:16}{statistics.median(seconds) * 1e3:7.1f} ms{min(seconds) * 1e3:7.1f} ms{ratio:8.2f}")
    cold = _ratio(times["cold pytest"], times["beside"])
    print(f"  warm beside is {cold:.1f} times as fast as cold pytest")


def _ratio(one: dict[int, float], other: dict[int, float]) -> float:
    """Return the median, over the rounds that have both, of the one's time to the other's."""
    return statistics.median(seconds / other[number] for number, seconds in one.items() if number in other)


def _rate(kata: Kata, ask: Ask, tier: str) -> float:
    with Warm(ROOT, [kata], tier) as one, Warm(ROOT, [kata], tier) as other, ThreadPoolExecutor(2) as pool:
        judges = [_judging(warm, kata, ask) for warm in (one, other)]
        list(pool.map(lambda judge: judge(), judges))
        start = time.perf_counter()
        list(pool.map(lambda judge: [judge() for _ in range(RUNS // 2)], judges))
        return RUNS / (time.perf_counter() - start) * 60


if __name__ == "__main__":
    sys.exit(main())
