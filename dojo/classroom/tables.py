"""Grades as CSV: for people, and for the import of Canvas and Moodle.

What strangers named themselves stays a text in a spreadsheet (`texts.cell`). All cells are quoted.
"""

import csv
import io
from collections.abc import Sequence

from dojo.classroom.sheet import NOT_GRADED, Cell, Sheet
from dojo.classroom.texts import cell
from dojo.summary import plural

Row = Sequence[str | int]
CANVAS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")


def grades_csv(sheet: Sheet) -> str:
    """Return one row for each student: points by kata, their sum, what could be earned, what is missing, feedback."""
    header = ["student", "number", *(kata.name for kata in sheet.katas), "total", "of", "notes", "feedback"]
    rows: list[Row] = [
        [
            student,
            sheet.numbers.get(student, ""),
            *map(_score, cells),
            sheet.points(student),
            sheet.total,
            _notes(cells),
            f"feedback/{sheet.stems[student]}.md",
        ]
        for student, cells in sheet.rows.items()
    ]
    return _csv(header, rows)


def canvas_csv(sheet: Sheet) -> str:
    """Return what Canvas imports in its gradebook, with a column for each kata.

    Canvas looks for a student by its own number, the school's number, login and name, in this order, and asks about
    those whom it does not find. A student whom no system told of may be named here as the login is.
    A kata that Canvas does not know becomes an assignment, worth the points of the second row.
    """
    rows: list[Row] = [["Points Possible", "", "", "", "", *sheet.possible]]
    for student, cells in sheet.rows.items():
        name, number, system = _no_header(student), sheet.numbers.get(student, ""), sheet.systems.get(student)
        school = number if system == "Gradescope" else ""
        login = name if system is None else school if "@" in school else ""
        known = [number if system == "Canvas" else "", school if school != login else "", login]
        rows.append([name, *known, "", *map(_score, cells)])
    return _csv([*CANVAS, *(kata.name for kata in sheet.katas)], rows)


def _no_header(student: str) -> str:
    """Canvas takes a row that begins with these words for what the katas are worth, also if a student is named so."""
    return student.replace("Points Possible", "Points-Possible")


def moodle_csv(sheet: Sheet) -> str:
    """Return what Moodle imports in its gradebook: for each kata a column of points and one of feedback.

    On import, Moodle asks which of its fields the students are named by, and which column is which activity. It knows
    them by e-mail address, user name, ID number or its own user number: not by name, nor by the participant's number,
    which is all that its exports of submissions tell (see `worksheet_csv`). It wants both columns of an activity: with
    one alone it clears the other.
    """
    header = ["student", "number", *(name for kata in sheet.katas for name in (kata.name, f"{kata.name} feedback"))]
    rows: list[Row] = [
        [*_who(sheet, student), *(value for one in cells for value in (_score(one), _feedback(one)))]
        for student, cells in sheet.rows.items()
    ]
    return _csv(header, rows)


def worksheet_csv(sheet: Sheet) -> str:
    """Return what the Moodle assignment that was exported takes in as its grading worksheet: the sum of all katas.

    It knows students by the numbers of its participants, and its columns by their English names. With no time of an
    earlier grade, it leaves grades that stand there already, unless told to overwrite them; those above its own maximum
    it leaves out.
    """
    header = ["Identifier", "Full name", "Grade", "Maximum grade", "Last modified (grade)", "Feedback comments"]
    rows: list[Row] = [
        [f"Participant {sheet.numbers[student]}", student, _sum(cells), sheet.total, "", _by_kata(cells)]
        for student, cells in sheet.rows.items()
        if sheet.systems.get(student) == "Moodle"
    ]
    return _csv(header, rows)


def _sum(cells: Sequence[Cell]) -> str | int:
    """Not half a sum, where something could not be graded yet."""
    scores = [_score(one) for one in cells]
    return "" if "" in scores else sum(map(int, scores))


def _by_kata(cells: Sequence[Cell]) -> str:
    return "; ".join(f"{one.kata.name}: {_feedback(one)}" for one in cells)


def _who(sheet: Sheet, student: str) -> Row:
    return student, sheet.numbers.get(student, "")


def _score(one: Cell) -> str | int:
    """What was not handed in counts 0; what could not be graded yet is nobody's fault, and stays empty."""
    return "" if one.missing == NOT_GRADED else one.points


def _feedback(one: Cell) -> str:
    return one.missing or f"{one.points} of {plural(one.possible, 'point')}"


def _notes(cells: Sequence[Cell]) -> str:
    return "; ".join(f"{one.kata.name} {one.missing}" for one in cells if one.missing)


def _csv(header: Row, rows: Sequence[Row]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerows([cell(value) for value in row] for row in [header, *rows])
    return text.getvalue()
