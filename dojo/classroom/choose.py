"""Which of several files counts as a student's answer to a kata, and what is said of the others."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dojo.classroom.names import printable_path
from dojo.classroom.piles import Candidate, Note, content
from dojo.model import Kata

MOST = 10
"""Files that are looked at as an answer of one student to one kata."""
UNREAD = f"was not looked at: {MOST} others of this name were."


@dataclass(frozen=True)
class Own:
    """What the repository itself has of a kata: nobody's answer."""

    kata: Kata
    texts: frozenset[bytes]
    """Of the stub, of the stub as it was, and of the solution, as far as they are there."""
    stub: list[bytes] | None
    """Words of the stub as it was, for the grader's own file may be filled in; None where there is no stub."""


def own_of(kata: Kata) -> Own:
    """Read the repository's own files of a kata, once for all students."""
    found = {path: path.read_bytes() for path in (kata.stub, kata.solution, kata.original) if path.is_file()}
    stub = found.get(kata.original, found.get(kata.stub))
    return Own(kata, frozenset(found.values()), None if stub is None else stub.split())


@dataclass(frozen=True)
class Choice:
    """The file that counts, if one does."""

    taken: Candidate | None
    content: bytes
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class _Read:
    """A candidate and its content."""

    candidate: Candidate
    content: bytes
    is_stub: bool
    position: int
    """Where it was found among the others."""
    place: int
    """0 in katas/03_backprop/, 1 in 03_backprop/, 2 at the top, 3 elsewhere."""

    @property
    def rank(self) -> tuple[int, ...]:
        """The smallest counts."""
        upload, copy = self.candidate.attempt
        return -upload, -copy, self.is_stub, self.place, len(self.candidate.rest), self.position


def choose(own: Own, candidates: Sequence[Candidate]) -> Choice:
    """Return what counts: the newest upload, rather no untouched stub, rather where the kata's file belongs."""
    kata = own.kata
    aside = [one for one in candidates if one.is_aside]
    notes = [note for one in aside[:MOST] for note in _aside(own, one)]
    notes += [Note(one.entry.parts, UNREAD) for one in aside[MOST:]]
    open_to_choice = sorted((one for one in candidates if not one.is_aside), key=lambda one: _order(kata, one))
    read: list[_Read] = []
    for position, candidate in enumerate(open_to_choice):
        text = content(candidate.entry) if position < MOST else UNREAD
        if isinstance(text, str):
            notes.append(Note(candidate.entry.parts, text, kata.stub.name))
        else:
            read.append(_Read(candidate, text, _is_stub(own, text), position, _place(kata, candidate)))
    if not read:
        return Choice(None, b"", tuple(notes))
    best = min(read, key=lambda one: one.rank)
    notes.extend(Note(one.candidate.entry.parts, _why(one, best)) for one in read if one is not best)
    return Choice(best.candidate, best.content, tuple(notes))


def _order(kata: Kata, one: Candidate) -> tuple[int, ...]:
    upload, copy = one.attempt
    return -upload, -copy, _place(kata, one), len(one.rest)


def _place(kata: Kata, one: Candidate) -> int:
    if one.rest[-3:-1] == ("katas", kata.name):
        return 0
    if one.rest[-2:-1] == (kata.name,):
        return 1
    return 2 if len(one.rest) == 1 else 3


def _is_stub(own: Own, text: bytes) -> bool:
    return text.split() == own.stub


def _aside(own: Own, one: Candidate) -> Iterator[Note]:
    """Tell of a file where no answers are looked for, if it is not the repository's own."""
    text, kata = content(one.entry), own.kata
    if text not in own.texts:
        words = f"lies where no answers are looked for. Hand in katas/{kata.name}/{kata.stub.name}."
        yield Note(one.entry.parts, text if isinstance(text, str) else words, kata.stub.name)


def _why(one: _Read, best: _Read) -> str:
    taken = printable_path(best.candidate.entry.parts)
    if one.content == best.content:
        return f"has the same content as {taken}, which was taken."
    if one.candidate.attempt != best.candidate.attempt:
        return f"was handed in before {taken}, which was taken."
    if one.is_stub != best.is_stub:
        return f"is the untouched stub; {taken} was taken."
    if one.place != best.place:
        return f"was not taken, but {taken}, which lies where the kata's file belongs."
    return f"was not taken, but {taken}, which comes first."
