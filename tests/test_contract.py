"""What every kata promises: wrong is rejected and named, right in any style is accepted, the untouched stub is todo.

Parametrized over the folders of katas/, so that a new kata is covered by existing.
"""

from pathlib import Path

import pytest

from dojo.catalog import all_katas
from dojo.diagnose import Mistake, diagnose, read_mistake, same_failure
from dojo.model import Check, Kata, Result
from tests.judgements import Judgements, right_answers
from tests.tiny import ROOT

KATAS = all_katas(ROOT)
MISTAKES = [pytest.param(kata, path, id=f"{kata.name}-{path.stem}") for kata in KATAS for path in kata.mistakes]
RIGHT = [pytest.param(kata, path.name, id=f"{kata.name}-{path.name}") for kata in KATAS for path in right_answers(kata)]
each_kata = pytest.mark.parametrize("kata", [pytest.param(kata, id=kata.name) for kata in KATAS])
each_mistake = pytest.mark.parametrize(("kata", "path"), MISTAKES)
each_right_answer = pytest.mark.parametrize(("kata", "style"), RIGHT)

SECONDS = 3.0
"""What all graded tests of a kata may compute on one core."""

AllJudgements = dict[Kata, Judgements]


def not_passed(result: Result) -> dict[str, str]:
    """The tests that were not passed, with what the learner is told; short enough for an assertion's message."""
    return {check.id.rpartition("::")[2]: str(check.failure) for check in result.checks if check.outcome != "passed"}


@each_kata
def test_the_untouched_stub_is_todo_throughout(kata: Kata, judgements: AllJudgements) -> None:
    """Nothing passes by accident, and nothing fails before the learner has begun."""
    outcomes = {check.id: check.outcome for check in judgements[kata].stub.checks}
    assert outcomes
    assert set(outcomes.values()) == {"todo"}, outcomes


@each_kata
def test_the_solution_passes_under_every_seed_in_any_order(kata: Kata, judgements: AllJudgements) -> None:
    for result in judgements[kata].solution:
        assert not not_passed(result), f"seed {result.seed}"


@each_kata
def test_points_of_a_kata_are_10_to_20(kata: Kata, judgements: AllJudgements) -> None:
    assert 10 <= judgements[kata].stub.total <= 20


@each_kata
def test_graded_tests_are_quick(kata: Kata, judgements: AllJudgements) -> None:
    """The quickest of twenty runs counts, so that a busy machine fails nobody."""
    quickest = min(sum(check.seconds for check in result.checks) for result in judgements[kata].solution)
    assert quickest < SECONDS


@each_mistake
def test_a_mistake_is_rejected_under_every_seed(kata: Kata, path: Path, judgements: AllJudgements) -> None:
    results = [judgements[kata].mistakes[path.stem], *judgements[kata].mistakes_again[path.stem]]
    for result in results:
        assert result.of("failed"), (
            f"{path} passes every graded test under seed {result.seed}: write a test that fails it"
        )
        assert not result.of("error", "todo"), not_passed(result)


@each_mistake
def test_a_learner_with_just_this_mistake_is_told_its_words(kata: Kata, path: Path, judgements: AllJudgements) -> None:
    """The diagnosis is exact: this mistake, no other; so two mistakes that no test can tell apart do not exist."""
    mistakes = judgements[kata].mistakes

    def judge(mistake: Mistake, check: Check) -> Check:
        return next(other for other in mistakes[mistake.path.stem].checks if other.id == check.id)

    found = diagnose(kata, judgements[kata].learners[path.stem].checks, partial=False, judge=judge)
    assert [diagnosis.mistakes for diagnosis in found] == [(path.stem,)]
    assert found[0].advice == (read_mistake(kata, path).advice,)


@each_mistake
def test_verdicts_do_not_depend_on_the_order_of_tests(kata: Kata, path: Path, judgements: AllJudgements) -> None:
    """The same failures, to the letter but for the lines of the file, when the tests run in another order."""
    in_order = {check.id: check for check in judgements[kata].mistakes[path.stem].checks}
    for check in judgements[kata].learners[path.stem].checks:
        other = in_order[check.id]
        assert check.outcome == other.outcome
        assert same_failure(check.failure, other.failure), (check.failure, other.failure)


@each_kata
def test_every_graded_test_is_failed_by_some_mistake(kata: Kata, judgements: AllJudgements) -> None:
    """A test that no known mistake fails has not been shown to test anything."""
    results = judgements[kata].mistakes.values()
    failed = {check.id for result in results for check in result.of("failed")}
    untried = {check.id for check in judgements[kata].stub.checks} - failed
    assert not untried


@each_right_answer
def test_a_right_answer_in_another_style_passes(kata: Kata, style: str, judgements: AllJudgements) -> None:
    for result in judgements[kata].right[style]:
        assert not not_passed(result), f"seed {result.seed}"


@each_kata
def test_there_are_right_answers_in_other_styles(kata: Kata) -> None:
    assert len(right_answers(kata)) >= 3
