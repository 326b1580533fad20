"""Which classes lie in what was handed in: mostly one; several where a course has sections and an export of each.

What a student named must never decide whose work something is, and the look of a folder's contents is such a name. So
a folder or archive is a class of its own only where *everything* beside it is one too: where a single one is not, all
are students' own, and those that look like exports are told.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from dojo.classroom.entries import ARCHIVE, Entry
from dojo.classroom.gradescope import METADATA
from dojo.classroom.layouts import CANVAS, MOODLE, WRAPPER

Parts = tuple[str, ...]
MANY = 3
"""Folders with an answer to the same kata that only a whole class has; one student may have kept a second attempt."""
GIT_HUB = ("katas", ".git")


@dataclass(frozen=True)
class Section:
    """A class in what was handed in."""

    above: Parts
    """The path of its folder or archive; () where all that was handed in is one class."""
    system: str = ""
    """Canvas, Moodle or Gradescope, where all in it is named by that system: then its numbers tell people apart. ""
    also where the teacher has named the folder: a file that came by mail may be named as if Canvas had done it."""

    @property
    def name(self) -> str:
        """The name of its folder or archive, as people call it."""
        return ARCHIVE.sub("", self.above[0]).removesuffix("-submissions") if self.above else ""


@dataclass(frozen=True)
class Sections:
    """All classes in what was handed in."""

    all: tuple[Section, ...]
    around: Parts
    """The folder around all of them."""
    doubtful: tuple[Section, ...] = ()
    """What looks like a class and was not taken for one, because a student's folder lies beside it."""
    beside: Parts = ()
    """That folder, the first of them."""


def sections_of(entries: Sequence[Entry], zipped: bool, known: Collection[str]) -> Sections:
    """Find the classes.

    Args:
        entries: all that was handed in.
        zipped: it was a zip file, in which many programs put a folder around everything.
        known: names that lie in a student's folder: of katas, and of their files.
    """
    around = _around(entries, zipped, known)
    first = len(around) + 1
    inner: dict[Parts, set[str]] = {}
    for entry in entries:
        if entry.kind == "folder" and len(entry.parts) == first:
            inner.setdefault(entry.parts, set())
        for depth in range(first, min(first + 2, len(entry.parts))):
            inner.setdefault(entry.parts[:depth], set()).add(entry.parts[depth])
    tops = sorted(parts for parts in inner if len(parts) == first)
    looks = {top: _section(top, inner, known) for top in tops}
    found = tuple(section for section in looks.values() if section is not None)
    others = [top for top, section in looks.items() if section is None]
    if found and not others:
        return Sections(found, around)
    return Sections((Section(around),), around, found, others[0] if found else ())


def _section(top: Parts, inner: dict[Parts, set[str]], known: Collection[str]) -> Section | None:
    """Return the class that lies in a folder or archive, if it does not look like one student's work."""
    names = inner.get(top, set())
    if CANVAS.fullmatch(top[-1]) or MOODLE.fullmatch(top[-1]) or not names.isdisjoint({*known, *GIT_HUB}):
        return None
    only = (*top, *names)
    if len(names) == 1 and _is_wrapped(top, only, inner):
        top, names = only, inner.get(only, set())
        if not names.isdisjoint({*known, *GIT_HUB}):
            return None
    named = ARCHIVE.sub("", top[-1])
    if system := _system(names):
        return Section(top, "" if named.endswith("-submissions") else system)
    return Section(top) if names and WRAPPER.fullmatch(named) else None


def _is_wrapped(top: Parts, only: Parts, inner: Mapping[Parts, set[str]]) -> bool:
    """Whether the only thing in a folder or archive is the class; in one that is named as a class it is a student's."""
    named = ARCHIVE.sub("", top[-1])
    if WRAPPER.fullmatch(named):
        return only[-1] == named
    return bool(WRAPPER.fullmatch(only[-1]) or _system(inner.get(only, set())))


def _system(names: Collection[str]) -> str:
    """Return which system has named everything in a folder, "" where a single name is not of its making."""
    if not names:
        return ""
    if METADATA in names and all(name == METADATA or name.startswith("submission_") for name in names):
        return "Gradescope"
    return next((s for s, form in (("Canvas", CANVAS), ("Moodle", MOODLE)) if all(map(form.fullmatch, names))), "")


def _around(entries: Sequence[Entry], zipped: bool, known: Collection[str]) -> Parts:
    """Return the folder, if one, that holds everything and is no student's."""
    tops = {entry.parts[0] for entry in entries}
    if len(tops) != 1:
        return ()
    (top,) = tops
    names = {entry.parts[1] for entry in entries if len(entry.parts) > 1}
    if CANVAS.fullmatch(top) or MOODLE.fullmatch(top) or ARCHIVE.search(top) or not names.isdisjoint(known):
        return ()
    is_class = WRAPPER.fullmatch(top) or (zipped and len(names) > 1) or _holds_many(entries, known)
    return (top,) if names and is_class else ()


def _holds_many(entries: Sequence[Entry], known: Collection[str]) -> bool:
    """Whether so many folders of a folder hold the same kata's file that these are students."""
    files = {(e.parts[1], e.parts[-1]) for e in entries if e.kind == "file" and len(e.parts) > 2}
    often = Counter(name for _, name in files if name in known)
    return max(often.values(), default=0) >= MANY
