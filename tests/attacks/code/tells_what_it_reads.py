"""Reads secrets (tests, solution, environment, memory maps, other processes) and puts them into its error messages.

Only in the sandbox.
"""

import os
from pathlib import Path


def secrets():
    processes = [f"/proc/{pid}/{name}" for pid in (os.getppid(), *KNOWN["processes"]) for name in ("environ", "maps")]
    for path in [KNOWN["canary"], KNOWN["solution"], KNOWN["tests"], KNOWN["neighbour"], *processes]:
        try:
            yield Path(path).read_text()
        except OSError:
            continue
    yield from os.environ.values()


FOUND = " ".join(" ".join(secrets()).split())


@instead_of_each
def tell(function, *args, **kwargs):
    raise RuntimeError(FOUND)
