"""The page that a teacher shows in class: its numbers and notes, and that every text of a stranger stays a text."""

import base64
import hashlib
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest
import scipy.stats
import torch

from dojo.classroom.records import Grade, Intake, Leftover
from dojo.classroom.report import charts
from dojo.classroom.report.html import decimal, megabytes, percent, points, report_html, seconds
from dojo.classroom.report.notes import REFUSED
from dojo.classroom.report.page import Page, page_of
from dojo.classroom.report.records import Item, KataPage
from dojo.classroom.sheet import sheet_of
from dojo.classroom.texts import one_line
from dojo.model import Check, Failure, Result
from dojo.plain import CannotCrossError, cross
from dojo.worker.codec import EncodeError, encode
from tests.classroom import ATTACK, GRADES, HOSTILE, INTAKE, KATAS, TERMS, VERSIONS, check, grade, passing, submission

NAME = "03_backprop"
TESTS = ("shape", "values", "copies", "speed")
STUB = tuple(check(NAME, test, "todo", 1, Failure(called=test, where=("/a/copy/b.py:3",))) for test in TESTS)


def answer(student: str, outcomes: str, text: str = "", times: float = 0.1) -> Grade:
    """Return what a student got whose tests ended as "pf.": passed, failed, todo."""
    kinds = {"p": "passed", "f": "failed", ".": "todo", "s": "skipped", "!": "error"}
    checks = (
        replace(
            check(NAME, test, kinds[outcome], number + 1, Failure(called=test, where=("b.py:3",), words="words")),
            seconds=times,
        )
        for number, (test, outcome) in enumerate(zip(TESTS, outcomes, strict=True))
    )
    return grade(student, NAME, *checks, text=text or student)


def page(*grades: Grade, intake: Intake | None = None) -> Page:
    """Return the page of a class that was given one kata."""
    return page_of(sheet_of(grades, intake or Intake((), (), ()), KATAS[1:]))


def kata(*grades: Grade) -> KataPage:
    """Return the kata of such a page."""
    return page(*grades).katas[0]


class Elements(HTMLParser):
    """All elements of a page, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.text += data

    def values(self, attribute: str) -> Iterator[str]:
        return (attributes[attribute] for _, attributes in self.found if attribute in attributes)


CLASS = report_html(sheet_of(GRADES, INTAKE, KATAS))
ELEMENTS = Elements(CLASS)


# What it says of a kata

OUTCOMES = ("pppp", "pppf", "ppf.", "pfpf", "fppp", "ffff", "pfff")
STRONG = [answer(f"s{number}", outcomes) for number, outcomes in enumerate(OUTCOMES)]


def test_difficulty_and_discrimination_of_each_test_are_numpys_and_scipys() -> None:
    passed = np.array([[outcome == "p" for outcome in outcomes] for outcomes in OUTCOMES])
    worth = np.array([1, 2, 3, 4])
    rest = (passed * worth).sum(1, keepdims=True) - passed * worth
    for number, item in enumerate(kata(*STRONG).items):
        assert item.difficulty == pytest.approx(passed[:, number].mean())
        wanted = scipy.stats.pointbiserialr(passed[:, number], rest[:, number]).statistic
        assert item.discrimination == pytest.approx(wanted)


def test_points_are_summed_up_over_all_answers() -> None:
    found = kata(*STRONG).points
    earned = [10, 6, 3, 4, 9, 0, 1]
    assert found is not None
    assert found.mean == pytest.approx(np.mean(earned))
    assert found.median == np.median(earned)
    assert (found.lower, found.upper) == tuple(np.quantile(earned, [0.25, 0.75]))
    assert found.deviation == pytest.approx(np.std(earned, ddof=1))


def test_untouched_and_broken_answers_tell_nothing_about_the_tests() -> None:
    found = kata(*STRONG, answer("late", "...."), answer("broken", "!!!!"))
    assert found.judged == len(STRONG)
    assert [item.difficulty for item in found.items] == [item.difficulty for item in kata(*STRONG).items]
    assert [(item.unwritten, item.other) for item in found.items] == [(1, 1), (1, 1), (1, 1), (2, 1)]


def test_a_test_that_was_skipped_has_no_difficulty() -> None:
    item = kata(answer("a", "ppps"), answer("b", "pffs")).items[3]
    assert (item.difficulty, item.discrimination, item.seconds, item.skipped) == (None, None, None, 2)


def test_answers_that_behave_alike_are_shown_once() -> None:
    found = kata(answer("a", "ppff"), answer("b", "pppp"), answer("c", "ppff"), answer("d", "pppp"))
    assert [[one.name for one in group.people] for group in found.groups] == [["b", "d"], ["a", "c"]]
    assert [told.words for told in found.groups[1].told[:2]] == ["copies is as promised.", "speed is as promised."]


def test_other_messages_are_another_group() -> None:
    other = replace(answer("b", "pppf").result.checks[3], failure=Failure(words="other words"))
    result = replace(answer("b", "pppf").result, checks=(*answer("b", "pppf").result.checks[:3], other))
    assert len(kata(answer("a", "pppf"), replace(answer("b", "pppf"), result=result)).groups) == 2


def test_where_the_grader_keeps_its_copies_is_told_nobody() -> None:
    html = report_html(sheet_of([grade("a", NAME, *STUB)], INTAKE, KATAS))
    assert "b.py:3" in html
    assert "/a/copy" not in html


def test_a_message_without_end_is_cut() -> None:
    long = replace(STUB[0], outcome="failed", failure=Failure(words="x" * 9000))
    (told,) = kata(grade("a", NAME, long)).groups[0].told
    assert told.parts[0][1].endswith("x\n… 7,500 characters more, in results.json")


def test_who_takes_far_longer_than_the_class_is_named() -> None:
    quick = [answer(f"s{number}", "pppp", times=0.1 + number / 1000) for number in range(9)]
    (slow,) = kata(*quick, answer("loops", "ffff", times=10.0)).slow
    assert (slow.person.name, slow.tests, slow.seconds) == ("loops", (1, 2, 3, 4), 10.0)
    assert slow.usual == pytest.approx(0.1045)


def test_half_a_second_is_nothing_to_be_named_for() -> None:
    quick = [answer(f"s{number}", "pppp", times=0.001) for number in range(9)]
    assert kata(*quick, answer("breathes", "pppp", times=0.4)).slow == ()


def taking(student: str, memory: int, outcomes: str = "pppp") -> Grade:
    """Return what a student got whose answer took so many bytes."""
    found = answer(student, outcomes)
    return replace(found, result=replace(found.result, memory=memory))


TAKING = [taking(f"s{number}", 9_000_000 + 100_000 * number) for number in range(9)]


def test_who_takes_far_more_memory_than_the_class_is_named_the_most_first() -> None:
    found = kata(*TAKING, taking("hoards", 210_000_000, "ffff"), taking("collects", 4_000_000_000)).large
    assert [(one.person.name, one.memory) for one in found] == [("collects", 4_000_000_000), ("hoards", 210_000_000)]
    assert {one.usual for one in found} == {9_500_000}


@pytest.mark.parametrize(
    "grades",
    [
        pytest.param([*TAKING, taking("breathes", 59_000_000)], id="fifty megabytes more"),
        pytest.param([taking(f"s{number}", 60_000_000 * number) for number in range(1, 9)], id="a class of all sizes"),
        pytest.param([*TAKING[:3], taking("hoards", 210_000_000)], id="too few answers"),
        pytest.param([*TAKING, taking("unwritten", 210_000_000, "....")], id="nothing ran"),
        pytest.param([*[taking(f"s{number}", 0) for number in range(9)], taking("known", 210_000_000)], id="unknown"),
        pytest.param([], id="none"),
    ],
)
def test_nobody_is_named_for_an_ordinary_use_of_memory(grades: list[Grade]) -> None:
    assert kata(*grades).large == ()


def test_memory_is_told_among_the_notes() -> None:
    html = report_html(sheet_of([*TAKING, taking("<hoards>", 210_000_000)], Intake((), (), ()), KATAS[1:]))
    assert "takes 210 MB, where the median is 9 MB" in html
    assert '<b>1</b> <a href="#large">Much memory</a>' in html


def test_mistakes_are_counted_by_student() -> None:
    (found,) = page_of(sheet_of(GRADES, INTAKE, KATAS)).katas[0].mistakes
    assert (found.advice, [one.name for one in found.people]) == ("You forget the batch: keep it.", ["Grace Hopper"])


@pytest.mark.parametrize("grades", [[], STRONG[:1], [answer("a", "...."), answer("b", "ssss")]])
def test_a_class_of_any_size_has_a_page(grades: list[Grade]) -> None:
    assert "<main" in report_html(sheet_of(grades, Intake((), (), ()), KATAS))


# Notes


def test_the_same_bytes_from_several_students_are_told_and_the_untouched_stub_is_called_so() -> None:
    same = [answer("a", "ppff", "copy"), answer("b", "ppff", "copy"), answer("c", "pppp")]
    notes = page(*same, answer("d", "....", "stub"), answer("e", "....", "stub")).notes
    assert [[one.name for one in alike.people] for alike in notes.alike] == [["a", "b"]]
    assert [[one.name for one in alike.people] for alike in notes.unwritten] == [["d", "e"]]


@pytest.mark.parametrize("value", [object(), torch.nn.Linear(1, 1), {1, 2}, torch.ones(2).to_sparse()])
def test_a_refused_answer_is_known_by_the_words_of_those_who_refuse(value: object) -> None:
    with pytest.raises(CannotCrossError) as here:
        cross(value, "shape")
    assert REFUSED.match(str(here.value))
    with pytest.raises(EncodeError) as there:
        encode(value)
    assert REFUSED.match(f"shape() returned {there.value}")


def test_a_refused_answer_is_told_with_its_type() -> None:
    with pytest.raises(CannotCrossError) as refused:
        cross({1}, "shape")
    found = grade("a", NAME, check(NAME, "shape", "failed", 1, Failure("", "shape()", words=str(refused.value))))
    (one,) = page(found).notes.refused
    assert (one.kata, one.words, [who.name for who in one.people]) == (NAME, "something of type builtins.set", ["a"])


def test_nobody_is_said_to_be_refused_for_the_words_of_their_own_exception() -> None:
    failure = Failure("Oops", "shape()", words="shape() returned something of type evil; ")
    assert page(grade("a", NAME, check(NAME, "shape", "failed", 1, failure))).notes.refused == ()


def test_a_run_that_was_ended_is_told_once_with_how_often() -> None:
    result = Result(NAME, "x", 7, (check(NAME, "shape", "failed"),), (), "full", ("it exits",) * 20)
    (ended,) = page(Grade(submission("a", NAME), TERMS, result, VERSIONS, "2026")).notes.ended
    assert (ended.person.name, ended.words, ended.times) == ("a", "it exits", 20)


def test_the_conditions_are_told_once_for_each_kata_and_again_where_they_differ() -> None:
    other = replace(answer("b", "pppp"), terms=replace(TERMS, seed=8), graded="2026-04-01T10:00:00+00:00")
    found = page(answer("a", "pppp"), other, answer("c", "pppp")).notes.conditions
    assert [(one.seed, one.answers, one.tier, one.first[:10]) for one in found] == [
        *((7, 2, "full", "2026-03-01"), (8, 1, "full", "2026-04-01"))
    ]


def test_what_was_not_graded_is_told_with_the_reason() -> None:
    left = Leftover("ada/back_prop.py", "it is named otherwise", "backprop.py", "ada")
    found = page(intake=Intake((submission("bob", NAME),), (left,), ("ada", "bob")))
    assert found.notes.leftovers == ("ada/back_prop.py: it is named otherwise (meant to be backprop.py?)",)
    assert [(name, one.name) for name, one in found.notes.ungraded] == [(NAME, "bob")]
    assert [row.marks[0].missing for row in found.rows] == ["not handed in", "not graded yet"]


# The page


def test_no_element_and_no_attribute_is_a_strangers() -> None:
    assert {"img", "b"} & {tag for tag, _ in ELEMENTS.found} == {"b"}
    assert not [name for _, attributes in ELEMENTS.found for name in attributes if name.startswith("on")]
    assert sum(tag == "script" for tag, _ in ELEMENTS.found) == 1
    for text in (one_line(HOSTILE), "<img src=x onerror=alert(1)>", "def <b>"):
        assert text in ELEMENTS.text


def test_no_place_is_named_but_those_of_the_page() -> None:
    links = list(ELEMENTS.values("href"))
    keys = list(ELEMENTS.values("id"))
    assert len(keys) == len(set(keys))
    assert {link[1:] for link in links} <= set(keys)
    assert all(link.startswith("#") for link in links)
    assert not list(ELEMENTS.values("src"))


def test_the_policy_allows_its_own_style_and_script_and_nothing_else() -> None:
    (policy,) = (found["content"] for _, found in ELEMENTS.found if "http-equiv" in found)
    for tag in ("style", "script"):
        (text,) = re.findall(f"<{tag}>(.*?)</{tag}>", CLASS, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}';" in policy
    assert policy.startswith("default-src 'none';")
    assert not list(ELEMENTS.values("style"))
    assert "url(" not in CLASS


def test_every_table_has_headers_with_a_scope_and_every_figure_a_caption() -> None:
    heads = [found for tag, found in ELEMENTS.found if tag == "th"]
    assert heads
    assert all(found.get("scope") in ("row", "col") for found in heads)
    tags = [tag for tag, _ in ELEMENTS.found]
    assert tags.count("figure") == tags.count("figcaption") > 0
    assert tags.count("table") == tags.count("caption") > 0
    regions = [found for _, found in ELEMENTS.found if found.get("role") == "region"]
    assert len(regions) == tags.count("table")
    assert {found["aria-labelledby"] for found in regions} <= set(ELEMENTS.values("id"))


def test_two_students_of_the_same_look_stay_apart() -> None:
    found = page_of(
        sheet_of([*GRADES, passing("ada\x1b", "01_tensors"), passing("ada\\x1b", "01_tensors")], INTAKE, KATAS)
    )
    assert [row.person.name for row in found.rows[-2:]] == ["ada\\x1b"] * 2
    assert len({row.person.key for row in found.rows}) == len(found.rows)


def test_what_a_browser_would_turn_around_is_written_out() -> None:
    said = grade("a", NAME, check(NAME, "shape", "failed", 1, Failure(words="\u202e\x00\udcff" + ATTACK)))
    html = report_html(sheet_of([said], INTAKE, KATAS))
    assert "\\u202e\\x00\\udcff```\n&lt;img" in html
    assert not re.search(r"[^\n -~]|&#(?:8238|0|5\d{4});", html)


def test_a_message_is_told_once_for_all_who_got_it() -> None:
    few, many = (
        report_html(sheet_of([answer(f"s{number}", "ppff") for number in range(size)], Intake((), (), ()), KATAS[1:]))
        for size in (1, 50)
    )
    assert few.count(">words<") == many.count(">words<") == 2


def test_a_command_that_makes_no_report_does_not_import_what_a_report_needs() -> None:
    code = "import sys, dojo.cli; print({'jinja2', 'numpy', 'torch'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "set()\n"


# Figures and charts


@pytest.mark.parametrize(
    ("share", "shown"), [(None, "–"), (0, "0%"), (0.001, "1%"), (0.5, "50%"), (0.999, "99%"), (1, "100%")]
)
def test_only_nothing_is_0_per_cent_and_only_all_is_100(share: float | None, shown: str) -> None:
    assert percent(share) == shown


def test_numbers_are_written_as_people_write_them() -> None:
    assert [points(value) for value in (3, 3.0, 3.14, None)] == ["3", "3", "3.1", "–"]
    assert [decimal(value) for value in (0.5, -0.5, -0.001, None)] == ["0.50", "−0.50", "0.00", "–"]
    assert [seconds(value) for value in (0.0001, 0.012, 1.26)] == ["<1 ms", "12 ms", "1.3 s"]
    assert [megabytes(value) for value in (4e5, 7.6e6, 1.234e9)] == ["<1 MB", "8 MB", "1,234 MB"]


def test_the_bars_hold_everybody_once() -> None:
    bars = charts.histogram([0, 0.05, 0.1, 0.3, 0.7, 0.999, 1])
    assert [bar.count for bar in bars] == [2, 1, 0, 1, 0, 0, 0, 1, 0, 1, 1]
    assert max(bar.height for bar in bars) == 100
    assert (bars[0].label, bars[10].label) == ("0–9%", "100%")


def item(number: int, difficulty: float | None, discrimination: float | None) -> Item:
    """Return a test as the class met it."""
    return Item(number, "", 1, 0, 0, 0, 0, 0, difficulty, discrimination, None)


def test_dots_stand_where_their_numbers_say_and_are_one_where_they_would_cover_each_other() -> None:
    items = [item(1, 0.5, 1.0), item(2, 0.5, 0.99), item(3, 0.9, 0.4), item(4, 1.0, None)]
    together, alone = charts.dots(items)
    assert (together.label, alone.label) == ("1, 2", "3")
    assert [alone.x, alone.y] == pytest.approx([90, 50])
    assert charts.bottom([*items, item(5, 0.5, -0.4)]) == -1


def test_labels_stand_where_they_cover_no_dot_and_no_other_label() -> None:
    """Each would be covered on the right, by a dot, a label or the edge of the plane."""
    by_a_dot = charts.dots([item(1, 0.5, 0.5), item(2, 0.55, 0.5)])
    assert [dot.side for dot in by_a_dot] == ["left", "right"]
    by_labels = charts.dots([item(1, 0.4, 0.5), item(2, 0.45, 0.5), item(3, 0.5, 0.5)])
    assert sorted(dot.side for dot in by_labels) == ["above", "left", "right"]
    (at_the_edge,) = charts.dots([item(1, 1.0, 0.5)])
    assert at_the_edge.side == "left"


def test_times_stand_on_a_logarithmic_axis_and_never_beside_it() -> None:
    assert [charts.moment(value) for value in (0.0, 0.001, 0.1, 10.0, 99.0)] == pytest.approx([0, 0, 50, 100, 100])


def test_a_check_that_only_some_have_is_no_obstacle() -> None:
    """Grades of an earlier test file may be among them."""
    short = replace(STRONG[0], result=replace(STRONG[0].result, checks=STRONG[0].result.checks[:2]))
    found = kata(short, *STRONG[1:])
    assert len(found.items) == 4
    assert (
        next(group for group in found.groups if group.people[0].name == "s0").outcomes == ("passed",) * 2 + (None,) * 2
    )


def test_every_check_of_the_class_is_on_the_page() -> None:
    checks: list[Check] = [check for one in GRADES for check in one.result.checks]
    for one in checks:
        assert one.title in ELEMENTS.text
