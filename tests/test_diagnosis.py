"""Naming the mistake: exactly where the evidence allows it, and never otherwise."""

import pytest

from tests.tiny import COUNT, DOUBLE, TinyRepository, text_of


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


def test_a_mistake_that_fails_more_than_the_answer_does_is_not_named(tiny: TinyRepository) -> None:
    """One item too many for four items, as the mistake, but right for none: it is something else."""
    tiny.answer(DOUBLE + "def count(items):\n    return len(items) and len(items) + 1\n")
    result = tiny.run("katas/01_tiny")
    assert result.parseoutcomes() == {"passed": 3, "failed": 1, "skipped": 1}
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


def test_what_a_tried_mistake_warns_of_is_not_shown_as_the_learners(tiny: TinyRepository) -> None:
    warning = "import warnings\n\ndef double(x):\n    warnings.warn('{who}', stacklevel=1)\n    return x * x\n"
    tiny.write("solutions/01_tiny/mistakes/squares.py", f'"""You square."""\n{warning.format(who="the mistake warns")}')
    tiny.answer(warning.format(who="the learner warns") + COUNT)
    text = text_of(tiny.run("katas/01_tiny"))
    assert "You square." in text
    assert "the learner warns" in text
    assert "the mistake warns" not in text


def test_a_mistake_can_be_judged_as_its_author_sees_it(tiny: TinyRepository) -> None:
    result = tiny.run("katas/01_tiny", "--source", "solutions/01_tiny/mistakes/squares.py")
    assert result.parseoutcomes() == {"passed": 3, "failed": 1, "skipped": 1}
    assert "You square each element" in text_of(result)


def test_a_mistake_in_a_class_is_named(tiny: TinyRepository) -> None:
    tiny.write("katas/03_box/README.md", "# 03 · Box\n")
    tiny.write("katas/03_box/box.py", "class Box:\n    def half(self, x):\n        return x / 4\n")
    tiny.write("solutions/03_box/box.py", "class Box:\n    def half(self, x):\n        return x / 2\n")
    tiny.write(
        "solutions/03_box/mistakes/quarters.py",
        '"""You divide twice."""\nclass Box:\n    def half(self, x):\n        return x / 2 / 2\n',
    )
    tiny.write(
        "katas/03_box/test_box.py",
        '''
        import box
        from dojo.observe import observe


        def test_half():
            """half() divides by two."""

            def halved(x):
                return box.Box().half(x)

            assert observe(halved, 3.0) == 1.5
        ''',
    )
    text = text_of(tiny.run("katas/03_box"))
    assert "Your Box() (03_box) behaves exactly like one that has this mistake:\n  You divide twice." in text
