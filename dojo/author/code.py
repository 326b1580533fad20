"""Rules about the stub, the solution, the graded tests and the mistakes, from reading alone."""

import ast
from collections.abc import Iterator

from dojo.author.reading import Definition, arguments_of, functions_to_write, parsed, public, readable_mistakes, said
from dojo.author.report import Finding
from dojo.diagnose import MistakeError, read_mistake
from dojo.model import Kata

THINGS = range(5, 10)
"""How many functions and classes a kata asks for."""
ADVICE = range(40, 401)
"""Characters of what a learner is told about a mistake."""


def stub_and_solution_agree(kata: Kata) -> Iterator[Finding]:
    """Stub and solution differ only in bodies, private helpers and imports."""
    stub, solution = _promises(parsed(kata.stub)), _promises(parsed(kata.solution))
    for name in stub.keys() - solution.keys():
        yield Finding(kata.solution, f"lacks {name}, which the stub has: add it, or take it from the stub")
    for name in solution.keys() - stub.keys():
        yield Finding(kata.solution, f"has {name}, which the stub lacks: begin its name with _, or add it to the stub")
    if stub.keys() == solution.keys() and list(stub) != list(solution):
        yield Finding(kata.solution, f"has another order than the stub, which has {', '.join(stub)}: follow the stub")
    for name in stub:
        for part, text in stub[name].items():
            other = solution.get(name, stub[name]).get(part, "")
            if text != other:
                yield Finding(
                    kata.solution, f"{name}: the {part} is not the stub's: copy it\nstub: {text}\nhere: {other}"
                )


def _promises(tree: ast.Module) -> dict[str, dict[str, str]]:
    """Return what stub and solution must agree on, of each public name; methods of a class as Class.method."""
    found: dict[str, dict[str, str]] = {}
    for node in tree.body:
        if isinstance(node, Definition) and not node.name.startswith("_"):
            found[node.name] = _promise(node)
            methods = public(node).values() if isinstance(node, ast.ClassDef) else []
            found |= {f"{node.name}.{method.name}": _promise(method) for method in methods if said(method)}
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = [target.id for target in targets if isinstance(target, ast.Name) and not target.id.startswith("_")]
            found |= {name: {"value": ast.unparse(node)} for name in names}
    return found


def _promise(node: Definition) -> dict[str, str]:
    shared = {"decorator": " ".join(map(ast.unparse, node.decorator_list)), "docstring": said(node)}
    if isinstance(node, ast.ClassDef):
        return {"list of base classes": ", ".join(map(ast.unparse, node.bases)), **shared}
    returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    return {"signature": f"({ast.unparse(node.args)}){returns}", **shared}


def it_asks_for_five_to_nine_things(kata: Kata) -> Iterator[Finding]:
    """It asks for 5 to 9 functions or classes."""
    count = len(public(parsed(kata.stub)))
    if count not in THINGS:
        yield Finding(
            kata.stub,
            f"asks for {count}: {'split the kata' if count > THINGS[-1] else 'add what belongs to its concept'}",
        )


def stub_says_what_to_do_and_names_itself(kata: Kata) -> Iterator[Finding]:
    """Each open body of the stub is one TODO and a raise that names the function."""
    tree = parsed(kata.stub)  # never `pass`, which passes many a test
    lines = kata.stub.read_text().splitlines()
    if f"pytest katas/{kata.name}" not in said(tree):
        yield Finding(
            kata.stub, f"does not say in its docstring how to begin: Read README.md, then run: pytest katas/{kata.name}"
        )
    for function in functions_to_write(tree):
        *_, last = function.body
        wanted = f"NotImplementedError('{function.name}: not written yet')"
        if ast.unparse(last) != f"raise {wanted}":
            yield Finding(kata.stub, f"{function.name}: end its body with raise {wanted}", last.lineno)
        todo = [line for line in lines[function.lineno : last.lineno] if "# TODO: " in line]
        if len(todo) != 1:
            yield Finding(kata.stub, f"{function.name}: write one # TODO: in the imperative", function.lineno)


def docstrings_say_all(kata: Kata) -> Iterator[Finding]:
    """Arguments have types, and docstrings give arguments, result and an example."""
    for function in functions_to_write(parsed(kata.stub)):
        if not said(function) and not function.name.startswith("__"):
            yield Finding(kata.stub, f"{function.name}: write a docstring", function.lineno)
    for name, node in public(parsed(kata.stub)).items():
        missing = [] if "Example" in said(node) else ["Example"]
        if isinstance(node, ast.FunctionDef):
            missing += [] if "Returns:" in said(node) else ["Returns:"]
            missing += [f"{one.arg}:" for one in arguments_of(node) if f"{one.arg}:" not in said(node)]
            untyped = [one.arg for one in arguments_of(node) if one.annotation is None]
            untyped += [] if node.returns else ["what it returns"]
            if untyped:
                yield Finding(kata.stub, f"{name}: give a type to {', '.join(untyped)}", node.lineno)
        if missing:
            yield Finding(kata.stub, f"{name}: its docstring lacks {', '.join(missing)} Add it", node.lineno)


def tests_keep_to_the_seam(kata: Kata) -> Iterator[Finding]:
    """Tests import the kata's module whole, and nothing of dojo but observe and the practice GPU."""
    for path in [kata.tests, kata.benchmarks] if kata.benchmarks.is_file() else [kata.tests]:
        tree = parsed(path)
        whole = [
            (alias.name, node.lineno) for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
        ]
        parts = [(node.module or "", node.lineno) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        if path == kata.tests and kata.module not in dict(whole):
            yield Finding(path, f"does not import what it tests: import {kata.module}")
        for name, line in [*whole, *parts]:
            if name.partition(".")[0] in ("dojo", "unittest") and name not in ("dojo.observe", "dojo.practice"):
                words = (
                    f"imports {name}: a graded test is a plain function that needs no more of them than dojo.observe, "
                    "and dojo.practice where it needs a GPU"
                )
                yield Finding(path, words, line)
        if kata.module in dict(parts):
            words = f"a missing function must cost its own tests only: import {kata.module}, and no names from it"
            yield Finding(path, words, dict(parts)[kata.module])


def tests_promise_something(kata: Kata) -> Iterator[Finding]:
    """Each graded test promises one thing of its own, in a sentence, and has no branches."""
    promises: dict[str, str] = {}
    for name, node in public(parsed(kata.tests)).items():
        if not name.startswith("test_"):
            continue
        first = said(node).partition("\n")[0]
        if not first.endswith("."):
            yield Finding(kata.tests, f"{name}: begin its docstring with a sentence, the promise", node.lineno)
        elif first in promises:
            yield Finding(
                kata.tests, f"{name}: promises the same as {promises[first]}: say what it is about", node.lineno
            )
        promises.setdefault(first, name)
        if any(isinstance(inner, ast.If | ast.Try) for inner in node.body):
            yield Finding(kata.tests, f"{name}: branches: split it, or use parametrize", node.lineno)


def mistakes_replace_and_advise(kata: Kata) -> Iterator[Finding]:
    """Each mistake replaces functions of the solution, and says in a docstring what to do."""
    solution = public(parsed(kata.solution))
    for path in readable_mistakes(kata):
        try:
            advice = read_mistake(kata, path).advice
        except MistakeError as error:
            yield Finding(path, str(error).removeprefix(f"{path} "))
            continue
        if len(advice) not in ADVICE:
            yield Finding(path, f"its docstring has {len(advice)} characters: say it in {ADVICE[0]} to {ADVICE[-1]}")
        if not advice.endswith((".", "?")):
            yield Finding(path, "its docstring is told to learners: end it with a full stop or a question mark")
        for name, node in public(parsed(path)).items():
            same = solution.get(name)
            if same is None:
                yield Finding(path, f"{name} is not part of the kata: begin its name with _", node.lineno)
            elif isinstance(node, ast.FunctionDef) and isinstance(same, ast.FunctionDef):
                wanted = [one.arg for one in arguments_of(same)]
                if [one.arg for one in arguments_of(node)] != wanted:
                    yield Finding(path, f"{name}: name its arguments {', '.join(wanted)}", node.lineno)
