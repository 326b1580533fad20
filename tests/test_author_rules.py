"""The rules that every kata keeps: each is broken once, and told with its file and what to do."""

import dataclasses
import shutil
from collections.abc import Callable, Iterator

import pytest

from dojo.author import code, contract, files, names, text, verdicts
from dojo.author.judging import Judgements
from dojo.author.report import Finding, examine
from dojo.model import Check, Failure, Kata, Result
from tests.author import MISTAKE, SOLUTION, STUB, TESTS, TEXT, change, kata, root

__all__ = ["kata", "root"]  # fixtures

Rule = Callable[[Kata], Iterator[Finding]]


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.__name__) for rule in contract.READ])
def test_a_new_kata_breaks_no_rule_but_that_it_must_grow(rule: Rule, kata: Kata) -> None:
    report = examine(rule, kata)
    assert report.kept or rule is code.it_asks_for_five_to_nine_things, report


BROKEN = [
    (text.text_has_its_parts, TEXT, "# 01 · ", "# 02 · ", "begin it with # 01 · "),
    (text.text_has_its_parts, TEXT, "## May\n", "", "lacks ## May: add it"),
    (text.text_has_its_parts, TEXT, "## Must\n", "## May\n", "lacks ## Must: add it"),
    (text.text_has_its_parts, TEXT, "```", "", "show the concept by an example with numbers"),
    (text.text_has_its_parts, TEXT, "https://", "", "give the sources as links"),
    (text.text_describes_each_function, TEXT, "- `double(x)`", "- `triple(x)`", "does not describe double"),
    (text.each_function_has_hints, TEXT, "<summary>double", "<summary>triple", "has no hints for double"),
    (text.each_function_has_hints, TEXT, "<summary>double", "<summary>triple", "has hints for triple, which the stub"),
    (text.each_function_has_hints, TEXT, "itself?", "itself.", "hints for double: ask in the first step"),
    (text.each_function_has_hints, TEXT, "\n\nSay the next", " Say the next", "hints for double: a question, then"),
    (code.it_asks_for_five_to_nine_things, STUB, "def double", "def _double", "asks for 0: add"),
    (code.stub_says_what_to_do_and_names_itself, STUB, "01_sample", "02_copied", "does not say in its docstring how"),
    (code.stub_says_what_to_do_and_names_itself, STUB, "raise ", "pass  # ", "double: end its body with raise NotImpl"),
    (code.stub_says_what_to_do_and_names_itself, STUB, '"double: ', '"twice: ', "double: end its body with raise NotI"),
    (code.stub_says_what_to_do_and_names_itself, STUB, "# TODO: ", "# ", "double: write one # TODO: in the imperative"),
    (code.docstrings_say_all, STUB, "x: Tensor", "x", "double: give a type to x"),
    (code.docstrings_say_all, STUB, " -> Tensor", "", "double: give a type to what it returns"),
    (code.docstrings_say_all, STUB, "Example", "", "double: its docstring lacks Example"),
    (code.docstrings_say_all, STUB, "Returns:", "", "double: its docstring lacks Returns:"),
    (code.docstrings_say_all, STUB, "x: (batch", "y: (batch", "double: its docstring lacks x:"),
    (code.stub_and_solution_agree, STUB, "(x: Tensor)", "(y: Tensor)", "double: the signature is not the stub's: copy"),
    (code.stub_and_solution_agree, STUB, "new tensor", "tensor", "double: the docstring is not the stub's: copy it"),
    (code.stub_and_solution_agree, STUB, "def double", "@final\ndef double", "double: the decorator is not the stub's"),
    (code.stub_and_solution_agree, STUB, "def double", "WIDTH = 3\ndef double", "lacks WIDTH, which the stub has"),
    (code.stub_and_solution_agree, SOLUTION, "def double", "def half(): pass\ndef double", "has half, which the"),
    (code.tests_keep_to_the_seam, TESTS, "import sample", "from sample import double", "must cost its own tests only"),
    (code.tests_keep_to_the_seam, TESTS, "import sample", "import torch", "does not import what it tests"),
    (code.tests_keep_to_the_seam, TESTS, "import random", "import random, dojo.model", "imports dojo.model: a graded"),
    (code.tests_promise_something, TESTS, "element.", "element", "begin its docstring with a sentence, the promise"),
    (code.tests_promise_something, TESTS, "    x = ", "    if 1: pass\n    x = ", "each_element: branches"),
    (code.mistakes_replace_and_advise, MISTAKE, '"""You', 'words = """You', "has no docstring: begin the file with"),
    (code.mistakes_replace_and_advise, MISTAKE, "def double", "def twice", "replaces nothing of"),
    (code.mistakes_replace_and_advise, MISTAKE, "(x)", "(y)", "double: name its arguments x"),
    (code.mistakes_replace_and_advise, MISTAKE, "def double", "def help(): pass\ndef double", "help is not part of"),
    (code.mistakes_replace_and_advise, MISTAKE, " by itself", " " * 9 + "x" * 400, "characters: say it in 40 to 400"),
    (code.mistakes_replace_and_advise, MISTAKE, "one file a mistake.", "one file", "end it with a full stop or a qu"),
    (files.its_python_files_parse, MISTAKE, "def double", "def (", "does not parse: invalid syntax. Mend it"),
    (files.its_python_files_parse, TESTS, "import random", "\0", "does not parse: source code string cannot contain"),
    (files.its_stub_can_be_brought_back, STUB, "new tensor", "tensor", "is not the stub as it is now. Run: "),
    (files.nothing_is_left_to_fill_in, TEXT, "Say what to read", "FILL IN what to read", "FILL IN what to read on, as"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "path", "old", "new", "told"), [pytest.param(*case, id=case[-1]) for case in BROKEN])
def test_a_rule_that_is_broken_is_told_with_its_file_and_what_to_do(
    rule: Rule, path: str, old: str, new: str, told: str, kata: Kata
) -> None:
    change(kata.root / path, old, new)
    report = examine(rule, kata)
    assert told in " | ".join(finding.words for finding in report.findings)
    folder = path.rpartition("/")[0].partition("/")[0]
    assert all(folder in str(finding.path) or "solutions" in str(finding.path) for finding in report.findings)


@pytest.mark.parametrize(
    ("path", "told"),
    [
        pytest.param("katas/01_sample/mine.py", "is not part of a kata, whose folder holds README.md, ", id="kata"),
        pytest.param("solutions/01_sample/notes.md", "is not part of a kata, whose folder holds ", id="solution"),
        pytest.param("solutions/01_sample/mistakes/Bad-name.py", "is not named as a mistake", id="mistake"),
        pytest.param("tests/right/01_sample/adds/test_it.py", "is not part of a kata", id="right answer"),
    ],
)
def test_a_file_that_does_not_belong_is_found(path: str, told: str, kata: Kata) -> None:
    (kata.root / path).write_text("")
    (found,) = files.its_files_are_there_and_no_others(kata)
    assert found.path == kata.root / path
    assert found.words.startswith(told)


@pytest.mark.parametrize("path", [STUB, SOLUTION, TESTS, TEXT, "tests/right/01_sample/adds/sample.py"])
def test_a_missing_file_is_found_and_what_needs_it_is_not_checked(path: str, kata: Kata) -> None:
    (kata.root / path).unlink()
    reports = [examine(rule, kata) for rule in contract.READ]
    missing = [finding for report in reports for finding in report.findings if finding.words == "is missing: write it"]
    assert [finding.path for finding in missing] == [kata.root / path]
    assert all(path.rpartition("/")[2] in report.unchecked for report in reports if report.unchecked)


def test_fewer_than_three_right_answers_are_found(kata: Kata) -> None:
    shutil.rmtree(kata.root / "tests/right/01_sample/adds")
    (found,) = files.it_has_right_answers_in_other_styles(kata)
    assert found.words.startswith("holds 2 of 3: write each as tests/right/01_sample/STYLE/sample.py")


def test_a_solution_without_its_kata_is_found(kata: Kata) -> None:
    (kata.root / "solutions/02_gone").mkdir()
    (found,) = files.no_folder_is_without_its_kata(kata.root)
    assert found == Finding(
        kata.root / "solutions/02_gone", "belongs to no kata: there is no katas/02_gone. Delete it, or add its kata"
    )


def test_two_katas_with_the_same_number_or_module_are_found(kata: Kata) -> None:
    for name in ("01_other", "05_sample"):
        (kata.root / "katas" / name).mkdir()
    told = [finding.words for finding in names.its_name_is_free(kata)]
    assert told == [
        "has the number of 01_other: give it another",
        "has the name of katas/05_sample/sample.py: rename one of them",
    ]


# What runs show, from results as records.


def result(seed: int = 0, **outcomes: str) -> Result:
    """Return a result, with one test for each outcome; words after a colon are what the learner is told."""
    checks = []
    for name, said in outcomes.items():
        outcome, _, words = said.partition(": ")
        told = Failure(called="double(x)", got="1", words=words) if outcome != "passed" else None
        checks.append(Check("01_sample", f"t.py::{name}", name, 2, outcome, 0.1, ("double",), told))  # type: ignore[arg-type]
    return Result("01_sample", "somewhere", seed, tuple(checks))


def told(rule: Callable[[Kata, Judgements], Iterator[Finding]], kata: Kata, judgements: Judgements) -> list[str]:
    return [f"{finding.path.relative_to(kata.root)} {finding.words}" for finding in rule(kata, judgements)]


def test_a_stub_that_passes_a_test_is_found(kata: Kata) -> None:
    judgements = Judgements(stub=result(test_a="todo", test_b="passed", test_c="failed: wrong"))
    first, second = told(verdicts.untouched_stub_is_todo, kata, judgements)
    assert first == f"{TESTS} test_b is passed by the untouched stub: let it ask for more"
    assert second.startswith(f"{TESTS} test_c is not todo with the untouched stub\ndouble(x); wrong")


def test_a_solution_that_fails_is_told_once_for_each_test_with_all_seeds(kata: Kata) -> None:
    good, bad = {"test_a": "passed", "test_b": "passed"}, {"test_a": "passed", "test_b": "failed: nearly"}
    judgements = Judgements(solution=[result(0, **good), result(1, **bad), result(7, **bad)])
    (found,) = told(verdicts.solution_passes, kata, judgements)
    assert found.startswith(f"{SOLUTION} is meant as right, but test_b is failed under seed 1, 7: mend the test, or")


def test_a_right_answer_that_fails_is_found(kata: Kata) -> None:
    judgements = Judgements(right={"loops": [result(2, test_a="failed: x")], "adds": [result(test_a="todo: x")]})
    adds, loops = told(verdicts.right_answers_pass, kata, judgements)
    assert adds.startswith("tests/right/01_sample/adds/sample.py is not written yet, says test_a under seed 0: write")
    assert loops.startswith(
        "tests/right/01_sample/loops/sample.py is meant as right, but test_a is failed under seed 2"
    )


@pytest.mark.parametrize(("tests", "total"), [(4, 8), (11, 22)])
def test_points_out_of_bounds_are_found(tests: int, total: int, kata: Kata) -> None:
    judgements = Judgements(stub=result(0, **{f"test_{number}": "todo" for number in range(tests)}))
    (found,) = told(verdicts.points_are_10_to_20, kata, judgements)
    assert found.startswith(f"{TESTS} is worth {total}: ")


def test_slow_tests_are_found_by_the_quickest_run(kata: Kata) -> None:
    slow = [dataclasses.replace(check, seconds=4.0) for check in result(test_a="passed").checks]
    runs = [Result("01_sample", "solutions", seed, tuple(slow)) for seed in range(2)]
    (found,) = told(verdicts.tests_are_quick, kata, Judgements(solution=runs))
    assert found == f"{TESTS} computes 4.0 s; begin with test_a, 4.0 s"
    assert not told(verdicts.tests_are_quick, kata, Judgements(solution=[*runs, result(test_a="passed")]))


def test_a_mistake_that_passes_under_any_seed_is_found(kata: Kata) -> None:
    judgements = Judgements(mistakes={"squares": result(test_a="failed: x")})
    judgements.mistakes_again["squares"] = [result(1, test_a="failed: x"), result(2, test_a="passed")]
    (found,) = told(verdicts.mistakes_are_rejected, kata, judgements)
    assert found == (
        f"{MISTAKE} passes every graded test under seed 2: "
        "write a test that fails it, or delete the file if it is right"
    )


def test_mistakes_that_no_test_tells_apart_are_found(kata: Kata) -> None:
    twin = kata.solution.parent / "mistakes/again.py"
    shutil.copy(kata.root / MISTAKE, twin)
    failed = {"squares": result(test_a="failed: x"), "again": result(test_a="failed: x")}
    first, second = told(verdicts.mistakes_are_named, kata, Judgements(mistakes=failed, learners=failed))
    assert first == (
        "solutions/01_sample/mistakes/again.py fails exactly as squares.py: "
        "write a test that tells them apart, or delete one if they are the same mistake"
    )
    assert second.startswith(f"{MISTAKE} fails exactly as again.py")
    apart = failed | {"again": result(test_a="failed: other words")}
    assert not told(verdicts.mistakes_are_named, kata, Judgements(mistakes=apart, learners=apart))


def test_a_mistake_that_is_told_otherwise_when_handed_in_is_found(kata: Kata) -> None:
    judgements = Judgements(
        mistakes={"squares": result(test_a="failed: x")}, learners={"squares": result(test_a="passed")}
    )
    (found,) = told(verdicts.a_class_is_told_the_same, kata, judgements)
    assert found.startswith(f"{TESTS} test_a: another verdict on squares.py apart and in another order: let the test")


def test_a_test_that_rejects_nothing_is_found(kata: Kata) -> None:
    judgements = Judgements(stub=result(test_a="todo", test_b="todo"))
    judgements.mistakes["squares"] = result(test_a="failed: x", test_b="passed")
    (found,) = told(verdicts.each_test_rejects_something, kata, judgements)
    assert found == f"{TESTS} test_b: no mistake fails it: write the one it is there for, or delete it"
