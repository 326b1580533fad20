"""What a run of graded tests says: todo, passed, failed, not judged, and in which words."""

import re

import pytest

from dojo import running
from tests.tiny import COUNT, DOUBLE, TinyRepository, text_of


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
