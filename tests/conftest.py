"""What several tests of the tools need."""

from pathlib import Path

import pytest

from dojo.catalog import all_katas
from dojo.model import Kata
from tests.judgements import Judgements, judge_katas

ROOT = Path(__file__).parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the way to renew golden files."""
    parser.addoption("--regenerate", action="store_true", help="write the golden files of tests/golden anew")


@pytest.fixture(scope="session")
def judgements() -> dict[Kata, Judgements]:
    """Every kata's tests run against everything that is known about it, once for all tests of the contract."""
    return judge_katas(all_katas(ROOT))
