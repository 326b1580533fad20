"""The Python files of a kata, read without executing them."""

import ast
from pathlib import Path

from dojo.author.report import UncheckedError
from dojo.model import Kata

Definition = ast.FunctionDef | ast.ClassDef

CACHES = frozenset({"__pycache__", ".DS_Store"})
"""What is found in any folder and belongs to nobody."""


class UnreadableError(UncheckedError):
    """A Python file is missing or does not parse."""

    def __init__(self, path: Path, words: str, line: int | None = None) -> None:
        super().__init__(f"{path.name} must be there and parse")
        self.path, self.words, self.line = path, words, line


def parsed(path: Path) -> ast.Module:
    """Return a file's syntax tree.

    Raises:
        UnreadableError: it is missing, or no Python.
    """
    try:
        return ast.parse(path.read_bytes(), path)
    except SyntaxError as error:
        words = f"does not parse: {error.msg}. Mend it"
        raise UnreadableError(path, words, error.lineno) from None
    except ValueError as error:  # a null byte
        raise UnreadableError(path, f"does not parse: {error}. Mend it") from None
    except OSError as error:
        raise UnreadableError(path, f"cannot be read: {(error.strerror or str(error)).lower()}. Write it") from None


def is_readable(path: Path) -> bool:
    """Whether a file is there and parses."""
    try:
        parsed(path)
    except UnreadableError:
        return False
    return True


def entries(folder: Path) -> list[Path]:
    """Return what a folder holds, sorted, without caches; nothing where there is no such folder."""
    return sorted(path for path in folder.iterdir() if path.name not in CACHES) if folder.is_dir() else []


def right_answers(kata: Kata) -> list[Path]:
    """Return the folders of right answers in other styles."""
    folders = entries(kata.root / "tests" / "right" / kata.name)
    return [path for path in folders if path.is_dir() and not path.name.startswith(("_", "."))]


def readable_mistakes(kata: Kata) -> list[Path]:
    """Return the mistakes that can be judged."""
    return [path for path in kata.mistakes if is_readable(path)]


def python_files(kata: Kata) -> list[Path]:
    """Return every Python file of a kata that must be there or is there."""
    answers = [path / f"{kata.module}.py" for path in right_answers(kata)]
    benchmarks = [kata.benchmarks] if kata.benchmarks.is_file() else []
    return [kata.stub, kata.tests, *benchmarks, kata.solution, *kata.mistakes, *answers]


def public(tree: ast.Module | ast.ClassDef) -> dict[str, Definition]:
    """Return the functions and classes that a learner writes; of a class, its methods."""
    found = [node for node in tree.body if isinstance(node, Definition)]
    return {node.name: node for node in found if isinstance(tree, ast.ClassDef) or not node.name.startswith("_")}


def functions_to_write(tree: ast.Module) -> list[ast.FunctionDef]:
    """Return the functions and methods whose bodies a stub leaves open."""
    nodes = public(tree).values()
    methods = [method for node in nodes if isinstance(node, ast.ClassDef) for method in public(node).values()]
    return [node for node in [*nodes, *methods] if isinstance(node, ast.FunctionDef)]


def arguments_of(function: ast.FunctionDef) -> list[ast.arg]:
    """Return the arguments that have a name of their own, in order."""
    return [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]


def said(node: ast.Module | Definition) -> str:
    """Return a docstring, "" where there is none."""
    return ast.get_docstring(node) or ""
