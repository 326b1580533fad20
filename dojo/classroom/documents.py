"""Grades as JSON: everything for programs, and a student's results.json for Gradescope.

All is ASCII, and no text holds a character that some program would refuse.
"""

import json
from dataclasses import asdict
from typing import Any

from dojo.classroom.feedback import check_text, grade_lines, leftover_text, text_of
from dojo.classroom.sheet import Cell, Sheet
from dojo.classroom.texts import plain
from dojo.model import Check

VERSION = 1
"""Of the layout of results.json."""


def results_json(sheet: Sheet) -> str:
    """Return all that is known: each student, kata and test, and what could not be matched."""
    worth = zip(sheet.katas, sheet.possible, strict=True)
    head = {
        "version": VERSION,
        "total": sheet.total,
        "katas": [{"kata": kata.name, "points": points} for kata, points in worth],
        "leftovers": [asdict(leftover) for leftover in sheet.leftovers],
    }
    # One student after the other: a large class as one structure would take several times the memory of its text.
    students = ",\n".join(_json(_student(sheet, student)) for student in sheet.rows)
    return f'{_json(head)[:-2]},\n "students": [\n{students}\n ]\n}}\n'


def _student(sheet: Sheet, student: str) -> dict[str, Any]:
    return {
        **{"student": student, "number": sheet.numbers.get(student, ""), "points": sheet.points(student)},
        "katas": [_plain_cell(one) for one in sheet.rows[student]],
    }


def _plain_cell(one: Cell) -> dict[str, Any]:
    head = {"kata": one.kata.name, "points": one.points, "total": one.possible, "missing": one.missing}
    if one.grade is None:
        return head
    grade, result = one.grade, one.grade.result
    return {
        **head,
        **{"origin": grade.submission.origin, "digest": grade.submission.digest, "tests": grade.terms.tests},
        **{"seed": grade.terms.seed, "versions": grade.versions, "graded": grade.graded},
        "tier": result.tier,
        "checks": [_plain_check(check) for check in result.checks],
        "diagnoses": [vars(diagnosis) for diagnosis in result.diagnoses],
        "ended": result.ended,
        "memory": result.memory,
    }


def _plain_check(check: Check) -> dict[str, Any]:
    """Do as dataclasses.asdict, which copies every text and takes ten times as long."""
    return {**vars(check), "failure": None if check.failure is None else vars(check.failure)}


def gradescope_json(sheet: Sheet, student: str) -> str:
    """Return one student's results.json as Gradescope's autograders write it; its texts are texts, not Markdown.

    Raises:
        KeyError: there is no such student.
    """
    cells = sheet.rows[student]
    tests = [test for one in cells for test in _gradescope_tests(one)]
    told = [text_of(grade_lines(one.kata, one.grade)) for one in cells if one.grade is not None]
    told += [f"not graded: {leftover_text(left)}" for left in sheet.leftovers if left.student == student]
    document = {
        "score": sheet.points(student),
        "execution_time": round(sum(check.seconds for one in cells for check in one.checks), 3),
        "output": "\n\n".join(told) or "Nothing was handed in.",
        **dict.fromkeys(("output_format", "test_output_format", "test_name_format"), "text"),
        "tests": tests,
    }
    return _json(document) + "\n"


def _gradescope_tests(one: Cell) -> list[dict[str, Any]]:
    if one.missing:
        missing = {"name": one.kata.name, "score": 0, "max_score": one.possible}
        return [{**missing, "status": "failed", "output": one.missing, "tags": [one.kata.name]}]
    return [_gradescope_test(check) for check in one.checks if check.outcome != "skipped"]


def _gradescope_test(check: Check) -> dict[str, Any]:
    passed = check.outcome == "passed"
    return {
        "name": f"{check.kata}: {check.title}",
        "score": check.points if passed else 0,
        "max_score": check.points,
        "status": "passed" if passed else "failed",
        "output": "" if passed else check_text(check),
        "tags": [check.kata],
    }


def _json(document: dict[str, Any]) -> str:
    return json.dumps(plain(document), indent=1)
