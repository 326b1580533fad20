"""Grades as JUnit XML, which most systems for continuous integration show."""

from xml.etree import ElementTree as Xml

from dojo.classroom.feedback import check_text
from dojo.classroom.sheet import NOT_HANDED_IN, Cell, Sheet
from dojo.classroom.texts import many_lines, one_line

KINDS = {"failed": "failure", "todo": "failure", "error": "error", "skipped": "skipped"}
"""Outcome -> the element that JUnit has for it."""
LONGEST = 200
"""Characters of a message; the text below it is whole."""


def junit_xml(sheet: Sheet) -> str:
    """Return JUnit XML with a suite for each student and kata; what was not handed in is a failure."""
    root = Xml.Element("testsuites", name="torch-katas")
    for student, cells in sheet.rows.items():
        root.extend([_suite(student, one) for one in cells])
    for count in ("tests", "failures", "errors"):
        root.set(count, str(sum(int(suite.get(count, "0")) for suite in root)))
    Xml.indent(root)
    text: bytes = Xml.tostring(root, "us-ascii", xml_declaration=True)
    return text.decode("ascii") + "\n"


def _suite(student: str, one: Cell) -> Xml.Element:
    name = one_line(f"{student} / {one.kata.name}")
    suite = Xml.Element("testsuite", name=name)
    properties = Xml.SubElement(suite, "properties")
    for key, value in {"student": student, "points": one.points, "total": one.possible}.items():
        Xml.SubElement(properties, "property", name=key, value=one_line(str(value)))
    if one.missing:
        kind = "failure" if one.missing == NOT_HANDED_IN else "error"
        _case(suite, name, one.kata.name, 0.0, kind, one.missing, "")
    for check in one.checks:
        why = "" if check.outcome == "passed" else check_text(check)
        message = check.failure.words if check.failure is not None else ""
        _case(suite, name, check.title, check.seconds, KINDS.get(check.outcome, ""), message or check.outcome, why)
    suite.set("tests", str(len(suite.findall("testcase"))))
    for count, kind in {"failures": "failure", "errors": "error", "skipped": "skipped"}.items():
        suite.set(count, str(len(suite.findall(f"testcase/{kind}"))))
    suite.set("time", f"{sum(check.seconds for check in one.checks):.3f}")
    return suite


def _case(suite: Xml.Element, owner: str, name: str, seconds: float, kind: str, message: str, why: str) -> None:
    case = Xml.SubElement(suite, "testcase", classname=owner, name=one_line(name), time=f"{seconds:.3f}")
    if kind:
        Xml.SubElement(case, kind, message=one_line(message)[:LONGEST], type=kind).text = many_lines(why)
