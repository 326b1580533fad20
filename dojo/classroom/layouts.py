"""Whose a path is: the shapes in which courses, Canvas, Moodle, Gradescope and GitHub Classroom hand over a class.

Only the names at the top decide, which the teacher or the exporting system has made: whatever a student's own folder or
archive holds is that student's, also where it is named as another's.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from dojo.classroom.entries import ARCHIVE
from dojo.classroom.names import Owner

CANVAS = re.compile(
    r"(?:(?:late_)?anon_(?P<anonymous>[a-z0-9]+)|(?P<name>.*?)_(?:late_)?(?P<user>\d+))"
    r"_(?:(?P<upload>\d+)_(?P<file>.+)|(?P<typed>(?:text|link)\.html))",
    re.IGNORECASE | re.DOTALL,
)
"""As canvas-lms names them: sortable name, LATE, user, attachment, file. Of a name without letters nothing is left."""
DOUBTFUL = re.compile(r"(?:^|_)\d+_\d+_")
"""In the rest of such a name: a second user and attachment. Canvas makes ada_12_345 of the name ada_12-_345-."""
MOODLE = re.compile(r"(?P<name>.+?)_(?P<user>\d+)_assignsubmission_(?P<kind>[a-z]+)_?(?P<file>.*)", re.DOTALL)
"""As Moodle's mod_assign names them: folders (older ones end in an underscore) or files all in one folder."""
COPY = re.compile(r"(?P<stem>.*)-(?P<number>\d{1,4})(?P<suffix>\.[^.]+)", re.DOTALL)
"""As Canvas names a file handed in again."""
WRAPPER = re.compile(r"assignment_\d+_export|.+-submissions|submissions", re.DOTALL)
"""Folders that exports put around everything."""


@dataclass(frozen=True)
class Place:
    """Whose a path is, and where it lies in what they handed in."""

    owners: tuple[Owner, ...]
    """Several, where a group handed in together."""
    rest: tuple[str, ...]
    """The path inside of it; () for the student's folder or archive itself."""
    attempt: tuple[int, int] = (0, 0)
    """The larger is the newer: the number of the upload, and of the copy."""


@dataclass(frozen=True)
class Clues:
    """What is known of the whole class."""

    roster: Mapping[str, tuple[Owner, ...]] = field(default_factory=dict)
    """Of Gradescope: the students of each folder."""
    prefix: str = ""
    """Of GitHub Classroom: how the names of all clones begin."""
    section: str = ""
    """Of several classes: what this one is called."""
    system: str = ""
    """Of several classes: what has exported this one, and has given numbers by which its students are known."""
    student: str = ""
    """Of one who handed in alone: everything is theirs."""

    def of_class(self, owner: Owner) -> Owner:
        """Return a student as one of this class; a system's own number is the same student's in all its exports."""
        return replace(owner, section=self.system if owner.number and self.system else self.section)


def place(parts: Sequence[str], clues: Clues, is_loose: bool) -> Place | None:
    """Return whose a path is, None for what lies at the top and tells no student's name.

    Args:
        parts: where it lies in the class.
        clues: what is known of the whole class.
        is_loose: it is no folder and no archive.
    """
    if clues.student:
        return Place((Owner(clues.student),), tuple(parts))
    top, rest = parts[0], tuple(parts[1:])
    if found := CANVAS.fullmatch(top):
        return _of_canvas(found, rest)
    if found := MOODLE.fullmatch(top):
        return Place(
            (Owner(found["name"], found["user"], system="Moodle"),), rest or tuple(filter(None, [found["file"]]))
        )
    if top in clues.roster:
        return Place(clues.roster[top], rest, (int("".join(re.findall("[0-9]", top))[:18] or 0), 0))
    if not rest and is_loose:
        return None
    name = ARCHIVE.sub("", top).removeprefix(clues.prefix)
    return Place((Owner(name or top),), rest)


def _of_canvas(found: re.Match[str], rest: tuple[str, ...]) -> Place:
    number, system = (found["anonymous"], "") if found["anonymous"] else (found["user"], "Canvas")
    owner = Owner(found["name"] or "anonymous", number, system=system)
    if found["typed"]:
        return Place((owner,), rest or (found["typed"],))
    file, number = found["file"], 0
    if copy := COPY.fullmatch(file):
        file, number = copy["stem"] + copy["suffix"], int(copy["number"])
    upload = 0 if DOUBTFUL.search(found["file"]) else int(found["upload"][:18])
    return Place((owner,), rest or (file,), (upload, number))


def prefix_of(handed_in: str, clones: Sequence[str], tops: Collection[str]) -> str:
    """Return how the names of all clones begin: assignment-, where the folder is named assignment-submissions.

    It is "" where another name would become a student's without it: guessed from the clones it must begin all names.

    Args:
        handed_in: the name of the folder that holds them.
        clones: the names of folders that hold a clone of the repository.
        tops: the names of all that lies beside them, and theirs.
    """
    known = handed_in.removesuffix("submissions")
    if known != handed_in and known.endswith("-"):
        return known if len({top.removeprefix(known) for top in tops}) == len(set(tops)) else ""
    first, last = min(clones, default=""), max(clones, default="")
    if first == last:
        return ""
    common = next(at for at in range(len(first) + 1) if first[at : at + 1] != last[at : at + 1])
    prefix = first[: first.rfind("-", 0, common) + 1]
    return prefix if all(top.startswith(prefix) for top in tops) else ""
