"""The katas on disk."""

import difflib
import re
from pathlib import Path

from dojo.model import Kata

NAME = re.compile(r"\d\d_[a-z][a-z0-9_]*")


class CatalogError(Exception):
    """A kata's folder is not as it must be. The message names the file and the remedy."""


def all_katas(root: Path) -> list[Kata]:
    """Return the katas below root, in the order of their numbers."""
    folder = root / "katas"
    if not folder.is_dir():
        return []
    return [Kata(root, entry.name) for entry in sorted(folder.iterdir()) if is_kata_folder(entry)]


def is_kata_folder(folder: Path) -> bool:
    """Whether a folder of katas/ is meant as a kata, and not hidden or a cache."""
    return folder.is_dir() and not folder.name.startswith((".", "__"))


def kata_of(root: Path, path: Path) -> Kata | None:
    """Return the kata that a path below katas/ or solutions/ belongs to, None for other paths."""
    try:
        top, name, *_ = path.relative_to(root).parts
    except ValueError:
        return None
    return Kata(root, name) if top in ("katas", "solutions") else None


def find_kata(root: Path, name: str) -> Kata:
    """Return the kata of that name.

    Raises:
        CatalogError: there is none; the message names the nearest.
    """
    known = [kata.name for kata in all_katas(root)]
    if name in known:
        return Kata(root, name)
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    advice = f"Did you mean {near[0]}?" if near else f"There are: {', '.join(known) or 'none'}."
    raise CatalogError(f"cannot find the kata {name!r} in {root / 'katas'}. {advice}")


def check_folder(kata: Kata) -> None:
    """See that a kata's folder holds its files and no other Python file.

    Raises:
        CatalogError: a file is missing, or one is there that pytest or a learner could take for a part of the kata.
    """
    if not NAME.fullmatch(kata.name):
        raise CatalogError(
            f"{kata.folder} is not named as a kata: two digits, an underscore and a module name, as in 03_backprop. "
            "Rename the folder, or move it out of katas/."
        )
    required = [kata.text, kata.stub, kata.tests]
    for path in required:
        if not path.is_file():
            raise CatalogError(
                f"the kata {kata.name} has no {path.name}: {path} is missing. "
                f"Restore it (git checkout -- {path.relative_to(kata.root)}), or write it if the kata is new."
            )
    allowed = {path.name for path in [*required, kata.benchmarks]}
    for path in sorted(kata.folder.iterdir()):
        if path.suffix == ".py" and path.name not in allowed:
            raise CatalogError(
                f"{path} is not a part of the kata {kata.name}, which holds {', '.join(sorted(allowed))}. "
                "Move it out of the folder (your own experiments are welcome anywhere outside katas/), or delete it."
            )
