"""Which names a kata may have."""

import builtins
import keyword
import re
import sys
from collections.abc import Iterator
from importlib.machinery import PathFinder
from pathlib import Path

from dojo.author.report import Finding
from dojo.catalog import NAME, all_katas
from dojo.model import Kata

MODULE = re.compile(r"[a-z][a-z0-9_]*")


def refusal(root: Path, module: str) -> str:
    """Return why no kata's file can have this name, "" if it can.

    A graded test imports the file by its name, and so may the learner: the name must not mean another module too.
    """
    if not MODULE.fullmatch(module):
        return "it is no module's name: begin with a letter, then small letters, digits and underscores"
    if keyword.iskeyword(module):
        return f"`import {module}` is no Python, for {module} is a keyword"
    if module.startswith(("test_", "bench_")) or module == "conftest":
        return "pytest takes a file of this name for its own"
    if module in sys.stdlib_module_names:
        return f"the file would stand in the way of Python's own module {module}"
    if hasattr(builtins, module):
        return f"`import {module}` would hide Python's own {module}()"
    place = _installed(root, module)
    return f"the file would stand in the way of {module} in {place}, which is installed here" if place else ""


def _installed(root: Path, module: str) -> Path | None:
    """Return where a module of this name is found; not asked are finders, for the katas' own is one of them."""
    answers = [root / top for top in ("katas", "solutions", "tests")]
    paths = {Path(entry or ".").resolve() for entry in sys.path} - {Path.cwd().resolve()} | {root.resolve()}
    search = [str(path) for path in sorted(paths) if not any(path.is_relative_to(folder) for folder in answers)]
    spec = PathFinder.find_spec(module, search)
    if spec is None:
        return None
    places = [spec.origin] if spec.has_location and spec.origin else list(spec.submodule_search_locations or [])
    return Path(places[0]).parent if places else root


def its_name_is_free(kata: Kata) -> Iterator[Finding]:
    """Its name is two digits and a module's name that nothing else has."""
    if not NAME.fullmatch(kata.name):
        yield Finding(kata.folder, "is not named as a kata, as in 03_backprop: rename it, or move it out of katas/")
        return
    if reason := refusal(kata.root, kata.module):
        yield Finding(kata.stub, f"cannot have this name, because {reason}: rename the kata")
    others = [other for other in all_katas(kata.root) if other != kata]
    for other in others:
        if other.module == kata.module:
            yield Finding(kata.stub, f"has the name of {other.stub.relative_to(kata.root)}: rename one of them")
        if other.name[:2] == kata.name[:2]:
            yield Finding(kata.folder, f"has the number of {other.name}: give it another")
