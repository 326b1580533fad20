"""A class that hands in: files, folders and zips as they come, and what is made of them."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from dojo.classroom.intake import take_in
from dojo.classroom.records import Intake, Leftover
from dojo.model import Kata

ANSWER = "def gradients():\n    return {}\n"
NAMES = ("01_shapes", "02_batching", "03_backprop")
Content = str | bytes


def zipped(files: Mapping[str, Content]) -> bytes:
    """Return a zip file of these files."""
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return memory.getvalue()


class Course:
    """Three katas, a place for what is handed in, and a place for the copies."""

    def __init__(self, folder: Path) -> None:
        self.root, self.inbox, self.copies = folder / "repository", folder / "inbox", folder / "copies"
        self.inbox.mkdir()
        self.katas: Sequence[Kata] = [Kata(self.root, name) for name in NAMES]
        for kata in self.katas:
            kata.folder.mkdir(parents=True)
            kata.solution.parent.mkdir(parents=True)
            kata.stub.write_text(f"# {kata.name}: not written yet\n")
            kata.text.write_text("# Read this first\n")
            kata.solution.write_text(f"# {kata.name}: solved\n")

    def put(self, files: Mapping[str, Content]) -> None:
        """Hand in these files."""
        for name, content in files.items():
            path = self.inbox / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)

    def take(self, handed_in: Path | None = None) -> Intake:
        """Take in the class."""
        return take_in(handed_in or self.inbox, self.katas, self.copies)


def answers(intake: Intake) -> dict[tuple[str, str], str]:
    """Return the text of each answer, by student and kata."""
    return {(one.student, one.kata): one.file.read_text() for one in intake.submissions}


def leftover(intake: Intake, origin: str) -> Leftover:
    """Return what is said of a path."""
    (found,) = [one for one in intake.leftovers if one.origin == origin]
    return found
