"""What each student handed in, sorted: candidates for each kata, oddities, and the rest."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from dojo.catalog import all_katas
from dojo.classroom.entries import Entry, UnreadableError
from dojo.classroom.gradescope import METADATA
from dojo.classroom.layouts import Clues, Place, place
from dojo.classroom.names import Owner, nearest
from dojo.model import Kata

ASIDE = ("solutions", "mistakes")
"""Folders of the repository in which no answers are looked for; nor are they in hidden ones."""
TYPED = ("text.html", "link.html")
"""As Canvas names what a student has typed or linked to."""
COMPARED = 10_000
"""Files of a student whose names are compared with those of answers: each takes a tenth of a millisecond."""
NO_STUDENT = "lies in no student's folder. Put it in a folder named as the student."


@dataclass(frozen=True)
class Note:
    """Something that is no answer, and why: the end of a sentence that begins with its path."""

    parts: tuple[str, ...]
    words: str
    nearest: str = ""


@dataclass(frozen=True)
class Candidate:
    """A file that is named as a kata's answer."""

    entry: Entry
    rest: tuple[str, ...]
    """Its path in what the student handed in."""
    attempt: tuple[int, int]

    @property
    def is_aside(self) -> bool:
        """Whether it lies where no answers are looked for."""
        return any(name in ASIDE or name.startswith(".") for name in self.rest[:-1])


@dataclass
class Pile:
    """What one student handed in."""

    candidates: dict[Kata, list[Candidate]] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    others: list[tuple[Entry, tuple[str, ...]]] = field(default_factory=list)
    """Files that are not named as any answer, with their paths in what the student handed in."""


@dataclass
class Piles:
    """What a whole class handed in."""

    katas: Sequence[Kata]
    clues: Clues
    of: dict[Owner, Pile] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    """Of no student."""
    _folders: set[tuple[str, ...]] = field(default_factory=set)
    """Also archives: what is said of one as a whole comes after it."""

    @cached_property
    def _names(self) -> dict[str, list[Kata]]:
        names: dict[str, list[Kata]] = {}
        for kata in self.katas:
            names.setdefault(kata.stub.name, []).append(kata)
        return names

    @cached_property
    def _not_now(self) -> set[str]:
        """Names of the files of katas that are not graded now: there is nothing to say of them."""
        return {kata.stub.name for root in {one.root for one in self.katas} for kata in all_katas(root)} - set(
            self._names
        )

    def add(self, entry: Entry, parts: tuple[str, ...]) -> None:
        """Put an entry on the piles of those who handed it in.

        Args:
            entry: what it is.
            parts: where it lies in the class.
        """
        found = place(parts, self.clues, is_loose=entry.kind != "folder" and parts not in self._folders)
        found = found or self._loose(entry, parts)
        if entry.kind == "folder":
            self._folders.add(parts)
        if entry.kind == "skipped" or found is None:
            self.notes.extend([Note(entry.parts, entry.words)] if entry.words else [])
            return
        for owner in map(self.clues.of_class, found.owners):
            self._put(self.of.setdefault(owner, Pile()), entry, found)

    def add_outside(self, entry: Entry, parts: tuple[str, ...]) -> None:
        """Take note of what lies outside of all classes: of a file beside them, or of what befell one as a whole."""
        if parts:
            self.add(entry, parts)
        else:
            self.notes.append(Note(entry.parts, entry.words))

    def _put(self, pile: Pile, entry: Entry, found: Place) -> None:
        if entry.kind == "problem":
            pile.notes.append(Note(entry.parts, entry.words, self._near(entry.parts[-1])))
        elif entry.kind == "file":
            kata = None if self._is_tool(found.rest) else self._kata(found.rest)
            if kata:
                pile.candidates.setdefault(kata, []).append(Candidate(entry, found.rest, found.attempt))
            else:
                pile.others.append((entry, found.rest))

    def _loose(self, entry: Entry, parts: tuple[str, ...]) -> Place | None:
        """Return whose a file at the top is: its name tells, where one kata alone is graded and it is not named so."""
        name = parts[-1]
        if entry.kind != "file" or name == METADATA:
            return None
        near = self._near(name)
        if len(self.katas) == 1 and name.endswith(".py") and not near and name not in self._not_now:
            return Place((Owner(name.removesuffix(".py")),), (self.katas[0].stub.name,))
        self.notes.append(Note(entry.parts, NO_STUDENT, near))
        return None

    def _kata(self, rest: tuple[str, ...]) -> Kata | None:
        """Return the kata whose answer a path is named as; its folder decides where two have the same name."""
        named = self._names.get(rest[-1], [])
        inside = [kata for kata in named if kata.name in rest[-2:-1]]
        return inside[0] if inside else named[0] if len(named) == 1 else None

    def _near(self, name: str) -> str:
        return name if name in self._names else nearest(name, self.katas)

    def others(self, pile: Pile) -> Iterable[Note]:
        """Return what there is to say of files that are not named as answers.

        Nothing of the repository's own, nor of answers to katas that are not graded now.
        """
        clones = {rest[: rest.index("katas")] for _, rest in _paths(pile) if "katas" in rest[:-1]}
        plain = []
        for number, (entry, rest) in enumerate(pile.others):
            if rest[-1] in self._not_now:
                continue
            if any(rest[:depth] in clones and self._is_own(rest[depth:]) for depth in range(len(rest))):
                continue
            near = self._near(rest[-1]) if number < COMPARED else ""
            if rest[-1].lower().endswith(".ipynb"):
                yield Note(entry.parts, "is a notebook, and notebooks are not graded. Hand in the Python file.", near)
            elif rest[-1] in TYPED and entry.parts[-1] != rest[-1]:
                yield Note(entry.parts, "was typed into Canvas, and is no file. Hand in the Python file.")
            elif near:
                yield Note(entry.parts, "is not named as a kata's file.", near)
            else:
                plain.append(entry.parts)
        if plain:
            yield Note(plain[0], "is no kata's file.") if len(plain) == 1 else _summary(plain)

    def _is_tool(self, rest: tuple[str, ...]) -> bool:
        """Whether this is the path of a file of dojo itself: one of them is named as a kata's."""
        return any(part == "dojo" and self._is_own(rest[at:]) for at, part in enumerate(rest[:-1]))

    def _is_own(self, rest: tuple[str, ...]) -> bool:
        """Whether the repository itself has a file of this path."""
        try:
            return any(kata.root.joinpath(*rest).is_file() for kata in self.katas[:1])
        except OSError:
            return False


def _paths(pile: Pile) -> Iterable[tuple[Entry, tuple[str, ...]]]:
    yield from pile.others
    for candidates in pile.candidates.values():
        yield from ((candidate.entry, candidate.rest) for candidate in candidates)


def _summary(plain: Sequence[tuple[str, ...]]) -> Note:
    names = ", ".join(parts[-1] for parts in plain[1:4]) + (", …" if len(plain) > 4 else "")
    return Note(plain[0], f"is no kata's file, nor are {len(plain) - 1} more: {names}.")


def content(entry: Entry) -> bytes | str:
    """Return a file's content, or in words why there is none."""
    try:
        return entry.read()
    except UnreadableError as error:
        return str(error)
