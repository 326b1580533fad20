"""The mutation command's own parts; running it over the katas takes minutes and is not part of the tests."""

import tomllib
from pathlib import Path

import pytest
from cosmic_ray.mutating import mutate_code

from dojo.catalog import all_katas
from tests.mutation.__main__ import EQUIVALENT, main
from tests.mutation.mutants import Mutant, judge_mutants, mutants_of
from tests.mutation.operators import DeleteContext, DeleteKeyword, DeleteStatement
from tests.tiny import DOUBLE, ROOT, TinyRepository

EXAMPLES = [
    pytest.param(operator, example, id=f"{operator.__name__}: {example.pre_mutation_code.strip()}")
    for operator in (DeleteStatement, DeleteKeyword, DeleteContext)
    for example in operator.examples()
]


@pytest.mark.parametrize(("operator", "example"), EXAMPLES)
def test_an_operator_does_what_its_example_says(operator, example) -> None:  # type: ignore[no-untyped-def]
    assert mutate_code(example.pre_mutation_code, operator(), example.occurrence) == example.post_mutation_code


def test_mutants_are_different_and_parse(tmp_path: Path) -> None:
    path = tmp_path / "answer.py"
    path.write_text("def f(x, *, key=1):\n    y: int\n    x.clear()\n    return g(x + 2, key=key, strict=True)\n")
    mutants = mutants_of(path)
    texts = [mutant.text for mutant in mutants]
    assert len(set(texts)) == len(texts)
    assert path.read_text() not in texts
    changes = {(mutant.was, mutant.now) for mutant in mutants}
    assert ("x.clear()", "pass") in changes
    assert ("y: int", "pass") not in changes
    now = {now for was, now in changes if was == "return g(x + 2, key=key, strict=True)"}
    assert {"return g(x - 2, key=key, strict=True)", "return g(x + 2, strict=True)"} < now
    assert "return g(x + 2, key=key, strict=False)" in now
    assert "return g(x + 2, key=key)" not in now


def test_mutants_are_killed_survive_or_do_not_load(tiny: TinyRepository) -> None:
    """`count` is tested with 0 and 4 items, so what is wrong for 3 items only survives."""
    kata = all_katas(tiny.path)[0]
    mutants = [
        Mutant("", DOUBLE + f"def count(items):\n    return {count}\n", "", "")
        for count in ("len(items) + 1", "len(items) + (len(items) == 3)")
    ]
    broken = Mutant("", "import nonsense\n", "", "")
    assert judge_mutants(kata, [*mutants, broken]) == ["killed", "survived", "broken"]


def test_every_explanation_names_a_kata_and_gives_a_reason() -> None:
    entries = tomllib.loads(EQUIVALENT.read_text())
    assert set(entries) <= {kata.name for kata in all_katas(ROOT)}
    for kata in entries.values():
        assert all(entry.keys() == {"was", "now", "reason"} and len(entry["reason"]) > 20 for entry in kata)


def test_an_unknown_kata_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_info:
        main(["03_backprob"])
    assert exit_info.value.code == 2
    assert "Did you mean 03_backprop?" in capsys.readouterr().err
