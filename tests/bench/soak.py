"""Many runs in a row: `python -m tests.bench.soak [KATA] [--runs N]`.

One warm process judges the solution again and again, apart at the best tier, every tenth time a hostile answer instead,
and prints what it holds: memory, open files, processes, and files in the temporary folder. They must stay where they
are; the exit code is 1 if they do not.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

from dojo.ask import Ask
from dojo.catalog import find_kata
from dojo.model import Kata
from dojo.source import Source
from dojo.warm.client import Warm
from dojo.worker.sandbox import probe
from tests.tiny import ROOT

HOSTILE = [
    "import os\nos._exit(0)",
    "import os, time\nif os.fork() == 0:\n    os.setsid()\n    time.sleep(1000)",
    "while True:\n    try:\n        sum(range(1000))\n    except BaseException:\n        pass",
    "kept = [bytearray(1 << 30) for _ in range(100)]",
    "open('/tmp/left', 'w').write('x' * 1000)\nopen('/dev/shm/left', 'w').write('x' * 1000)",
    "import ctypes\nctypes.string_at(0)",
    "import os\nfor number in range(3, 9):\n    try:\n        os.write(number, bytes(100))\n    except OSError: pass",
    "import threading, time\nfor _ in range(20):\n    threading.Thread(target=time.sleep, args=(1000,)).start()",
]
MEMORY = 1.05
"""How much memory may grow after the first tenth of the runs."""


@dataclass(frozen=True)
class Held:
    """What the process and its children hold."""

    kilobytes: int
    """Of memory that is no file's: what is a library's is shared with all who use it on this machine."""
    descriptors: int
    processes: int
    files: int


def main(arguments: Sequence[str] | None = None) -> int:
    """Run, print, and compare."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.soak", description=__doc__.splitlines()[0])
    parser.add_argument("kata", nargs="?", default="03_backprop", metavar="KATA")
    parser.add_argument("--runs", type=int, default=2000)
    options = parser.parse_args(arguments)
    kata = find_kata(ROOT, options.kata)
    with tempfile.TemporaryDirectory() as folder, Warm(ROOT, [kata], probe().tier) as warm:
        first = last = None
        print(f"{'runs':>6}{'MB':>8}{'files open':>12}{'processes':>11}{'in /tmp':>9}")
        for number in range(options.runs):
            _judge(warm, kata, Path(folder), number)
            if number % max(options.runs // 10, 1) == max(options.runs // 10, 1) - 1:
                last = _held(warm)
                first = first or last
                print(
                    f"{number + 1:6}{last.kilobytes / 1024:8.0f}" + "{:12}{:11}{:9}".format(*astuple(last)[1:]),
                    flush=True,
                )
    if first is None or last is None:
        return 0
    grew = last.kilobytes > MEMORY * first.kilobytes
    more = (last.descriptors, last.processes, last.files) > (first.descriptors, first.processes, first.files)
    print("it has grown" if grew or more else "flat")
    return int(grew or more)


def _judge(warm: Warm, kata: Kata, folder: Path, number: int) -> None:
    if number % 10:
        result = warm.judge(kata, Ask(Source(ROOT, ROOT / "solutions"), seed=number))
        assert result.points == result.total > 0, result.of("failed", "error")
        return
    text = HOSTILE[number // 10 % len(HOSTILE)]
    (folder / kata.stub.name).write_text(f"{kata.stub.read_text()}\n\n{text}\n")
    result = warm.judge(kata, Ask(Source(ROOT, folder), limit=0.1, fail_fast=True))
    assert result.points == 0


def _held(warm: Warm) -> Held:
    assert warm._process is not None
    time.sleep(0.5)  # the last run's worker is being killed, the next one's started
    processes = _family(warm._process.pid)
    descriptors = sum(len(list(Path(f"/proc/{pid}/fd").iterdir())) for pid in processes)
    shown = [Path(f"/proc/{pid}/smaps_rollup").read_text() for pid in processes]
    kilobytes = sum(
        int(line.split()[1]) for text in shown for line in text.splitlines() if line.startswith("Pss_Anon:")
    )
    return Held(kilobytes, descriptors, len(processes), sum(1 for _ in Path(tempfile.gettempdir()).iterdir()))


def _family(pid: int) -> list[int]:
    found = [pid]
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    for child in children:
        found += _family(int(child))
    return found


if __name__ == "__main__":
    sys.exit(main())
