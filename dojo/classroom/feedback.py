"""What a student reads about their answers: Markdown in which nothing that the student chose is more than a text."""

from collections.abc import Sequence

from dojo.classroom.records import Grade, Leftover
from dojo.classroom.sheet import Cell, Sheet
from dojo.classroom.texts import code_block, code_span, one_line
from dojo.model import Check, Kata
from dojo.summary import Line, diagnosis_lines, failure_lines, labelled, plural, result_lines

WIDTH = 100


def feedback_markdown(sheet: Sheet, student: str) -> str:
    """Return the feedback for one student of the class.

    Raises:
        KeyError: there is no such student.
    """
    cells = sheet.rows[student]
    parts = [f"# Feedback for {code_span(student)}\n", f"{sheet.points(student)} of {plural(sheet.total, 'point')}\n"]
    parts.append("| kata | points | |\n|---|---|---|\n" + "".join(map(_row, cells)))
    parts += [_section(one.grade, one.kata) for one in cells if one.grade is not None]
    if left := [leftover for leftover in sheet.leftovers if leftover.student == student]:
        parts.append("## Not graded\n\n" + code_block("\n".join(map(leftover_text, left))))
    return "\n".join(parts)


def leftover_text(leftover: Leftover) -> str:
    """Say why something was not graded, in one line; a file that is named as it should be is not told its name."""
    is_news = leftover.nearest and leftover.origin.rpartition("/")[2] != leftover.nearest
    nearest = f" (meant to be {leftover.nearest}?)" if is_news else ""
    return one_line(f"{leftover.origin}: {leftover.reason}{nearest}")


def grade_lines(kata: Kata, grade: Grade) -> list[Line]:
    """Say what an answer got, as `pytest` says it to a learner: the sum, the known mistakes, each failure."""
    result = grade.result
    lines = result_lines(kata, result, alone=False, following=None)
    lines += diagnosis_lines(result.diagnoses)
    for check in result.of("failed"):
        lines += [Line(), *failure_lines(check)]
    if result.ended:
        lines += [Line(), *(labelled("ended", words) for words in result.ended)]
    return lines


def check_text(check: Check) -> str:
    """Say why a test was not passed."""
    failure = check.failure
    if failure is not None and check.outcome in ("error", "skipped"):
        return "\n".join(part for part in (failure.raised, failure.words, *failure.where) if part)
    return text_of(failure_lines(check))


def text_of(lines: Sequence[Line]) -> str:
    """Return lines as text of a width that most screens have; what belongs to one line stays indented below it."""
    return "\n".join(_indented(part, line.hang or 0) for line in lines for part in line.laid_out(WIDTH))


def _indented(text: str, by: int) -> str:
    return "\n".join(" " * by * bool(number) + part.rstrip() for number, part in enumerate(text.split("\n")))


def _row(one: Cell) -> str:
    return f"| {one.kata.name} | {one.points} of {one.possible} | {one.missing} |\n"


def _section(grade: Grade, kata: Kata) -> str:
    origin = code_span(grade.submission.origin)
    again = code_span(f"pytest katas/{kata.name} --seed {grade.terms.seed}")
    told = f"From {origin}, graded {code_span(grade.graded)} with {code_span(grade.versions)}. To repeat it: {again}"
    return f"## {kata.name}\n\n{code_block(text_of(grade_lines(kata, grade)))}\n{told}\n"
