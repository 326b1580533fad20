"""What the files of every kata hold: mirrored trees, agreeing signatures, texts with all their parts.

The rules themselves, which `dojo check` tells an author, are in dojo/author/: names, files, text and code.
"""

from collections.abc import Callable, Iterator

import pytest

from dojo.author.contract import READ
from dojo.author.files import no_folder_is_without_its_kata
from dojo.author.report import Finding
from dojo.catalog import all_katas
from dojo.model import Kata
from tests.tiny import ROOT


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.__name__) for rule in READ])
@pytest.mark.parametrize("kata", [pytest.param(kata, id=kata.name) for kata in all_katas(ROOT)])
def test_a_kata_keeps_a_rule_about_files(kata: Kata, rule: Callable[[Kata], Iterator[Finding]]) -> None:
    assert list(rule(kata)) == []


def test_trees_mirror() -> None:
    assert list(no_folder_is_without_its_kata(ROOT)) == []
