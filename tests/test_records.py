"""The small pure parts of dojo: what is shown, what is compared, what may cross, which files are loaded."""

import io
import math
from collections import OrderedDict
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn

from dojo import seam, torchvision_ops
from dojo.diagnose import same_text
from dojo.difference import Close, find_difference
from dojo.display import brief
from dojo.model import Check, Failure, Kata
from dojo.observe import observe
from dojo.plain import CannotCrossError, cross
from dojo.source import Source, SourceError, load


class Odd:
    def __repr__(self) -> str:
        raise RuntimeError("no repr")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        pytest.param(torch.tensor([1.0, 2.5]), "tensor([1.0, 2.5])", id="small tensor"),
        pytest.param(torch.tensor([[1], [2]]), "tensor([[1], [2]], int64)", id="integers"),
        pytest.param(torch.tensor(0.1 + 0.2), "tensor(0.3)", id="scalar tensor"),
        pytest.param(torch.zeros(0, 3), "tensor([]) of shape (0, 3)", id="empty"),
        pytest.param(torch.zeros(4, 5), "tensor (4, 5)", id="large"),
        pytest.param(torch.zeros(13, dtype=torch.float64), "tensor (13,) float64", id="vector"),
        pytest.param(torch.zeros(4, 5, device="meta"), "tensor (4, 5) meta", id="meta"),
        pytest.param(torch.ones(1, requires_grad=True), "tensor([1.0], requires grad)", id="requires grad"),
        pytest.param(nn.Linear(2, 3), "Linear(in_features=2, out_features=3, bias=True)", id="layer"),
        pytest.param(nn.Sequential(nn.ReLU()), "Sequential(…)", id="network"),
        pytest.param({"a": [1, 2.0]}, "{'a': [1, 2.0]}", id="dict"),
        pytest.param((1,), "(1,)", id="tuple of one"),
        pytest.param(list(range(99)), "[0, 1, 2, 3, 4, 5, 6, 7, … 99 in all]", id="long list"),
        pytest.param(math.nan, "nan", id="nan"),
        pytest.param(1e-9, "1e-09", id="tiny"),
        pytest.param(len, "len", id="function"),
        pytest.param(io.StringIO(), "<_io.StringIO>", id="object with an address"),
        pytest.param(Image.new("L", (2, 1)), "<PIL.Image.Image image mode=L size=2x1>", id="address in capitals"),
        pytest.param(Odd(), "<Odd, whose repr raises RuntimeError>", id="hostile repr"),
    ],
)
def test_values_are_shown_in_one_short_line(value: object, shown: str) -> None:
    assert brief(value) == shown


def test_a_large_tensor_is_shown_with_its_first_values_where_they_matter() -> None:
    assert brief(torch.arange(20), values=True) == "tensor (20,) int64: 0, 1, 2, 3, 4, 5, …"


def test_a_huge_text_is_cut() -> None:
    assert len(brief("x" * 10_000)) <= 200


@pytest.mark.parametrize(
    ("got", "wanted", "words"),
    [
        pytest.param(torch.ones(2), torch.ones(3), "the shape is (2,) where (3,) is wanted", id="shape"),
        pytest.param(
            torch.ones(2),
            torch.ones(2).double(),
            "the dtype is torch.float32 where torch.float64 is wanted",
            id="dtype",
        ),
        pytest.param(
            [torch.ones(2), torch.ones(2)], [torch.ones(2), torch.zeros(2)], "at [1]: 2 of 2 values", id="list"
        ),
        pytest.param({"w": torch.ones(1)}, {"w": torch.zeros(1)}, "at ['w']: 1 of 1 values differ", id="dict"),
        pytest.param(torch.tensor([1.0, math.nan]), torch.ones(2), "most at [1]: nan where 1 is wanted", id="nan"),
        pytest.param([torch.ones(1), 5], [torch.zeros(1), 6], "; different too: [1]", id="two places"),
        pytest.param(torch.tensor([True]), torch.tensor([False]), "most at [0]: True where False is", id="flags"),
        pytest.param({"w": 1}, {"v": 1}, "the keys are ['w'] where ['v'] are wanted", id="other keys"),
        pytest.param([1], [1, 2], "1 items where 2 are wanted", id="other length"),
        pytest.param([1], torch.ones(1), "the type is list where Tensor is wanted", id="other type"),
    ],
)
def test_a_difference_names_the_innermost_place(got: object, wanted: object, words: str) -> None:
    difference = find_difference(got, wanted, Close())
    assert difference is not None
    assert words in difference.words


def test_what_assert_close_calls_equal_has_no_difference() -> None:
    assert find_difference([torch.ones(2)], [torch.ones(2) + 1e-7], Close()) is None


def test_values_are_counted_with_the_tolerance_of_the_comparison() -> None:
    wanted = torch.ones(4, dtype=torch.float64)
    got = wanted + torch.tensor([1e-3, 1e-6, 1e-9, 0.0])
    for tolerance, count in ((1e-2, None), (1e-4, 1), (1e-8, 2), (1e-10, 3)):
        difference = find_difference(got, wanted, Close(0.0, tolerance))
        assert (difference and difference.words[:6]) == (count and f"{count} of 4")


def test_plain_values_cross_as_copies() -> None:
    inner = torch.ones(2, requires_grad=True)
    value = {"a": [1, 2.0, "x", None, True], "b": (inner * 2, inner)}
    crossed = cross(value, "f")
    assert crossed["a"] == value["a"]
    doubled, same = crossed["b"]
    assert doubled.is_leaf
    assert doubled.requires_grad
    assert same.data_ptr() != inner.data_ptr()


def test_values_made_of_plain_ones_arrive_plain() -> None:
    assert type(cross(np.float32(0.5), "f")) is float
    assert type(cross(torch.Size([2, 3]), "f")) is tuple
    assert type(cross(OrderedDict(a=1), "f")) is dict
    assert type(cross(nn.Parameter(torch.ones(1)), "f")) is torch.Tensor


def endless() -> list[object]:
    items: list[object] = []
    items.append(items)
    return items


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        pytest.param(nn.ReLU(), "torch.nn.modules.activation.ReLU", id="module"),
        pytest.param([{1, 2}], "builtins.set", id="set in a list"),
        pytest.param(np.zeros(2), "numpy.ndarray", id="array"),
        pytest.param(iter([1]), "builtins.list_iterator", id="generator"),
        pytest.param(torch.ones(2).to_sparse(), "without plain values", id="sparse"),
        pytest.param(torch.ones(2, device="meta"), "without plain values", id="meta"),
        pytest.param(endless(), "nested without end", id="endless"),
    ],
)
def test_anything_else_is_refused_by_its_type(value: object, kind: str) -> None:
    with pytest.raises(CannotCrossError, match=kind):
        cross(value, "f")


def test_a_driver_works_on_copies() -> None:
    weights = torch.zeros(2)

    def driver(given: torch.Tensor) -> float:
        return given.add_(1).sum().item()

    kata = Kata(Path("/repository"), "01_tiny")
    with seam.judging(seam.here(kata, Source(kata.root, Path("/repository/katas")))):
        assert observe(driver, weights) == 2.0
    assert weights.sum() == 0


def test_a_check_survives_the_way_from_a_worker() -> None:
    check = Check("01_tiny", "id", "title", 2, "failed", 0.1, ("f", "g"), Failure(got="1", where=("a", "b")))
    plain = asdict(check)
    plain["functions"] = list(plain["functions"])
    assert Check.from_plain(plain) == check


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param("1.00001 and 5", "1.00002 and 5", True, id="last digits"),
        pytest.param("1.1", "1.2", False, id="other number"),
        pytest.param("tensor (4, 5)", "tensor (4, 6)", False, id="other shape"),
        pytest.param("a 1", "b 1", False, id="other words"),
        pytest.param("got nan", "got 1.0", False, id="nan"),
    ],
)
def test_messages_are_compared_but_for_the_last_digits(one: str, other: str, same: bool) -> None:
    assert same_text(one, other) is same


@pytest.fixture
def kata(tmp_path: Path) -> Kata:
    """A kata with a solution and a mistake, and nothing else."""
    made = Kata(tmp_path, "01_tiny")
    (made.solution.parent / "mistakes").mkdir(parents=True)
    made.solution.write_text("def one():\n    return 1\n\ndef two():\n    return one() + one()\n")
    (made.solution.parent / "mistakes/wrong.py").write_text('"""Wrong."""\ndef one():\n    return 3\n')
    return made


def test_a_mistake_is_laid_over_the_solution(kata: Kata) -> None:
    source = Source(kata.root, kata.solution.parent / "mistakes/wrong.py")
    module = load(kata, source.layers(kata))
    assert module.two() == 6
    assert source.label == "solutions/01_tiny/mistakes/wrong.py"


@pytest.mark.parametrize("place", ["alice/01_tiny/tiny.py", "alice/tiny.py"])
def test_a_folder_holds_answers_flat_or_by_kata(kata: Kata, place: str) -> None:
    path = kata.root / place
    path.parent.mkdir(parents=True)
    path.write_text("")
    assert Source(kata.root, kata.root / "alice").layers(kata) == (path,)


def test_a_file_is_the_answer_to_the_kata_of_its_name_only(kata: Kata) -> None:
    path = kata.root / "other.py"
    path.write_text("")
    with pytest.raises(SourceError, match="is not an answer to 01_tiny"):
        Source(kata.root, path).layers(kata)


def test_each_load_is_a_new_namespace(kata: Kata) -> None:
    files = (kata.solution,)
    assert load(kata, files).one is not load(kata, files).one


def test_torchvision_can_be_imported_beside_this_torch() -> None:
    """Whatever the two builds are: with a CPU build of torch its operators must be declared first."""
    import torchvision

    assert torchvision_ops.torchvision_version().partition("+")[0] == torchvision.__version__.partition("+")[0]
    assert torchvision.transforms.functional.to_tensor(np.zeros((2, 3, 3), dtype=np.uint8)).shape == (3, 2, 3)


def test_nan_is_no_difference_where_it_is_wanted() -> None:
    wanted = torch.tensor([math.nan, math.inf, 1.0])
    difference = find_difference(torch.tensor([math.nan, math.inf, 3.0]), wanted, Close(equal_nan=True))
    assert difference is not None
    assert difference.words == "1 of 3 values differ, most at [2]: 3 where 1 is wanted"
