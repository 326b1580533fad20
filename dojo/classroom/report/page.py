"""From the table of a class to what the page shows."""

from collections.abc import Sequence
from dataclasses import dataclass

from dojo.classroom.feedback import leftover_text
from dojo.classroom.report.answers import groups_of, numbers_of
from dojo.classroom.report.items import items_of, large_of, mistakes_of, slow_of
from dojo.classroom.report.measures import Spread, spread
from dojo.classroom.report.notes import Notes, notes_of
from dojo.classroom.report.records import Group, Item, KataPage, Mistake, Person
from dojo.classroom.sheet import Cell, Sheet
from dojo.classroom.texts import one_line
from dojo.learner.standing import concept
from dojo.model import Kata

FEW = 3
"""Tests and mistakes that are named on the first screen."""


@dataclass(frozen=True)
class Mark:
    """One student and one kata."""

    kata: str
    """The kata's key."""
    group: Group | None
    points: int
    possible: int
    missing: str
    """Why there is no grade, "" where there is one."""
    origin: str
    seconds: float

    @property
    def share(self) -> float | None:
        """The share of the points, None where there is no grade."""
        return None if self.missing or not self.possible else self.points / self.possible


@dataclass(frozen=True)
class Row:
    """One student."""

    person: Person
    marks: tuple[Mark, ...]
    points: int
    leftovers: tuple[str, ...]


@dataclass(frozen=True)
class Page:
    """All of it."""

    katas: tuple[KataPage, ...]
    rows: tuple[Row, ...]
    total: int
    points: Spread | None
    """Of the sums of all students, who have 0 for what they did not hand in."""
    hardest: tuple[tuple[KataPage, Item], ...]
    """A few tests of all katas that the smallest share has passed."""
    commonest: tuple[tuple[KataPage, Mistake], ...]
    """A few mistakes that the most students have made."""
    notes: Notes

    @property
    def shares(self) -> tuple[float, ...]:
        """Of all points, one for each student."""
        return tuple(row.points / self.total for row in self.rows) if self.total else ()

    @property
    def missing(self) -> int:
        """Answers that were not handed in."""
        return len(self.rows) * len(self.katas) - sum(kata.handed_in for kata in self.katas)

    @property
    def broken(self) -> int:
        """Answers that do not load."""
        return sum(len(group.people) for kata in self.katas for group in kata.groups if group.broken)


def page_of(sheet: Sheet) -> Page:
    """Return what the page shows of a class. Reads the titles of the katas' texts, and nothing else."""
    people = {
        student: Person(f"s{number}", one_line(student), one_line(sheet.numbers.get(student, "")))
        for number, student in enumerate(sheet.rows, 1)
    }
    katas = tuple(_kata(sheet, column, list(people.values())) for column in range(len(sheet.katas)))
    behaviours = {(person.key, kata.key): group for kata in katas for group in kata.groups for person in group.people}
    rows = tuple(_row(sheet, student, person, katas, behaviours) for student, person in people.items())
    items = [(kata, item) for kata in katas for item in kata.hardest_first[:FEW] if item.difficulty not in (None, 1)]
    mistakes = [(kata, mistake) for kata in katas for mistake in kata.mistakes]
    return Page(
        katas=katas,
        rows=rows,
        total=sheet.total,
        points=spread([row.points for row in rows]),
        hardest=tuple(sorted(items, key=lambda one: one[1].difficulty or 0.0)[:FEW]),
        commonest=tuple(sorted(mistakes, key=lambda one: -len(one[1].people))[:FEW]),
        notes=notes_of(sheet, people, katas),
    )


def _kata(sheet: Sheet, column: int, people: Sequence[Person]) -> KataPage:
    kata, cells = sheet.katas[column], [row[column] for row in sheet.rows.values()]
    key, possible = f"k{column + 1}", sheet.possible[column]
    answers = [
        (person, cell.grade.result) for person, cell in zip(people, cells, strict=True) if cell.grade is not None
    ]
    results = [result for _, result in answers]
    numbers = numbers_of(results)
    groups, position = groups_of(key, answers, numbers)
    judged = [groups[index].judged for index in position]
    return KataPage(
        key=key,
        name=kata.name,
        concept=_concept(kata),
        possible=possible,
        handed_in=sum(cell.handed_in or cell.grade is not None for cell in cells),
        full=sum(0 < possible == result.points for result in results),
        judged=sum(judged),
        shares=tuple(result.points / possible for result in results) if possible else (),
        points=spread([result.points for result in results]),
        items=items_of(results, judged, numbers),
        mistakes=mistakes_of(answers),
        groups=groups,
        slow=slow_of(answers, numbers),
        large=large_of(answers),
    )


def _concept(kata: Kata) -> str:
    text = concept(kata)
    return "" if text == kata.module else one_line(text)


def _row(
    sheet: Sheet,
    student: str,
    person: Person,
    katas: Sequence[KataPage],
    behaviours: dict[tuple[str, str], Group],
) -> Row:
    cells = zip(sheet.rows[student], katas, strict=True)
    marks = tuple(_mark(cell, kata, behaviours.get((person.key, kata.key))) for cell, kata in cells)
    leftovers = tuple(leftover_text(one) for one in sheet.leftovers if one.student == student)
    return Row(person, marks, sheet.points(student), leftovers)


def _mark(cell: Cell, kata: KataPage, group: Group | None) -> Mark:
    return Mark(
        kata=kata.key,
        group=group,
        points=cell.points,
        possible=cell.possible,
        missing=cell.missing,
        origin="" if cell.grade is None else one_line(cell.grade.submission.origin),
        seconds=sum(check.seconds for check in cell.checks),
    )
