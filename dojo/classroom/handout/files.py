"""What a handout and an autograder are made of: file by file, so that nothing else of a teacher's gets into them."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from string import Template

import dojo
from dojo.learner import CannotError, reason
from dojo.learner.standing import concept
from dojo.model import Kata

Files = dict[str, bytes]
"""Path, with slashes, -> content."""

PACKAGE = Path(dojo.__file__).parent
TEMPLATES = Path(__file__).parent / "templates"
ROOT_FILES = (".gitignore", "LICENSE", "conftest.py", "pyproject.toml")
WORKFLOW = ".github/workflows/classroom.yml"
REPOSITORY = "repository"
"""The folder of an autograder that holds what grades."""
PROGRAMS = ("setup.sh", "run_autograder")
"""What Gradescope runs: once to build its image, and for each submission."""


def handout_files(root: Path, katas: Sequence[Kata]) -> Files:
    """Return what students get: their repository, with no solution, no mistake and no test of the tools.

    A stub is the copy that is kept of it, never the teacher's own file, which may be filled in. Of a kata's folder its
    four files and its data are taken, and no others.

    Raises:
        CannotError: a file is missing or cannot be read.
    """
    files = {name: _read(root / name) for name in ROOT_FILES}
    files |= {f"dojo/{path.relative_to(PACKAGE).as_posix()}": _read(path) for path in _package()}
    for kata in katas:
        own = [kata.text, kata.tests, *kata.data, *([kata.benchmarks] if kata.benchmarks.is_file() else [])]
        files |= {_name(root, path): _read(path) for path in own}
        stub = _read(kata.original)
        files |= {_name(root, path): stub for path in (kata.stub, kata.original)}
    return {**files, "README.md": _readme(katas), WORKFLOW: _read(TEMPLATES / "classroom.yml")}


def autograder_files(root: Path, katas: Sequence[Kata]) -> Files:
    """Return what Gradescope gets: its two programs, and the repository with the solutions and mistakes, if it has any.

    Raises:
        CannotError: a file is missing or cannot be read.
    """
    files = {f"{REPOSITORY}/{name}": text for name, text in handout_files(root, katas).items() if name != WORKFLOW}
    for kata in katas:
        known = [kata.solution, *kata.mistakes] if kata.solution.is_file() else []
        files |= {f"{REPOSITORY}/{_name(root, path)}": _read(path) for path in known}
    return {**files, **{name: _read(TEMPLATES / name) for name in PROGRAMS}}


def _package() -> Iterator[Path]:
    """Yield the files of dojo itself, the one that runs."""
    for path in sorted(PACKAGE.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            yield path


def _readme(katas: Sequence[Kata]) -> bytes:
    first = katas[0]
    rows = "\n".join(f"| [{kata.name}](katas/{kata.name}/README.md) | {concept(kata)} |" for kata in katas)
    words = {"rows": rows, "first": first.name, "number": str(int(first.name[:2])), "file": first.stub.name}
    return Template(_read(TEMPLATES / "README.md.template").decode()).substitute(words).encode()


def _name(root: Path, path: Path) -> str:
    return path.relative_to(root).as_posix()


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CannotError(
            f"cannot make a handout, because {path} cannot be read ({reason(error)}): bring that file back"
        ) from None
