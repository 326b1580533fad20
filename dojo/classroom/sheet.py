"""The grades of a class as a table of students and katas, in which nothing is silently absent."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from dojo.classroom.records import Grade, Intake, Leftover
from dojo.classroom.texts import file_stem
from dojo.learner.standing import worth
from dojo.model import Check, Kata

NOT_HANDED_IN = "not handed in"
NOT_GRADED = "not graded yet"


@dataclass(frozen=True)
class Cell:
    """What one student has got for one kata."""

    kata: Kata
    grade: Grade | None
    possible: int
    """The points that could be earned."""
    handed_in: bool

    @property
    def points(self) -> int:
        """The points earned."""
        return 0 if self.grade is None else self.grade.result.points

    @property
    def checks(self) -> tuple[Check, ...]:
        """The verdicts; none where there is no grade."""
        return () if self.grade is None else self.grade.result.checks

    @property
    def missing(self) -> str:
        """Why there is no grade, "" where there is one."""
        return "" if self.grade is not None else NOT_GRADED if self.handed_in else NOT_HANDED_IN


@dataclass(frozen=True)
class Sheet:
    """The table."""

    katas: tuple[Kata, ...]
    possible: tuple[int, ...]
    """The points of each kata."""
    rows: dict[str, tuple[Cell, ...]]
    """student -> their cells, in the order of the katas."""
    leftovers: tuple[Leftover, ...]
    """What was handed in and is no answer."""
    numbers: dict[str, str]
    """student -> what the exporting system counts them by, where it told so."""
    systems: dict[str, str]
    """student -> the system whose number that is: Canvas, Moodle or Gradescope."""

    @cached_property
    def stems(self) -> dict[str, str]:
        """Student -> the name, without suffix, of the files that are theirs alone."""
        often = Counter(map(file_stem, self.rows))
        return {one: stem if often[stem := file_stem(one)] == 1 else file_stem(one, 64) for one in self.rows}

    def points(self, student: str) -> int:
        """All that a student has earned."""
        return sum(cell.points for cell in self.rows[student])

    @property
    def total(self) -> int:
        """All that could be earned."""
        return sum(self.possible)


def sheet_of(grades: Sequence[Grade], intake: Intake, katas: Sequence[Kata]) -> Sheet:
    """Lay out the newest grades of a class.

    Students are those of the intake, in its order, and then those who have a grade only. What a kata is worth is the
    most that any of its grades could have reached; where there is none, what its graded tests say.
    """
    found = {(grade.submission.student, grade.submission.kata): grade for grade in grades}
    handed_in = {(one.student, one.kata) for one in intake.submissions}
    possible = {kata.name: 0 for kata in katas}
    for (_, name), grade in found.items():
        if name in possible:
            possible[name] = max(possible[name], grade.result.total)
    possible = {kata.name: possible[kata.name] or worth(kata) for kata in katas}
    students = dict.fromkeys([*intake.students, *(student for student, _ in found)])
    rows = {
        student: tuple(
            Cell(kata, found.get((student, kata.name)), possible[kata.name], (student, kata.name) in handed_in)
            for kata in katas
        )
        for student in students
    }
    numbers = {student: number for student, number, _ in intake.numbers}
    systems = {student: system for student, _, system in intake.numbers}
    return Sheet(tuple(katas), tuple(possible.values()), rows, intake.leftovers, numbers, systems)
