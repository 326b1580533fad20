"""Graded tests run as a pytest user expects: selected, shuffled, in parallel, from any folder, as benchmarks."""

import re

import pytest

from tests.tiny import COUNT, DOUBLE, TinyRepository, text_of


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


def test_a_folder_of_the_same_name_elsewhere_is_not_judged(
    tiny: TinyRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without --source the repository's own katas/ is judged, wherever the run is started."""
    tiny.answer(DOUBLE + COUNT)
    tiny.write("elsewhere/katas/01_tiny/tiny.py", "def double(x):\n    return x\n")
    monkeypatch.chdir(tiny.path / "elsewhere")
    assert tiny.run("../katas/01_tiny").parseoutcomes() == {"passed": 4, "skipped": 1}


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
