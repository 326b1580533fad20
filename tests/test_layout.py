"""What the files of every kata hold: mirrored trees, agreeing signatures, texts with all their parts."""

import ast
import re
from itertools import pairwise
from pathlib import Path

import pytest

from dojo.catalog import all_katas, check_folder
from dojo.diagnose import read_mistake
from dojo.model import Kata
from tests.tiny import ROOT

KATAS = all_katas(ROOT)
each_kata = pytest.mark.parametrize("kata", [pytest.param(kata, id=kata.name) for kata in KATAS])

Definition = ast.FunctionDef | ast.ClassDef
PARTS = ["## What to write", "## Must", "## Must not", "## May", "## Hints", "## Sources"]
HINT = re.compile(r"<details>\s*<summary>(.*?)</summary>(.*?)</details>", re.DOTALL)


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_bytes(), path)


def public(tree: ast.Module | ast.ClassDef) -> dict[str, Definition]:
    """The functions and classes that a learner writes; of a class, its methods."""
    found = [node for node in tree.body if isinstance(node, Definition)]
    return {node.name: node for node in found if isinstance(tree, ast.ClassDef) or not node.name.startswith("_")}


def promise(node: Definition) -> list[str | None]:
    """What stub and solution must agree on: signature, decorators, docstring; of a class, its methods too."""
    if isinstance(node, ast.ClassDef):
        inner = [part for method in public(node).values() if ast.get_docstring(method) for part in promise(method)]
        return [node.name, *map(ast.unparse, node.bases), ast.get_docstring(node), *inner]
    returns = ast.unparse(node.returns) if node.returns else None
    return [node.name, ast.unparse(node.args), returns, *map(ast.unparse, node.decorator_list), ast.get_docstring(node)]


def argument_names(function: ast.FunctionDef) -> list[str]:
    """The names by which a test may pass arguments, in order."""
    return [argument.arg for argument in [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]]


def functions_to_write(tree: ast.Module) -> list[ast.FunctionDef]:
    """The functions and methods whose bodies a stub leaves open."""
    nodes = public(tree).values()
    methods = [method for node in nodes if isinstance(node, ast.ClassDef) for method in public(node).values()]
    return [node for node in [*nodes, *methods] if isinstance(node, ast.FunctionDef)]


@each_kata
def test_a_kata_has_its_files_and_no_others(kata: Kata) -> None:
    check_folder(kata)
    caches = {"__pycache__", ".DS_Store"}
    wanted = {"README.md", f"{kata.module}.py", f"test_{kata.module}.py"}
    assert {path.name for path in kata.folder.iterdir()} - caches - {kata.benchmarks.name} == wanted
    assert {path.name for path in kata.solution.parent.iterdir()} - caches == {f"{kata.module}.py", "mistakes"}
    mistakes = [path for path in (kata.solution.parent / "mistakes").iterdir() if path.name not in caches]
    assert mistakes
    assert all(re.fullmatch(r"[a-z][a-z0-9_]+\.py", path.name) for path in mistakes), mistakes
    for style in (ROOT / "tests/right" / kata.name).iterdir():
        assert {path.name for path in style.iterdir()} - caches == {f"{kata.module}.py"}


@pytest.mark.parametrize("tree", ["solutions", "tests/right"])
def test_trees_mirror(tree: str) -> None:
    assert {path.name for path in (ROOT / tree).iterdir()} - {"__pycache__"} == {kata.name for kata in KATAS}


@each_kata
def test_stub_and_solution_agree(kata: Kata) -> None:
    stub, solution = public(parsed(kata.stub)), public(parsed(kata.solution))
    assert list(stub) == list(solution)
    for name in stub:
        assert promise(stub[name]) == promise(solution[name])


@each_kata
def test_a_kata_asks_for_5_to_8_things(kata: Kata) -> None:
    assert 5 <= len(public(parsed(kata.stub))) <= 9


@each_kata
def test_a_stub_says_what_to_do_and_names_itself(kata: Kata) -> None:
    """Each open body is a TODO and a raise that names the function; never `pass`, which other graders let through."""
    lines = kata.stub.read_text().splitlines()
    for function in functions_to_write(parsed(kata.stub)):
        *_, last = function.body
        assert ast.unparse(last) == f"raise NotImplementedError('{function.name}: not written yet')"
        todo = [line for line in lines[function.lineno : last.lineno] if "# TODO: " in line]
        assert len(todo) == 1, f"{function.name}: one # TODO in the imperative"
        assert ast.get_docstring(function) or function.name.startswith("__"), function.name


@each_kata
def test_docstrings_give_arguments_results_and_an_example(kata: Kata) -> None:
    for name, node in public(parsed(kata.stub)).items():
        said = ast.get_docstring(node) or ""
        assert "Example" in said, name
        if isinstance(node, ast.FunctionDef):
            assert "Returns:" in said, name
            assert all(f"{argument.arg}:" in said for argument in node.args.args), name


@each_kata
def test_a_text_has_its_parts(kata: Kata) -> None:
    text = kata.text.read_text()
    assert text.startswith(f"# {kata.name[:2]} · ")
    positions = [text.find(f"\n{part}\n") for part in PARTS]
    assert -1 not in positions, PARTS[positions.index(-1)]
    assert all(before < after for before, after in pairwise(positions)), "the parts are in another order"
    concept, asked = text[: positions[0]], text[positions[0] : positions[1]]
    assert "```" in concept, "the concept is shown by a worked example"
    assert re.search(r"\d\.\d|\d, \d", concept), "the example has numbers"
    missing = [name for name in public(parsed(kata.stub)) if name not in asked]
    assert not missing, "every function is described under What to write"
    assert "https://" in text[positions[-1] :], "sources are links"


@each_kata
def test_each_function_has_hints_that_ask_before_they_tell(kata: Kata) -> None:
    hints = {name.strip(" `()"): body for name, body in HINT.findall(kata.text.read_text())}
    assert list(hints) == list(public(parsed(kata.stub)))
    for name, body in hints.items():
        steps = [step for step in re.split(r"\n\s*\n", body) if step.strip()]
        assert len(steps) >= 2, f"{name}: a question, then more"
        assert "?" in steps[0], f"{name}: the first step asks"


@each_kata
def test_graded_tests_keep_to_the_seam(kata: Kata) -> None:
    """`import backprop`, never `from backprop import`: a missing function must cost its own tests only."""
    for path in [kata.tests, kata.benchmarks]:
        if not path.is_file():
            continue
        imports = [node for node in ast.walk(parsed(path)) if isinstance(node, (ast.Import, ast.ImportFrom))]
        names = [alias.name for node in imports if isinstance(node, ast.Import) for alias in node.names]
        sources = {node.module for node in imports if isinstance(node, ast.ImportFrom)}
        assert path == kata.benchmarks or kata.module in names
        assert kata.module not in sources
        assert not {source for source in sources if source and source.startswith("dojo")} - {"dojo.observe"}
        assert not [name for name in names if name.startswith(("dojo", "unittest"))]


@each_kata
def test_graded_tests_promise_something(kata: Kata) -> None:
    """Each test's docstring is what learner and report show; no branch decides what is asserted."""
    tests = [node for name, node in public(parsed(kata.tests)).items() if name.startswith("test_")]
    promises = [(ast.get_docstring(node) or "").partition("\n")[0] for node in tests]
    assert all(said.endswith(".") for said in promises), promises
    assert len(set(promises)) == len(promises)
    branching = [node.name for node in tests for inner in node.body if isinstance(inner, (ast.If, ast.Try))]
    assert not branching


@pytest.mark.parametrize(
    ("kata", "path"),
    [pytest.param(kata, path, id=f"{kata.name}-{path.stem}") for kata in KATAS for path in kata.mistakes],
)
def test_a_mistake_replaces_functions_and_says_what_to_do(kata: Kata, path: Path) -> None:
    mistake = read_mistake(kata, path)
    assert 40 <= len(mistake.advice) <= 400
    assert mistake.advice.endswith((".", "?"))
    solution, wrong = public(parsed(kata.solution)), public(parsed(path))
    assert set(mistake.functions) == set(wrong), "a public helper is not part of the kata: begin its name with _"
    for name, node in wrong.items():
        same = solution[name]
        if isinstance(node, ast.FunctionDef) and isinstance(same, ast.FunctionDef):
            assert argument_names(node) == argument_names(same)
