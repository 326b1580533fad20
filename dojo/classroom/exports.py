"""All files that the grades of a class are handed on in."""

from collections.abc import Iterator, Sequence

from dojo.classroom.documents import gradescope_json, results_json
from dojo.classroom.feedback import feedback_markdown
from dojo.classroom.junit import junit_xml
from dojo.classroom.records import Grade, Intake
from dojo.classroom.report.html import report_html
from dojo.classroom.sheet import sheet_of
from dojo.classroom.tables import canvas_csv, grades_csv, moodle_csv, worksheet_csv
from dojo.model import Kata


def exported(grades: Sequence[Grade], intake: Intake, katas: Sequence[Kata]) -> Iterator[tuple[str, str]]:
    """Yield (path below the output folder, text) of each file, one at a time; the texts are to be written as UTF-8.

    Args:
        grades: one of each student and kata.
        intake: what was handed in; its students have a row each, also those without an answer.
        katas: those that were to be done, in the order of the columns.
    """
    sheet = sheet_of(grades, intake, katas)
    yield "grades.csv", grades_csv(sheet)
    yield "results.json", results_json(sheet)
    yield "canvas.csv", canvas_csv(sheet)
    yield "moodle.csv", moodle_csv(sheet)
    if "Moodle" in sheet.systems.values():
        yield "moodle_worksheet.csv", worksheet_csv(sheet)
    yield "junit.xml", junit_xml(sheet)
    yield "report.html", report_html(sheet)
    for student, stem in sheet.stems.items():
        yield f"feedback/{stem}.md", feedback_markdown(sheet, student)
        yield f"gradescope/{stem}.json", gradescope_json(sheet, student)
