"""What a teacher should look at, and under which conditions it was graded."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dojo.classroom.feedback import leftover_text
from dojo.classroom.records import Grade
from dojo.classroom.report.records import KataPage, Person
from dojo.classroom.sheet import NOT_GRADED, Sheet
from dojo.classroom.texts import one_line

REFUSED = re.compile(r"\w+\(\) returned (something of type [^;\s]+|a tensor without plain values)")
"""How the message about an answer begins that is no plain value (dojo.plain, dojo.worker.writing)."""

Graded = Sequence[tuple[Person, Grade]]


@dataclass(frozen=True)
class Alike:
    """Answers that are the same, byte by byte."""

    kata: str
    people: tuple[Person, ...]
    points: int


@dataclass(frozen=True)
class Conditions:
    """How one kata was graded, or some of its answers."""

    kata: str
    answers: int
    seed: int
    tier: str
    tests: str
    versions: str
    first: str
    last: str


@dataclass(frozen=True)
class Refused:
    """Something that is no plain value and was given back as an answer."""

    kata: str
    words: str
    people: tuple[Person, ...]


@dataclass(frozen=True)
class Ended:
    """A run that was lost or stopped."""

    kata: str
    person: Person
    words: str
    times: int


@dataclass(frozen=True)
class Notes:
    """What a teacher should look at, and how it was graded."""

    ended: tuple[Ended, ...]
    refused: tuple[Refused, ...]
    alike: tuple[Alike, ...]
    unwritten: tuple[Alike, ...]
    leftovers: tuple[str, ...]
    ungraded: tuple[tuple[str, Person], ...]
    """Kata and student of what was handed in and has no grade."""
    conditions: tuple[Conditions, ...]


def notes_of(sheet: Sheet, people: Mapping[str, Person], katas: Sequence[KataPage]) -> Notes:
    """Collect what is worth a look.

    Args:
        sheet: the class.
        people: student -> how they are shown.
        katas: as they are shown, in the order of the sheet's.
    """
    cells = [(people[student], one) for student, row in sheet.rows.items() for one in row]
    graded = [(person, one.grade) for person, one in cells if one.grade is not None]
    unwritten = tuple(
        Alike(kata.name, group.people, group.points) for kata in katas for group in kata.groups if group.unwritten
    )
    blank = {(one.kata, person.key) for one in unwritten for person in one.people}
    written = [(person, grade) for person, grade in graded if (grade.submission.kata, person.key) not in blank]
    return Notes(
        tuple(_ended(graded)),
        tuple(_refused(graded)),
        tuple(_alike(written)),
        unwritten,
        tuple(map(leftover_text, sheet.leftovers)),
        tuple((one.kata.name, person) for person, one in cells if one.missing == NOT_GRADED),
        tuple(_conditions(graded)),
    )


def _ended(graded: Graded) -> Iterator[Ended]:
    for person, grade in graded:
        for words, times in Counter(map(one_line, grade.result.ended)).items():
            yield Ended(grade.submission.kata, person, words, times)


def _refused(graded: Graded) -> Iterator[Refused]:
    found: dict[tuple[str, str], dict[Person, None]] = {}
    for person, grade in graded:
        for check in grade.result.of("failed"):
            failure = check.failure
            about = REFUSED.match(failure.words) if failure is not None and not failure.raised else None
            if about is not None:
                found.setdefault((grade.submission.kata, one_line(about[1])), {})[person] = None
    for (kata, words), people in sorted(found.items()):
        yield Refused(kata, words, tuple(people))


def _alike(graded: Graded) -> Iterator[Alike]:
    """Say which students have handed in the same bytes, the answers with the fewest points first.

    Right answers to a small kata are often written alike; the same mistakes in the same words are worth a question.
    """
    same: dict[tuple[str, str], list[tuple[Person, Grade]]] = {}
    for person, grade in graded:
        same.setdefault((grade.submission.kata, grade.submission.digest), []).append((person, grade))
    shared = [some for some in same.values() if len(some) > 1]
    for some in sorted(shared, key=lambda some: (some[0][1].submission.kata, some[0][1].result.points)):
        grade = some[0][1]
        yield Alike(grade.submission.kata, tuple(person for person, _ in some), grade.result.points)


def _conditions(graded: Graded) -> Iterator[Conditions]:
    """Say how it was graded: one for each kata, more only where its grades were made under different conditions."""
    same: dict[tuple[str, int, str, str, str], list[str]] = {}
    for _, grade in graded:
        terms, kata = grade.terms, grade.submission.kata
        same.setdefault((kata, terms.seed, grade.result.tier, terms.tests, grade.versions), []).append(grade.graded)
    for (kata, seed, tier, tests, versions), when in sorted(same.items()):
        yield Conditions(kata, len(when), seed, tier, tests, versions, min(when), max(when))
