"""A repository with two tiny katas, on which the plugin is tried."""

import shutil
import textwrap
from pathlib import Path

import pytest

from dojo.model import Kata

ROOT = Path(__file__).parent.parent

FILES = {
    "katas/01_tiny/README.md": "# 01 · Tiny\n",
    "katas/01_tiny/tiny.py": '''
        """Tiny: the stub."""

        from torch import Tensor


        def double(x: Tensor) -> Tensor:
            """Return twice x."""
            # TODO: Double it.
            raise NotImplementedError("double: not written yet")


        def count(items: list[int]) -> int:
            """Return how many items there are."""
            # TODO: Count them.
            raise NotImplementedError("count: not written yet")
        ''',
    "katas/01_tiny/test_tiny.py": '''
        import pytest
        import tiny
        import torch
        from torch.testing import assert_close


        @pytest.mark.points(3)
        def test_double_doubles_each_element():
            """double() gives twice each element."""
            x = torch.randn(2, 3)
            assert_close(tiny.double(x), x + x)


        def test_double_leaves_its_input_alone():
            """double() gives a new tensor and leaves x as it was."""
            x = torch.ones(3)
            tiny.double(x)
            assert_close(x, torch.ones(3))


        @pytest.mark.parametrize("length", [0, 4], ids=["none", "four items"])
        def test_count_counts(length):
            """count() gives the number of items."""
            assert tiny.count(list(range(length))) == length


        @pytest.mark.cuda
        def test_double_works_on_a_gpu():
            """double() stays on the GPU."""
            x = torch.ones(3, device="cuda")
            assert_close(tiny.double(x), x + x)
        ''',
    "katas/01_tiny/bench_tiny.py": """
        import pytest
        import torch
        from torch.testing import assert_close


        @pytest.mark.benchmark(group="double", max_time=0.01)
        def test_double(benchmark, implementation):
            x = torch.randn(100)
            assert_close(implementation.double(x), x + x)
            benchmark(implementation.double, x)
        """,
    "solutions/01_tiny/tiny.py": '''
        from torch import Tensor


        def double(x: Tensor) -> Tensor:
            """Return twice x."""
            return 2 * x


        def count(items: list[int]) -> int:
            """Return how many items there are."""
            return len(items)
        ''',
    "solutions/01_tiny/mistakes/squares.py": '''
        """You square each element, and x * x is 2 * x only where x is 0 or 2: add instead."""


        def double(x):
            return x * x
        ''',
    "solutions/01_tiny/mistakes/doubles_in_place.py": '''
        """You change the tensor that you were given, and its owner still needs it: make a new one."""


        def double(x):
            return x.mul_(2)
        ''',
    "solutions/01_tiny/mistakes/counts_from_one.py": '''
        """You count one item too many: an empty list holds none."""


        def count(items):
            return len(items) + 1
        ''',
    "katas/02_next/README.md": "# 02 · Next\n",
    "katas/02_next/next.py": "def one():\n    raise NotImplementedError('one: not written yet')\n",
    "katas/02_next/test_next.py": '''
        import next


        def test_one():
            """one() is 1."""
            assert next.one() == 1
        ''',
    "solutions/02_next/next.py": "def one():\n    return 1\n",
}

DOUBLE = "def double(x):\n    return x + x\n"
COUNT = "def count(items):\n    return sum(1 for _ in items)\n"


def write(path: Path, text: str) -> Path:
    """Write a file without the indentation that the text has in its source, and return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(textwrap.dedent(text).lstrip("\n"), encoding="utf-8")
    return path


def configure(root: Path) -> None:
    """Copy this repository's own configuration of pytest to a folder."""
    root.mkdir(parents=True, exist_ok=True)
    for name in ("pyproject.toml", "conftest.py"):
        shutil.copy(ROOT / name, root)


def make_tiny(root: Path) -> Kata:
    """Make two tiny katas in a repository of their own, and return the first."""
    configure(root)
    for name, text in FILES.items():
        write(root / name, text)
    return Kata(root, "01_tiny")


class TinyRepository:
    """Two tiny katas in a temporary folder, with this repository's own configuration of pytest."""

    def __init__(self, pytester: pytest.Pytester) -> None:
        self.pytester, self.path = pytester, pytester.path
        make_tiny(self.path)

    def write(self, name: str, text: str) -> Path:
        """Write a file, without the indentation that the text has in its source."""
        return write(self.path / name, text)

    def answer(self, text: str) -> None:
        """Write the learner's answer to the first kata."""
        self.write("katas/01_tiny/tiny.py", text)

    def run(self, *arguments: str) -> pytest.RunResult:
        """Run pytest in this process, without colours."""
        return self.pytester.runpytest_inprocess(*arguments, "--color=no")


def text_of(result: pytest.RunResult) -> str:
    """Return all that a run has printed."""
    return str(result.stdout) + str(result.stderr)
