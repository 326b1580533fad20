"""What every kata promises about verdicts: wrong is rejected and named, right in any style is accepted.

The rules themselves, which `dojo check` tells an author, are in dojo/author/verdicts.py.
"""

from collections.abc import Callable, Iterator

import pytest

from dojo.author.contract import JUDGED
from dojo.author.judging import Judgements, judge
from dojo.author.report import Finding
from dojo.catalog import all_katas
from dojo.model import Kata
from tests.tiny import ROOT

pytestmark = pytest.mark.timeout(900)  # a kata may have hundreds of runs, and the machine other work


@pytest.fixture(scope="module", params=[pytest.param(kata, id=kata.name) for kata in all_katas(ROOT)])
def kata(request: pytest.FixtureRequest) -> Kata:
    """Each kata, with all of its tests before the next."""
    found: Kata = request.param
    return found


@pytest.fixture(scope="module")
def judged(kata: Kata) -> Judgements:
    """The kata's tests run against everything that is known about it, once for all rules."""
    return judge(kata)


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.__name__) for rule in JUDGED])
def test_a_kata_keeps_a_rule_about_verdicts(
    kata: Kata, rule: Callable[[Kata, Judgements], Iterator[Finding]], judged: Judgements
) -> None:
    assert list(rule(kata, judged)) == []


def test_everything_that_is_known_about_a_kata_was_judged(kata: Kata, judged: Judgements) -> None:
    """Rules about runs that never happened would all be kept."""
    names = {path.stem for path in kata.mistakes}
    assert judged.stub is not None
    assert len(judged.solution) == 20
    assert judged.mistakes.keys() == judged.learners.keys() == names
    assert {name: len(results) for name, results in judged.mistakes_again.items()} == dict.fromkeys(names, 2)
    assert len(judged.right) >= 3
    assert {len(results) for results in judged.right.values()} == {3}
