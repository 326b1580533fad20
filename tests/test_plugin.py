"""The pytest plugin, as learners and authors meet it."""

import re

import pytest

from dojo import running
from tests.tiny import COUNT, DOUBLE, TinyRepository


def text_of(result: pytest.RunResult) -> str:
    return str(result.stdout) + str(result.stderr)


def test_the_untouched_stub_is_todo_and_the_learner_is_told_how_to_begin(tiny: TinyRepository) -> None:
    result = tiny.run("katas/01_tiny")
    assert result.ret == 1
    assert result.parseoutcomes() == {"todo": 4, "skipped": 1}
    text = text_of(result)
    assert "0 of 6 points" in text
    assert "write  double() in katas/01_tiny/tiny.py:6" in text
    assert "Traceback" not in text
    assert "Error" not in text
    assert len(text.splitlines()) < 24, "one screen"


def test_an_editor_that_shows_one_test_is_told_what_is_todo(tiny: TinyRepository) -> None:
    tiny.run("katas/01_tiny", "--junitxml=report.xml")
    assert "double() is not written yet: katas/01_tiny/tiny.py:6" in (tiny.path / "report.xml").read_text()


def test_a_solution_passes(tiny: TinyRepository) -> None:
    result = tiny.run("katas", "--source", "solutions")
    assert result.ret == 0
    assert result.parseoutcomes() == {"passed": 5, "skipped": 1}
    assert "6 of 6 points" in text_of(result)


def test_a_failure_says_called_got_and_wanted(tiny: TinyRepository) -> None:
    tiny.answer(DOUBLE + "def count(items):\n    return 7\n")
    text = text_of(tiny.run("katas/01_tiny", "-k", "four"))
    assert "  called  count([0, 1, 2, 3])\n  got     7\n  wanted  4\n" in text
    assert 'pytest "katas/01_tiny/test_tiny.py::test_count_counts[four items]"' in text
    assert "tiny.count(list(range(length)))" not in text, "no source of the test"


def test_a_tensor_is_told_with_the_place_where_it_differs(tiny: TinyRepository) -> None:
    tiny.answer("def double(x):\n    y = x + x\n    y[1, 2] = 5\n    return y\n")
    text = text_of(tiny.run("katas/01_tiny", "-k", "each_element"))
    assert re.search(r"1 of 6 values differ, most at \[1, 2\]: 5 where -?\d\.\d+ is wanted", text)


def test_an_exception_is_told_with_the_learners_own_lines_only(tiny: TinyRepository) -> None:
    tiny.answer("def helper(x):\n    return x @ x\n\ndef double(x):\n    return helper(x)\n")
    text = text_of(tiny.run("katas/01_tiny", "-k", "each_element"))
    assert "raised  RuntimeError:" in text
    assert "at      tiny.py:5 in double:  return helper(x)\n          tiny.py:2 in helper:  return x @ x\n" in text
    assert "running.py" not in text
    assert "test_tiny.py:" not in text.replace("test_tiny.py::", "")


def test_more_verbose_runs_show_pytests_own_traceback_too(tiny: TinyRepository) -> None:
    tiny.answer(DOUBLE + "def count(items):\n    return 7\n")
    text = text_of(tiny.run("katas/01_tiny", "-k", "four", "-vv"))
    assert ">       assert tiny.count(list(range(length))) == length" in text
    assert "  got     7\n" in text


def test_the_learners_prints_are_shown(tiny: TinyRepository) -> None:
    tiny.answer("def count(items):\n    print('I see', items)\n    return 7\n")
    text = text_of(tiny.run("katas/01_tiny", "-k", "four"))
    assert "Captured stdout call" in text
    assert "I see [0, 1, 2, 3]" in text


def test_a_missing_function_costs_only_its_own_tests(tiny: TinyRepository) -> None:
    tiny.answer(DOUBLE)
    result = tiny.run("katas/01_tiny")
    assert result.parseoutcomes() == {"passed": 2, "failed": 2, "skipped": 1}
    assert "tiny.py defines no count. Bring it back from the stub" in text_of(result)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        pytest.param(
            "def double(x):\n    return (x\n\ndef count(x):\n    return 1\n",
            ["SyntaxError: '(' was never closed", "tiny.py:2:", "return (x"],
            id="syntax error",
        ),
        pytest.param("import nonsense\n", ["ModuleNotFoundError", "tiny.py:1:  import nonsense"], id="unknown import"),
        pytest.param("x = 1\ny = x / 0\n", ["ZeroDivisionError", "tiny.py:2:  y = x / 0"], id="error at import"),
        pytest.param("import sys\nsys.exit(0)\n", ["SystemExit", "tiny.py:2:  sys.exit(0)"], id="exits"),
        pytest.param("def double(x):\n\treturn x\n        return\n", ["TabError"], id="tabs"),
        pytest.param("x = '\0'\n", ["SyntaxError"], id="null byte"),
    ],
)
def test_a_file_that_does_not_load_is_told_once_and_nothing_is_judged(
    tiny: TinyRepository, answer: str, told: list[str]
) -> None:
    tiny.answer(answer)
    result = tiny.run("katas/01_tiny")
    assert result.ret == 1
    text = text_of(result)
    assert "4 not judged" in text
    assert text.count("does not load") == 1
    assert [part for part in told if part not in text] == []
    assert "Traceback" not in text
    assert "running.py" not in text


def test_an_endless_loop_is_a_failed_test(tiny: TinyRepository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "LIMIT", 0.5)
    tiny.answer(DOUBLE + "def count(items):\n    while True:\n        pass\n")
    result = tiny.run("katas/01_tiny")
    assert result.parseoutcomes() == {"passed": 2, "failed": 2, "skipped": 1}
    text = text_of(result)
    assert "It did not come back within 0.5 seconds. Is there a loop that never ends?" in text
    assert "in count:" in text


def test_an_answer_that_cannot_be_called_in_this_way_is_told_so(tiny: TinyRepository) -> None:
    tiny.answer(DOUBLE + "def count(items, start):\n    return len(items)\n")
    text = text_of(tiny.run("katas/01_tiny", "-k", "none"))
    assert "called  count([])\n  raised  TypeError: count() missing 1 required positional argument: 'start'" in text


def test_an_error_that_pytorch_raises_is_not_taken_for_an_unwritten_body(tiny: TinyRepository) -> None:
    """On the meta device torch raises NotImplementedError for what needs values."""
    tiny.answer("import torch\n\ndef double(x):\n    return torch.empty(3, device='meta').to(x.device)\n" + COUNT)
    result = tiny.run("katas/01_tiny")
    assert result.parseoutcomes() == {"passed": 2, "failed": 2, "skipped": 1}
    assert "raised  NotImplementedError" in text_of(result)


def test_an_error_of_a_graded_test_is_not_reported_as_the_learners(tiny: TinyRepository) -> None:
    tiny.write(
        "katas/01_tiny/test_tiny.py",
        """
        import pytest
        import tiny


        @pytest.fixture
        def broken():
            raise KeyError("ours")


        def test_uses_a_broken_fixture(broken):
            '''A fixture is broken.'''


        def test_observes_what_cannot_be_copied():
            '''A driver is given a generator.'''
            from dojo.observe import observe
            observe(print, (x for x in ()))
        """,
    )
    result = tiny.run("katas/01_tiny", "--source", "solutions")
    assert "(2 not judged)" in text_of(result)
    assert result.parseoutcomes() == {"errors": 2}
    assert "KeyError: 'ours'" in text_of(result), "our own errors come with a traceback"


def test_a_warning_in_the_learners_code_costs_nothing(tiny: TinyRepository) -> None:
    tiny.answer("import torch\n\ndef double(x):\n    return torch.tensor(x + x)\n" + COUNT)
    result = tiny.run("katas/01_tiny")
    assert result.parseoutcomes() == {"passed": 4, "skipped": 1, "warnings": 2}


def test_what_a_test_leaves_in_a_global_does_not_reach_the_next(tiny: TinyRepository) -> None:
    once = "calls = []\n\ndef count(items):\n    calls.append(1)\n    return len(items) + len(calls) - 1\n"
    tiny.answer(DOUBLE + once)
    assert tiny.run("katas/01_tiny").ret == 0


@pytest.mark.parametrize(
    "change",
    [
        pytest.param("torch.set_grad_enabled(False)", id="gradients off"),
        pytest.param("torch.set_default_dtype(torch.float64)", id="default dtype"),
        pytest.param("torch.set_default_device('meta')", id="default device"),
        pytest.param("torch.autograd.set_detect_anomaly(True)", id="anomaly detection"),
        pytest.param("torch.use_deterministic_algorithms(True)", id="deterministic algorithms"),
        pytest.param("torch.set_num_threads(2)", id="threads"),
    ],
)
def test_what_an_answer_changes_in_torch_does_not_reach_the_next_test(tiny: TinyRepository, change: str) -> None:
    tiny.write(
        "katas/01_tiny/test_tiny.py",
        """
        import tiny
        import torch

        STATE = [
            torch.is_grad_enabled,
            torch.get_default_dtype,
            torch.get_default_device,
            torch.is_anomaly_enabled,
            torch.are_deterministic_algorithms_enabled,
            torch.get_num_threads,
        ]


        def test_first():
            '''It is called.'''
            assert tiny.count([]) == 0


        def test_second():
            '''Nothing is left of it.'''
            usual = [True, torch.float32, torch.device("cpu"), False, False, 1]
            assert [read() for read in STATE] == usual
        """,
    )
    tiny.answer(f"import torch\n\ndef count(items):\n    {change}\n    return len(items)\n")
    assert tiny.run("katas/01_tiny").parseoutcomes() == {"passed": 2}


def test_an_answer_that_is_not_plain_is_refused_with_its_type(tiny: TinyRepository) -> None:
    liar = "class Liar(int):\n    def __eq__(self, other):\n        return True\n    __hash__ = None\n\n"
    tiny.answer(DOUBLE + liar + "def count(items):\n    return Liar()\n")
    result = tiny.run("katas/01_tiny")
    assert result.parseoutcomes() == {"passed": 2, "failed": 2, "skipped": 1}
    assert "count() returned something of type tiny.Liar" in text_of(result)


# Running as a pytest user expects


def test_the_header_names_what_repeats_the_run(tiny: TinyRepository) -> None:
    text = text_of(tiny.run("katas/01_tiny", "--seed", "7", "--source", "solutions"))
    assert re.search(r"torch-katas: source solutions, seed 7, torch \d", text)


def test_a_seed_draws_other_values_and_the_same_seed_the_same(tiny: TinyRepository) -> None:
    tiny.answer("def double(x):\n    return x\n")
    got = [re.findall("got .*", text_of(tiny.run("katas/01_tiny", "--seed", seed))) for seed in ("1", "2", "1")]
    assert got[0] == got[2] != got[1]


def test_values_do_not_depend_on_which_tests_run_before(tiny: TinyRepository) -> None:
    tiny.answer("def double(x):\n    return x\n" + COUNT)
    everything = re.findall("got .*", text_of(tiny.run("katas")))
    alone = re.findall("got .*", text_of(tiny.run("katas/01_tiny/test_tiny.py::test_double_doubles_each_element")))
    assert alone
    assert alone[0] in everything


def test_gpu_tests_are_deselected_by_their_marker(tiny: TinyRepository) -> None:
    result = tiny.run("katas/01_tiny", "-m", "not cuda", "--source", "solutions")
    assert result.parseoutcomes() == {"passed": 4, "deselected": 1}


def test_stop_at_the_first_and_last_failed(tiny: TinyRepository) -> None:
    tiny.answer(DOUBLE + "def count(items):\n    return 4\n")
    first = tiny.run("katas/01_tiny", "-x")
    assert first.parseoutcomes()["failed"] == 1
    again = tiny.run("katas/01_tiny", "--lf")
    assert again.parseoutcomes() == {"failed": 1}


def test_it_runs_from_a_katas_own_folder(tiny: TinyRepository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tiny.path / "katas/01_tiny")
    assert tiny.run("--source", "solutions").parseoutcomes() == {"passed": 4, "skipped": 1}
    assert tiny.run("test_tiny.py::test_count_counts", "--source", "../../solutions").parseoutcomes() == {"passed": 2}


def test_workers_give_the_same_verdicts_and_diagnosis(tiny: TinyRepository) -> None:
    tiny.answer("def double(x):\n    return x * x\n" + COUNT)
    alone = tiny.pytester.runpytest_subprocess("katas", "--color=no")
    shared = tiny.pytester.runpytest_subprocess("katas", "--color=no", "-n", "2")
    assert alone.parseoutcomes() == shared.parseoutcomes()
    for text in (text_of(alone), text_of(shared)):
        assert "Your double() (01_tiny) behaves exactly like one that has this mistake:" in text
        assert "3 of 6 points" in text


def test_several_katas_are_summed_up_one_by_one(tiny: TinyRepository) -> None:
    text = text_of(tiny.run("katas"))
    assert re.search(r"=+ 01_tiny =+", text)
    assert re.search(r"=+ 02_next =+", text)


def test_the_next_kata_is_named_when_all_is_done(tiny: TinyRepository) -> None:
    tiny.answer(DOUBLE + COUNT)
    assert "Next kata: pytest katas/02_next" in text_of(tiny.run("katas/01_tiny"))


def test_benchmarks_run_only_when_asked_for(tiny: TinyRepository) -> None:
    tiny.answer(DOUBLE + COUNT)
    assert "bench_tiny" not in text_of(tiny.run("katas/01_tiny", "-v"))
    once = tiny.run("katas/01_tiny", "--benchmark-disable", "-v", "-k", "bench")
    assert once.parseoutcomes()["passed"] == 2
    result = tiny.run("katas/01_tiny", "--benchmark-only")
    assert result.parseoutcomes() == {"passed": 2, "deselected": 5}
    assert re.search(r"double: yours takes \d+\.\d\d times as long as the reference", text_of(result))


def test_only_right_answers_are_measured(tiny: TinyRepository) -> None:
    tiny.answer("def double(x):\n    return x\n")
    wrong = tiny.run("katas/01_tiny", "--benchmark-only")
    assert wrong.parseoutcomes() == {"passed": 1, "failed": 1, "deselected": 5}
    assert "Not measured, for the answer is wrong. First run: pytest katas/01_tiny" in text_of(wrong)
    tiny.answer("def double(x):\n    raise NotImplementedError('double: not written yet')\n")
    unwritten = tiny.run("katas/01_tiny", "--benchmark-only")
    assert unwritten.parseoutcomes() == {"passed": 1, "skipped": 1, "deselected": 5}
    assert "double: not written yet" in text_of(unwritten)


def test_the_handout_without_solutions_works(tiny: TinyRepository) -> None:
    for path in sorted((tiny.path / "solutions").rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    tiny.answer("def double(x):\n    return x * x\n" + COUNT)
    result = tiny.run("katas/01_tiny")
    assert result.parseoutcomes() == {"passed": 3, "failed": 1, "skipped": 1}
    assert tiny.run().ret == 1, "without tests/, pytest alone runs the katas"


def test_a_conftest_among_the_answers_is_not_executed(tiny: TinyRepository) -> None:
    tiny.write("alice/tiny.py", DOUBLE + COUNT)
    tiny.write("alice/conftest.py", "raise SystemExit('executed')\n")
    tiny.write("alice/pytest.ini", "[pytest]\naddopts = --collect-only\n")
    result = tiny.run("katas/01_tiny", "--source", "alice")
    assert result.parseoutcomes() == {"passed": 4, "skipped": 1}


# Naming the mistake


def test_a_known_mistake_is_named_above_everything_else(tiny: TinyRepository) -> None:
    tiny.answer("def double(number):\n    result = number ** 2\n    return result\n")
    text = text_of(tiny.run("katas/01_tiny"))
    said = "Your double() (01_tiny) behaves exactly like one that has this mistake:\n  You square each element"
    assert text.count(said) == 1
    assert text.index(said) < text.index("FAILURES")


def test_two_mistakes_in_two_functions_are_both_named(tiny: TinyRepository) -> None:
    tiny.answer("def double(x):\n    x *= 2\n    return x\n\ndef count(items):\n    return 1 + len(items)\n")
    text = text_of(tiny.run("katas/01_tiny"))
    assert "You change the tensor that you were given" in text
    assert "You count one item too many" in text


def test_two_mistakes_in_one_function_are_named_together(tiny: TinyRepository) -> None:
    tiny.write(
        "solutions/01_tiny/mistakes/none_is_one.py", '"""You count one."""\ndef count(x):\n    return len(x) or 1\n'
    )
    tiny.write("solutions/01_tiny/mistakes/stops.py", '"""You stop."""\ndef count(x):\n    return min(len(x), 3)\n')
    tiny.answer(DOUBLE + "def count(items):\n    return max(1, len(items[:3]))\n")
    text = text_of(tiny.run("katas/01_tiny"))
    assert "behaves exactly like one that has these two mistakes:\n  You count one.\n  You stop.\n" in text


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param("def double(x):\n    return x * x + 1e-2\n", id="other values"),
        pytest.param("def double(x):\n    return x ** 3\n", id="same tests, other values"),
        pytest.param("def double(x):\n    x.mul_(x)\n    return x\n", id="one mistake more"),
        pytest.param("def double(x):\n    raise ValueError('no')\n", id="raises"),
    ],
)
def test_what_is_wrong_in_another_way_is_not_named(tiny: TinyRepository, answer: str) -> None:
    tiny.answer(answer + COUNT)
    result = tiny.run("katas/01_tiny")
    assert result.parseoutcomes()["failed"] >= 1
    assert "behaves" not in text_of(result)


def test_where_only_errors_agree_the_diagnosis_claims_no_more(tiny: TinyRepository) -> None:
    """The same error may have another cause."""
    tiny.write(
        "solutions/01_tiny/mistakes/misspells.py", '"""You misspell."""\ndef double(x):\n    return x.dubble()\n'
    )
    tiny.answer("def double(x):\n    y = x + 1\n    return y.dubble()\n" + COUNT)
    text = text_of(tiny.run("katas/01_tiny"))
    assert "Your double() (01_tiny) raises the same errors as one that has this mistake:\n  You misspell." in text


def test_on_part_of_the_tests_the_diagnosis_says_so(tiny: TinyRepository) -> None:
    tiny.answer("def double(x):\n    return x * x\n" + COUNT)
    text = text_of(tiny.run("katas/01_tiny", "-k", "each_element"))
    assert "On the tests run here, your double() (01_tiny) behaves exactly like one that has this mistake:" in text


def test_of_two_mistakes_that_fit_none_is_named(tiny: TinyRepository) -> None:
    tiny.write(
        "solutions/01_tiny/mistakes/multiplies.py",
        '"""Another word for squares."""\ndef double(x):\n    return x * x\n',
    )
    tiny.answer("def double(x):\n    return x * x\n" + COUNT)
    assert "behaves" not in text_of(tiny.run("katas/01_tiny"))


def test_a_mistake_can_be_judged_as_its_author_sees_it(tiny: TinyRepository) -> None:
    result = tiny.run("katas/01_tiny", "--source", "solutions/01_tiny/mistakes/squares.py")
    assert result.parseoutcomes() == {"passed": 3, "failed": 1, "skipped": 1}
    assert "You square each element" in text_of(result)


# Bad input: a clear error that names the file and says what to do, exit code as pytest's usage errors


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
