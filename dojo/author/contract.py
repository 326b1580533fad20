"""What every kata promises: the rules in the order in which they are checked."""

from collections.abc import Iterator
from pathlib import Path

from dojo.author import code, files, names, text, verdicts
from dojo.author.report import Finding, Report, examine
from dojo.model import Kata

READ = (
    names.its_name_is_free,
    files.its_files_are_there_and_no_others,
    files.its_python_files_parse,
    files.nothing_is_left_to_fill_in,
    text.text_has_its_parts,
    text.text_describes_each_function,
    text.each_function_has_hints,
    code.it_asks_for_five_to_nine_things,
    code.stub_says_what_to_do_and_names_itself,
    code.docstrings_say_all,
    code.stub_and_solution_agree,
    files.its_stub_can_be_brought_back,
    code.tests_keep_to_the_seam,
    code.tests_promise_something,
    code.mistakes_replace_and_advise,
    files.it_has_right_answers_in_other_styles,
)
"""Rules that read files."""

ANSWERS = (
    verdicts.untouched_stub_is_todo,
    verdicts.solution_passes,
    verdicts.points_are_10_to_20,
    verdicts.tests_are_quick,
)
RIGHT = (verdicts.right_answers_pass,)
MISTAKES = (
    verdicts.mistakes_are_rejected,
    verdicts.each_test_rejects_something,
    verdicts.runs_come_to_an_end,
)
APART = (
    verdicts.apart_is_as_beside,
    verdicts.a_class_is_told_the_same,
    verdicts.mistakes_are_named,
)
JUDGED = (*ANSWERS, *RIGHT, *MISTAKES, *APART)
"""Rules that run the graded tests, in the parts in which results come."""

COLLECTED = "The graded tests can be collected."


def check_repository(root: Path) -> Report:
    """Check what is about no kata alone."""
    return examine(files.no_folder_is_without_its_kata, root)


def check_kata(kata: Kata) -> Iterator[Report]:
    """Check one kata, each rule when its evidence is there: first what reading shows, then what running shows."""
    for rule in READ:
        yield examine(rule, kata)
    from dojo.author.judging import judge_in_parts  # imports torch
    from dojo.run import RunError

    results = judge_in_parts(kata)
    try:
        first = next(results)
    except RunError as error:
        yield Report(COLLECTED, (Finding(kata.tests, _why(kata, str(error))),))
        yield Report("All that running the graded tests shows.", unchecked="they must be collected")
        return
    yield Report(COLLECTED)
    yield from (examine(rule, kata, first) for rule in ANSWERS)
    for rules, judgements in zip((RIGHT, MISTAKES, APART), results, strict=True):
        yield from (examine(rule, kata, judgements) for rule in rules)


def _why(kata: Kata, said: str) -> str:
    """Return the line of pytest's output that says what is wrong."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    errors = [line[2:].strip() for line in lines if line.startswith("E ")]
    return f"cannot be collected: {(errors or lines)[-1]}. To see all: pytest katas/{kata.name}"
