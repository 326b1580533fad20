"""What several tests of the tools need."""

import os

import pytest
import torch
from torch.testing import assert_close

from dojo import cli
from tests.learner import Dojo, furnish
from tests.tiny import TinyRepository


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the way to renew golden files."""
    parser.addoption("--regenerate", action="store_true", help="write the golden files of tests/golden anew")


def pytest_configure() -> None:
    """Let the runs of pytest that tests start not take themselves for workers of xdist: those do not measure."""
    for name in [name for name in os.environ if name.startswith("PYTEST_XDIST_")]:
        del os.environ[name]


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


@pytest.fixture
def learner(tiny: TinyRepository, monkeypatch: pytest.MonkeyPatch) -> TinyRepository:
    """A repository whose first kata has hints, with the copies of its stubs, seen from its own folder."""
    monkeypatch.chdir(tiny.path)
    for name in ("VISUAL", "EDITOR", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    return furnish(tiny)


@pytest.fixture
def dojo(learner: TinyRepository, capsys: pytest.CaptureFixture[str]) -> Dojo:  # noqa: ARG001
    """Runs a command in this process: exit code, what it prints, what it complains about."""

    def run(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = cli.main(arguments)
        said = capsys.readouterr()
        return code, said.out, said.err

    return run
