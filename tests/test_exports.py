"""The files that grades are handed on in. After a wanted change run it with --regenerate, then read the diff."""

import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest
from markdown_it import MarkdownIt

from dojo.classroom.documents import gradescope_json, results_json
from dojo.classroom.exports import exported
from dojo.classroom.feedback import feedback_markdown, leftover_text
from dojo.classroom.junit import junit_xml
from dojo.classroom.records import Intake, Leftover
from dojo.classroom.sheet import Sheet, sheet_of
from dojo.classroom.tables import canvas_csv, grades_csv, moodle_csv, worksheet_csv
from dojo.classroom.texts import cell, code_block, code_span, file_stem, one_line
from tests.classroom import ATTACK, GRADES, HOSTILE, INTAKE, KATAS, passing

GOLDEN = Path(__file__).parent / "golden_class"
SHEET = sheet_of(GRADES, INTAKE, KATAS)
FILES = dict(exported(GRADES, INTAKE, KATAS))
TABLES = [grades_csv, canvas_csv, moodle_csv]


def cells(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text), strict=True))


def named(student: str) -> Sheet:
    """The class with one more student, who has full marks in one kata."""
    return sheet_of([*GRADES, passing(student, "01_tensors")], INTAKE, KATAS)


@pytest.mark.parametrize("name", FILES)
def test_an_exported_file_reads_as_before(request: pytest.FixtureRequest, name: str) -> None:
    path = GOLDEN / name
    if request.config.getoption("--regenerate"):
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(FILES[name], encoding="utf-8", newline="")
    assert FILES[name].encode() == path.read_bytes()


def test_no_golden_file_is_left_over() -> None:
    assert {str(path.relative_to(GOLDEN)) for path in GOLDEN.rglob("*.*")} == set(FILES)


@pytest.mark.parametrize("name", FILES)
def test_no_file_holds_a_character_that_a_terminal_obeys(name: str) -> None:
    assert not re.search(r"[^\n -~█░]", FILES[name])


def test_each_student_has_a_row_with_points_and_their_sum() -> None:
    header, *rows = cells(FILES["grades.csv"])
    assert header == ["student", "number", "01_tensors", "03_backprop", "total", "of", "notes", "feedback"]
    assert rows[:2] == [
        ["ada", "1815", "4", "2", "6", "6", "", f"feedback/{file_stem('ada')}.md"],
        [
            *("Grace Hopper", "", "0", "0", "0", "6", "03_backprop not handed in"),
            f"feedback/{file_stem('Grace Hopper')}.md",
        ],
    ]
    assert rows[2][1:-1] == ["'=1+1", "1", "0", "1", "6", ""]
    assert {row[-1] for row in rows} <= set(FILES)


def test_what_was_handed_in_and_has_no_grade_is_no_zero() -> None:
    sheet = sheet_of([], INTAKE, KATAS)
    assert cells(grades_csv(sheet))[1] == [
        *("ada", "1815", "", "", "0", "0"),
        "01_tensors not graded yet; 03_backprop not graded yet",
        f"feedback/{file_stem('ada')}.md",
    ]
    assert cells(worksheet_csv(sheet))[1][2:4] == ["", "0"]


def test_a_student_of_whom_nothing_was_matched_has_a_row() -> None:
    sheet = sheet_of(GRADES, replace(INTAKE, students=(*INTAKE.students, "Emmy")), KATAS)
    assert cells(grades_csv(sheet))[-1][:6] == ["Emmy", "", "0", "0", "0", "6"]


def test_a_grade_whose_student_is_not_in_the_intake_is_not_lost() -> None:
    assert list(sheet_of(GRADES, Intake((), (), ()), KATAS).rows) == ["ada", "Grace Hopper", HOSTILE]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])
def test_no_cell_of_a_table_is_a_formula(table: object, begin: str) -> None:
    rows = cells(table(named(f'{begin}1+cmd|"x",y;z')))  # type: ignore[operator]
    assert len({len(row) for row in rows}) == 1
    assert rows[-1][0] == f'\'{one_line(begin)}1+cmd|"x",y;z'
    assert not [
        value for row in rows for value in row if value.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝"))
    ]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("name", ["x;=1+1;y", 'x;"=1+1&";', "x; -1", 'x";=1;'])
def test_no_cell_is_a_formula_where_a_semicolon_begins_a_new_one(table: object, name: str) -> None:
    """As in Excel in German: quotes count at the beginning of a cell alone, and so hold no name but the first."""
    text = table(named(name))  # type: ignore[operator]
    assert not re.search(r"""^[\s"]*[=+\-@]""", "\n".join(text.split(";")[1:]), re.MULTILINE)


def test_a_number_is_left_as_it_is() -> None:
    assert (cell(0), cell("a=b"), cell("")) == ("0", "a=b", "")


def test_who_has_searched_for_a_name_with_anothers_digest_takes_no_file_of_hers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As if the first eight digits were the same."""
    monkeypatch.setattr(
        "dojo.classroom.sheet.file_stem", lambda text, digits=8: file_stem(text, digits if digits > 8 else 0)
    )
    intake = replace(INTAKE, students=("Ada", "ada!"))
    names = [name for name, _ in exported([], intake, KATAS) if "/" in name]
    assert len(set(names)) == len(names) == 4


def test_canvas_finds_its_columns_and_the_points_possible() -> None:
    header, possible, *rows = cells(FILES["canvas.csv"])
    assert header == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "01_tensors", "03_backprop"]
    assert possible == ["Points Possible", "", "", "", "", "4", "2"]
    assert rows[0] == ["ada", "1815", "", "", "", "4", "2"]
    assert [row[1:4] for row in rows[1:]] == [["", "", "Grace Hopper"], ["", "", ""]]


@pytest.mark.parametrize(
    ("known", "wanted"),
    [
        pytest.param(("12", "Canvas"), ["12", "", ""], id="Canvas's own number"),
        pytest.param(("s-12", "Gradescope"), ["", "s-12", ""], id="the school's number"),
        pytest.param(("ada@x.edu", "Gradescope"), ["", "", "ada@x.edu"], id="an address"),
        pytest.param(("12", "Moodle"), ["", "", ""], id="a number that means nothing to Canvas"),
        pytest.param(("7aK2", ""), ["", "", ""], id="an anonymous submission's number"),
    ],
)
def test_canvas_is_told_a_number_as_what_it_is(known: tuple[str, str], wanted: list[str]) -> None:
    sheet = sheet_of(GRADES, Intake((), (), ("ada",), (("ada", *known),)), KATAS)
    assert cells(canvas_csv(sheet))[2][1:4] == wanted


def test_no_student_can_tell_canvas_what_a_kata_is_worth() -> None:
    rows = cells(canvas_csv(named("    Points Possible")))
    assert [row[0] for row in rows if "Points Possible" in row[0]] == ["Points Possible"]


def test_moodle_gets_points_and_feedback_side_by_side() -> None:
    header, *rows = cells(FILES["moodle.csv"])
    assert header == ["student", "number", "01_tensors", "01_tensors feedback", "03_backprop", "03_backprop feedback"]
    assert rows[1] == ["Grace Hopper", "", "0", "0 of 4 points", "0", "not handed in"]


def test_moodle_gets_a_worksheet_of_its_own_participants() -> None:
    header, *rows = cells(FILES["moodle_worksheet.csv"])
    wanted = ["Identifier", "Full name", "Grade", "Maximum grade", "Last modified (grade)", "Feedback comments"]
    assert header == wanted
    assert [[row[0], *row[2:]] for row in rows] == [
        ["Participant =1+1", "1", "6", "", "01_tensors: 1 of 4 points; 03_backprop: 0 of 2 points"]
    ]
    intake = replace(INTAKE, numbers=(("ada", "1815", "Canvas"),))
    assert "moodle_worksheet.csv" not in dict(exported(GRADES, intake, KATAS))


def test_results_json_holds_each_outcome_and_what_could_not_be_matched() -> None:
    plain = json.loads(FILES["results.json"])
    outcomes = [
        [check["outcome"] for kata in student["katas"] for check in kata.get("checks", [])]
        for student in plain["students"]
    ]
    assert outcomes == [["passed", "passed", "passed", "skipped"], ["failed", "todo"], ["failed", "passed", "error"]]
    assert plain["leftovers"][0]["nearest"] == "backprop.py"
    assert plain["students"][1]["katas"][1]["missing"] == "not handed in"


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith(".json")])
def test_json_holds_nothing_that_other_programs_refuse(name: str) -> None:
    escaped = re.findall(r"(?<!\\)(?:\\\\)*\\u(....)", FILES[name])
    assert set(escaped) <= {"2588", "2591"}  # the bar


STRINGS = {"name", "output", "status", "output_format", "test_output_format", "test_name_format"}
FORMATS = {"text", "html", "simple_format", "md", "ansi"}


@pytest.mark.parametrize("student", INTAKE.students)
def test_gradescope_gets_what_its_page_describes(student: str) -> None:
    """https://gradescope-autograders.readthedocs.io/en/latest/specs/"""
    plain = json.loads(gradescope_json(SHEET, student))
    assert {plain["output_format"], plain["test_output_format"], plain["test_name_format"]} <= FORMATS
    assert plain["score"] == sum(test["score"] for test in plain["tests"]) == SHEET.points(student)
    assert sum(test["max_score"] for test in plain["tests"]) == SHEET.total
    for test in plain["tests"]:
        assert test["status"] in ("passed", "failed")
        assert 0 <= test["score"] <= test["max_score"]
        assert all(isinstance(test[name], str) for name in STRINGS & set(test))
        assert all(isinstance(tag, str) for tag in test["tags"])


def test_gradescope_is_told_that_nothing_was_handed_in() -> None:
    plain = json.loads(gradescope_json(sheet_of(GRADES, replace(INTAKE, students=("Emmy",)), KATAS), "Emmy"))
    assert plain["score"] == 0
    assert [test["output"] for test in plain["tests"]] == ["not handed in", "not handed in"]


def test_junit_has_a_suite_for_each_student_and_kata() -> None:
    root = Xml.fromstring(FILES["junit.xml"])
    found = [{name: suite.get(name) for name in ("tests", "failures", "errors", "skipped")} for suite in root]
    assert [list(counts.values()) for counts in found] == [
        *(["2", "0", "0", "0"], ["2", "0", "0", "1"]),
        *(["2", "2", "0", "0"], ["1", "1", "0", "0"]),
        *(["2", "1", "0", "0"], ["1", "0", "1", "0"]),
    ]
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("10", "4", "1")


JENKINS = {
    "testsuites": {"name", "time", "tests", "failures", "errors"},
    "testsuite": {"name", "tests", "failures", "errors", "time", "skipped", "timestamp", "hostname", "id", "package"},
    "properties": set(),
    "property": {"name", "value"},
    "testcase": {"name", "time", "classname", "group"},
    **{kind: {"type", "message"} for kind in ("failure", "error", "skipped")},
}
"""The elements and attributes of junit-10.xsd in Jenkins' xunit plugin, as far as they are of use here."""


def test_junit_has_the_elements_and_attributes_that_jenkins_knows() -> None:
    for element in Xml.fromstring(FILES["junit.xml"]).iter():
        assert set(element.attrib) <= JENKINS[element.tag]


def test_junit_gives_points_and_reasons() -> None:
    suite = Xml.fromstring(FILES["junit.xml"])[2]
    assert [(one.get("name"), one.get("value")) for one in suite.iter("property")] == [
        *(("student", "Grace Hopper"), ("points", "0"), ("total", "4"))
    ]
    assert "the shape is (2,) where (1, 2) is wanted" in str(suite.findtext("testcase/failure"))


@pytest.mark.parametrize("text", [ATTACK, HOSTILE, "\ufffe\uffff\x7f\x85\u2028\U0010ffff", "]]>", "a\rb"])
def test_junit_stays_xml_whatever_a_student_is_named(text: str) -> None:
    root = Xml.fromstring(junit_xml(named(text)))
    assert root[-1].get("name") == f"{one_line(text)} / 03_backprop"


def test_feedback_tells_what_pytest_tells_a_learner() -> None:
    text = feedback_markdown(SHEET, "Grace Hopper")
    for part in (
        "0 of 6 points",
        "| 03_backprop | 0 of 2 | not handed in |",
        "  called  shape(tensor([1.0, 2.0]))\n  got     (2,)\n  wanted  (1, 2)\n",
        "  todo    values() (1 point)",
        "Your shape() (01_tensors) behaves exactly like one that has this mistake:\n  You forget the batch: keep it.",
        "To repeat it: `pytest katas/01_tensors --seed 7`",
    ):
        assert part in text


def test_feedback_of_hostile_texts_has_no_markup_of_theirs() -> None:
    """Read with tables, as GitHub does; what is in code is never a link, a mention or HTML."""
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(feedback_markdown(SHEET, HOSTILE))
    inner = [child.type for token in tokens for child in token.children or ()]
    assert set(inner) == {"text", "code_inline"}
    assert [token.tag for token in tokens if token.type == "heading_open"] == ["h1", "h2", "h2", "h2"]
    assert [token.type for token in tokens if token.type in ("html_block", "blockquote_open", "bullet_list_open")] == []
    assert len([token for token in tokens if token.type == "fence"]) == 3
    plain_text = [child.content for token in tokens for child in token.children or () if child.type == "text"]
    assert not [text for text in plain_text if "evil" in text or "script" in text]


@pytest.mark.parametrize("text", ["", " ", "`", "a``b`", "```", "a\nb", "|", "\\", "<b>", "[x](y)", "\u202e", ATTACK])
def test_markdown_shows_a_text_letter_by_letter(text: str) -> None:
    span, fence = MarkdownIt().parse(f"# {code_span(text)}")[1], MarkdownIt().parse(code_block(text))[0]
    assert [child.type for child in span.children or ()] == ["code_inline"]
    assert "".join(child.content for child in span.children or ()).strip() == one_line(text).strip()
    assert one_line(fence.content[:-1]) == one_line(text)


def test_files_of_students_have_plain_names_that_differ() -> None:
    names = ["ada", "Ada", "a/../b", "", "\udcff", HOSTILE, "CON", ".", "x" * 500, "Ünï", "\\"]
    stems = {file_stem(name) for name in names}
    assert len(stems) == len(names)
    assert all(re.fullmatch(r"[a-z0-9-]{1,60}", stem) for stem in stems)


def test_files_of_students_keep_the_letters_below_accents() -> None:
    assert file_stem("Zoë Brännström").startswith("zoe-brannstrom-")


def test_a_file_that_is_named_as_it_should_be_is_not_told_its_name() -> None:
    assert (
        leftover_text(Leftover("ada/backprop.py", "it is a link.", "backprop.py")) == "ada/backprop.py: it is a link."
    )


def test_a_student_reads_why_something_of_theirs_was_not_graded() -> None:
    said = "back_prop.py: no kata has this name (meant to be backprop.py?)"
    assert said in feedback_markdown(SHEET, HOSTILE)
    assert said in json.loads(gradescope_json(SHEET, HOSTILE))["output"]
    assert "Not graded" not in feedback_markdown(SHEET, "ada")


def test_what_has_no_grade_yet_is_an_error_in_junit() -> None:
    root = Xml.fromstring(junit_xml(sheet_of([], INTAKE, KATAS)))
    assert [error.get("message") for error in root.iter("error")] == ["not graded yet"] * 5


def test_lines_of_a_student_stay_indented_below_the_line_that_they_belong_to() -> None:
    assert "\n          # Full marks\n" in feedback_markdown(SHEET, HOSTILE)
    assert "\n# Full marks" not in feedback_markdown(SHEET, HOSTILE)


def test_the_same_grades_give_the_same_text() -> None:
    assert dict(exported(GRADES, INTAKE, KATAS)) == FILES
    assert results_json(SHEET) == FILES["results.json"]
