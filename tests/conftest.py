"""What several tests of the tools need."""

import pytest
import torch
from torch.testing import assert_close

from dojo.catalog import all_katas
from dojo.model import Kata
from tests.judgements import Judgements, judge_katas
from tests.tiny import ROOT, TinyRepository


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the way to renew golden files."""
    parser.addoption("--regenerate", action="store_true", help="write the golden files of tests/golden anew")


@pytest.fixture(scope="session")
def judgements() -> dict[Kata, Judgements]:
    """Every kata's tests run against everything that is known about it, once for all tests of the contract."""
    return judge_katas(all_katas(ROOT))


@pytest.fixture(scope="session")
def torch_imports() -> None:
    """Import what torch imports late: pytester forgets modules that a run imports, and torch's load only once."""
    with pytest.raises(AssertionError):
        assert_close(torch.ones(1), torch.zeros(1))
    torch.optim.SGD([torch.ones(1)], lr=0.1).step()


@pytest.fixture
def tiny(torch_imports: None, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> TinyRepository:  # noqa: ARG001
    """A repository with two tiny katas, seen on a terminal of a hundred columns."""
    monkeypatch.setenv("COLUMNS", "100")
    return TinyRepository(pytester)
