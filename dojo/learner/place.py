"""Which repository and which kata is meant."""

import difflib
from pathlib import Path

from dojo.catalog import NAME, all_katas
from dojo.learner import CannotError
from dojo.model import Kata


def find_root(named: Path | None) -> Path:
    """Return the repository: the folder that is named, or the nearest one around the current folder that holds katas.

    Raises:
        CannotError: there are no katas.
    """
    try:
        start = (named or Path.cwd()).resolve()
    except OSError:
        raise CannotError("cannot look for katas, because the current folder is gone: change into another") from None
    for folder in [start] if named else [start, *start.parents]:
        if any(NAME.fullmatch(kata.name) for kata in all_katas(folder)):
            return folder
    if named:
        raise CannotError(f"cannot find katas, because {start} has no folder katas/ with any: name another", usage=True)
    raise CannotError(
        f"cannot find katas, because neither {start} nor a folder above it has a folder katas/: "
        "change into the repository, or name it: dojo --root DIR",
        usage=True,
    )


def named_kata(root: Path, text: str) -> Kata:
    """Return the kata that is meant by 3, 03, backprop, 03_backprop or katas/03_backprop.

    Raises:
        CannotError: there is none; the message names the nearest.
    """
    name = text.rstrip("/").rpartition("/")[2]
    wanted = name.zfill(2) if name.isdecimal() else name
    katas = all_katas(root)
    known = {alias: kata for kata in katas for alias in (kata.name.partition("_")[0], kata.module, kata.name)}
    if wanted in known:
        return known[wanted]
    near = difflib.get_close_matches(wanted, known, n=1)
    advice = f"Did you mean {known[near[0]].name}?" if near else f"There are: {', '.join(kata.name for kata in katas)}."
    raise CannotError(f"cannot find the kata {text!r}. {advice}", usage=True)
