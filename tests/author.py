"""A repository for authors: one kata as `dojo new` writes it, on which rules and commands are tried."""

from pathlib import Path

import pytest

from dojo.author.new import create
from dojo.model import Kata
from tests.tiny import configure

STUB, SOLUTION = "katas/01_sample/sample.py", "solutions/01_sample/sample.py"
TESTS, TEXT = "katas/01_sample/test_sample.py", "katas/01_sample/README.md"
MISTAKE = "solutions/01_sample/mistakes/squares.py"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository without katas."""
    configure(tmp_path)
    for name in ("katas", "solutions", "tests"):
        (tmp_path / name).mkdir()
    return tmp_path


@pytest.fixture
def kata(root: Path) -> Kata:
    """The kata that `dojo new` writes, with nothing left to fill in."""
    kata, written = create(root, "sample")
    for path in written:
        path.write_text(path.read_text().replace("FILL IN ", "Say "))
    return kata


def change(path: Path, old: str, new: str) -> None:
    """Replace a piece of a file, which must be there."""
    before = path.read_text()
    assert old in before
    path.write_text(before.replace(old, new))
