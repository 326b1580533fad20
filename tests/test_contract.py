"""What every kata promises about verdicts: wrong is rejected and named, right in any style is accepted.

The rules themselves, which `dojo check` tells an author, are in dojo/author/verdicts.py.
"""

from collections.abc import Callable, Iterator

import pytest

from dojo.author.contract import JUDGED
from dojo.author.judging import Judgements
from dojo.author.report import Finding
from dojo.catalog import all_katas
from dojo.model import Kata
from tests.tiny import ROOT


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.__name__) for rule in JUDGED])
@pytest.mark.parametrize("kata", [pytest.param(kata, id=kata.name) for kata in all_katas(ROOT)])
def test_a_kata_keeps_a_rule_about_verdicts(
    kata: Kata, rule: Callable[[Kata, Judgements], Iterator[Finding]], judgements: dict[Kata, Judgements]
) -> None:
    assert list(rule(kata, judgements[kata])) == []


@pytest.mark.parametrize("kata", [pytest.param(kata, id=kata.name) for kata in all_katas(ROOT)])
def test_everything_that_is_known_about_a_kata_was_judged(kata: Kata, judgements: dict[Kata, Judgements]) -> None:
    """Rules about runs that never happened would all be kept."""
    judged = judgements[kata]
    names = {path.stem for path in kata.mistakes}
    assert judged.stub is not None
    assert len(judged.solution) == 20
    assert judged.mistakes.keys() == judged.learners.keys() == names
    assert {name: len(results) for name, results in judged.mistakes_again.items()} == dict.fromkeys(names, 2)
    assert len(judged.right) >= 3
    assert {len(results) for results in judged.right.values()} == {3}
