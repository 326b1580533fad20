"""A test that is run again gives the verdict that pytest's own protocol gives."""

import dataclasses
import warnings
from collections.abc import Callable

import pytest

from dojo import again
from dojo.catalog import find_kata
from dojo.model import Check
from dojo.run import Collected, collect
from dojo.source import Source
from tests.tiny import COUNT, DOUBLE, TinyRepository

ANSWERS = {
    "right": DOUBLE + COUNT,
    "not written": "def double(x):\n    raise NotImplementedError\n\n\n" + COUNT,
    "wrong": "def double(x):\n    print('doubling')\n    return x * x\n\n\ndef count(items):\n    return 3\n",
    "raises": "def double(x):\n    return x + unknown\n\n\ndef count(items):\n    return items[0]\n",
    "warns": "import warnings\n\n\ndef double(x):\n    warnings.warn('twice')\n    return x * 3\n" + COUNT,
    "exits": "def double(x):\n    raise SystemExit(0)\n" + COUNT,
    "skips": "import pytest\n\n\ndef double(x):\n    pytest.skip('no time')\n" + COUNT,
    "loops": "def double(x):\n    while True:\n        pass\n" + COUNT,
    "has no such name": COUNT,
    "does not load": "def double(x:\n",
    "draws": "import torch\n\n\ndef double(x):\n    return x + torch.rand(3)\n" + COUNT,
}


def verdicts(tiny: TinyRepository, answer: str, more: str = "") -> list[Check]:
    """Judge an answer in this process."""
    tiny.answer(answer)
    with (tiny.path / "katas/01_tiny/test_tiny.py").open("a") as file:
        file.write(more)
    kata = find_kata(tiny.path, "01_tiny")
    found: list[Check | None] = []

    def judge(collected: Collected) -> None:
        source = Source(tiny.path, tiny.path / "katas")
        found.extend(again.judge_again(item, source, 0.5) for item in collected.items[kata])

    with warnings.catch_warnings(record=True) as warned:
        collect(tiny.path, [kata], judge)
    assert not warned
    assert all(check is not None and check.seconds < 5 for check in found)
    return [dataclasses.replace(check, seconds=0.0) for check in found if check is not None]


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_a_call_gives_the_verdict_of_the_protocol(
    tiny: TinyRepository, answer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    called = verdicts(tiny, answer)
    monkeypatch.setattr(again, "_can_be_called", lambda _: False)
    assert called == verdicts(tiny, answer)
    assert len(called) == 5


FIXTURE = """

@pytest.fixture
def six():
    return 6


def test_with_a_fixture(six, tmp_path):
    assert tiny.count("x" * six) == 6
"""
CLASS = """

class TestMore:
    def test_in_a_class(self):
        assert tiny.count("x") == 1
"""
MARKED = """

@pytest.mark.xfail(reason="too hard")
def test_marked():
    assert tiny.count("x") == 2
"""
SETUP = """

def setup_module():
    global PREPARED
    PREPARED = True


def test_prepared():
    assert tiny.count("x") == int(PREPARED)
"""


@pytest.mark.parametrize("more", [FIXTURE, CLASS, MARKED, SETUP], ids=["fixture", "class", "marked", "setup"])
def test_what_needs_pytest_goes_through_its_protocol(
    tiny: TinyRepository, more: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    through: list[str] = []
    protocol: Callable[..., Check | None] = again._through_pytest

    def noted(item: pytest.Item, source: Source) -> Check | None:
        through.append(item.name)
        return protocol(item, source)

    monkeypatch.setattr(again, "_through_pytest", noted)
    found = verdicts(tiny, DOUBLE + COUNT, more)
    last = found[-1]
    assert through[-1] == last.id.rpartition("::")[2]
    assert last.outcome == ("skipped" if more is MARKED else "passed")
