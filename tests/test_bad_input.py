"""Bad input: a clear error that names the file and says what to do, exit code as pytest's usage errors."""

import pytest

from tests.tiny import DOUBLE, TinyRepository, text_of


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        pytest.param(["katas/01_tiyn"], "cannot find the kata '01_tiyn'*Did you mean 01_tiny?", id="unknown kata"),
        pytest.param(["katas/x"], "cannot find the kata 'x'*There are: 01_tiny, 02_next.", id="no kata of that sort"),
        pytest.param(
            ["katas", "--source", "nope"], "--source nope: there is no such folder or Python file*", id="source"
        ),
        pytest.param(
            ["katas", "--source", "empty"], "--source empty: *holds no kata's file*tiny.py*", id="empty source"
        ),
        pytest.param(["katas", "--seed", "-1"], "a seed is a whole number from 0 up, not '-1'", id="negative seed"),
        pytest.param(["katas", "--seed", "x"], "a seed is a whole number from 0 up, not 'x'", id="no number"),
    ],
)
def test_a_wrong_command_line_is_refused(tiny: TinyRepository, arguments: list[str], told: str) -> None:
    (tiny.path / "empty").mkdir()
    result = tiny.run(*arguments)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"*{told}"])


@pytest.mark.parametrize("name", ["README.md", "tiny.py", "test_tiny.py"])
def test_a_kata_without_one_of_its_files_is_refused(tiny: TinyRepository, name: str) -> None:
    (tiny.path / "katas/01_tiny" / name).unlink()
    result = tiny.run("katas/01_tiny", "--source", "solutions")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"*the kata 01_tiny has no {name}: */katas/01_tiny/{name} is missing. Restore it *"])


def test_a_python_file_that_is_not_part_of_a_kata_is_refused(tiny: TinyRepository) -> None:
    tiny.write("katas/01_tiny/test_mine.py", "def test_mine():\n    pass\n")
    result = tiny.run("katas/01_tiny")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*katas/01_tiny/test_mine.py is not a part of the kata 01_tiny*Move it out*"])


def test_a_folder_that_is_not_named_as_a_kata_is_refused(tiny: TinyRepository) -> None:
    (tiny.path / "katas/scratch").mkdir()
    result = tiny.run("katas")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*katas/scratch is not named as a kata*Rename the folder, or move it out*"])


def test_a_mistake_that_passes_is_an_error(tiny: TinyRepository) -> None:
    tiny.write("solutions/01_tiny/mistakes/right.py", f'"""This is right."""\n{DOUBLE}')
    result = tiny.run("katas/01_tiny", "--source", "solutions/01_tiny/mistakes/right.py")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert "ERROR: solutions/01_tiny/mistakes/right.py passes every graded test of 01_tiny." in text_of(result)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param(DOUBLE, "has no docstring: begin the file with what its author should be told", id="says nothing"),
        pytest.param('"""Words."""\ndef triple(x):\n    return x\n', "replaces nothing of", id="replaces nothing"),
    ],
)
def test_a_mistake_that_is_none_is_refused(tiny: TinyRepository, text: str, told: str) -> None:
    tiny.write("solutions/01_tiny/mistakes/odd.py", text)
    result = tiny.run("katas/01_tiny", "--source", "solutions/01_tiny/mistakes/odd.py")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"*odd.py {told}*"])


def test_a_source_without_this_kata_judges_nothing_and_says_where_it_looked(tiny: TinyRepository) -> None:
    tiny.write("alice/next.py", "def one():\n    return 1\n")
    result = tiny.run("katas", "--source", "alice")
    assert "1 passed, 1 skipped, 4 not judged" in text_of(result)
    assert "alice holds no answer to 01_tiny. Looked for" in text_of(result)
