"""Fills every folder that it may write to, with large files and with many.

Only in the sandbox.
"""

from pathlib import Path


def fill(folder):
    for number in range(100):
        Path(folder, f"{KNOWN['mark']}{number}").write_bytes(bytes(2**22))
    for number in range(100_000):
        Path(folder, f"{KNOWN['mark']}{number}").touch()


@instead_of_the_last
def write(function, *args, **kwargs):
    for folder in [".", *KNOWN["folders"]]:
        try:
            fill(folder)
        except (OSError, MemoryError):
            continue
    return function(*args, **kwargs)
