"""Tests that run in one process and judge code in another: what crosses, what comes back, and how a worker is lost."""

import re
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from dojo.ask import Ask
from dojo.model import Check, Kata, Result
from dojo.source import Source
from dojo.warm.client import Warm
from dojo.worker.client import ended_in_words
from dojo.worker.sandbox import Ended, probe
from tests.tiny import ROOT, configure, write

STUB = "def f(*args, **kwargs):\n    raise NotImplementedError('f: not written yet')\n"

TESTS = '''
    import copy
    import random

    import numpy as np
    import pytest
    import tiny
    import torch
    from torch import nn
    from torch.testing import assert_close

    from dojo.observe import observe
    from dojo.practice import PRACTICE


    def network():
        return nn.Sequential(nn.Conv2d(1, 3, 3), nn.BatchNorm2d(3), nn.Dropout(), nn.Flatten(), nn.Linear(12, 2))


    def test_twenty_steps():
        """Twenty training steps change model, optimizer and scheduler as they would here."""
        model = network()
        twin = copy.deepcopy(model)
        sides = []
        for net in (model, twin):
            optimizer = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
            sides.append((net, optimizer, torch.optim.lr_scheduler.StepLR(optimizer, 5)))
        for number in range(20):
            inputs, target = torch.randn(4, 1, 4, 4), torch.randint(2, (4,))
            torch.manual_seed(number)
            got = tiny.train_step(*sides[0], inputs, target)
            net, optimizer, scheduler = sides[1]
            torch.manual_seed(number)
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(net(inputs), target)
            loss.backward()
            optimizer.step()
            scheduler.step()
            assert got == loss.item()
        assert_close(model.state_dict(), twin.state_dict(), rtol=0, atol=0)
        assert_close([p.grad for p in model.parameters()], [p.grad for p in twin.parameters()], rtol=0, atol=0)
        first, second = (side[1].state_dict() for side in sides)
        assert first["param_groups"] == second["param_groups"]
        assert_close(first["state"], second["state"], rtol=0, atol=0)
        assert sides[0][2].state_dict() == sides[1][2].state_dict()


    def test_adam_goes_on_from_its_state():
        """Adam's moments and step count arrive and come back."""
        model = nn.Linear(3, 2)
        twin = copy.deepcopy(model)
        optimizer, other = torch.optim.Adam(model.parameters()), torch.optim.Adam(twin.parameters())
        for _ in range(3):
            inputs, target = torch.randn(4, 3), torch.randint(2, (4,))
            tiny.train_step(model, optimizer, None, inputs, target)
            other.zero_grad()
            nn.functional.cross_entropy(twin(inputs), target).backward()
            other.step()
        assert_close(model.state_dict(), twin.state_dict(), rtol=0, atol=0)
        assert_close(optimizer.state_dict()["state"], other.state_dict()["state"], rtol=0, atol=0)


    def test_containers():
        """Lists and dicts come back as they were changed, with the objects that they held."""
        tensor, items, table = torch.ones(2), [3, 1, 2], {"a": [1], "b": None}
        items.append(tensor)
        tiny.rearrange(items, table)
        assert items[0] is tensor
        assert items[1:] == [1, 2, 3]
        assert table == {"a": [1, "new"], "c": (1.5, None)}


    def test_tensors():
        """In-place changes, gradients, flags and shared memory."""
        base = torch.zeros(2, 3)
        view, leaf = base.T, torch.ones(2, requires_grad=True)
        leaf.grad = torch.full((2,), 5.0)
        grad, frozen = leaf.grad, nn.Parameter(torch.ones(1))
        assert tiny.change_tensors(base, view, leaf, frozen) == (True, (1, 3))
        assert_close(base, torch.tensor([[1.0, 0, 0], [7, 0, 0]]))
        assert_close(view, base.T)
        assert_close(grad, torch.full((2,), 6.0))
        assert frozen.requires_grad is False


    def test_modules():
        """Training flags, replaced parameters and buffers."""
        model = network()
        model.eval()
        tiny.change_modules(model)
        assert [module.training for module in model.modules()] == [False, True, False, False, False, False]
        assert_close(model[0].bias, torch.zeros(3))
        assert_close(model[1].running_mean, torch.full((3,), 2.0))
        assert model[0].weight.dtype == torch.float64
        assert model[4].bias.is_meta


    def test_draws_are_the_tests_own():
        """What the answer draws follows the test's seed, and does not move the test's own generators along."""
        torch.manual_seed(3)
        random.seed(3)
        np.random.seed(3)
        wanted = [torch.rand(1).item(), random.random(), float(np.random.random())]
        torch.manual_seed(3)
        random.seed(3)
        np.random.seed(3)
        first, second = tiny.draw(1), tiny.draw(1)
        after = torch.rand(1).item()
        assert first == wanted
        assert first != second
        torch.manual_seed(3)
        random.seed(3)
        np.random.seed(3)
        tiny.draw(100), tiny.draw(100)
        assert torch.rand(1).item() == after


    def test_global_state_is_left_alone():
        """An answer that switches gradients off does so for itself."""
        tiny.switch()
        assert torch.is_grad_enabled()
        assert torch.get_default_dtype() is torch.float32


    def test_ambient_state_arrives():
        """An answer sees whether gradients are recorded."""
        with torch.no_grad():
            assert tiny.records() is False
        assert tiny.records() is True


    def test_exceptions():
        """An exception can be caught as what it is."""
        with pytest.raises(ValueError, match="too small: 3"):
            tiny.check(3)
        with pytest.raises(KeyError):
            tiny.check("missing")
        with pytest.raises(ArithmeticError):
            tiny.check(None)


    def test_arguments_changed_before_an_exception():
        """What was changed before it was raised is changed."""
        items = []
        with pytest.raises(ValueError):
            tiny.append_and_raise(items)
        assert items == [1]


    def helper(value):
        return Box(value)


    class Box:
        def __init__(self, value):
            self.value = value


    def look(box, number):
        made = helper(number)
        tiny.check(100)
        return {"same class": isinstance(box, Box), "sum": box.value + made.value, "again": tiny.records()}


    def test_drivers():
        """A driver runs beside the answer, with the functions and classes of its file."""
        assert observe(look, Box(2), number=3) == {"same class": True, "sum": 5, "again": True}


    def test_plain_names():
        """A plain value of the module is a value."""
        assert tiny.SIZE == 7
        assert tiny.TABLE == {"a": [1, 2]}


    def on(device, value):
        return tiny.on(torch.full((2,), value).to(device)).cpu()


    @pytest.mark.parametrize("device", PRACTICE)
    def test_a_practice_device(device):
        """A driver is given a practice device."""
        assert_close(observe(on, device, 3.0), torch.tensor([4.0, 4.0]))


    @pytest.mark.timeout(1)
    def test_one_is_in_a_hurry():
        """A call comes back."""
        assert tiny.wait() == "waited"


    @pytest.mark.parametrize("number", [1, 2])
    def test_each_test_has_a_new_module(number):
        """What one call leaves in a global is not there in the next test."""
        assert tiny.count() == 1
        assert tiny.count() == 2
    '''

RIGHT = """
    import random

    import numpy as np
    import torch
    from torch import nn

    SIZE = 7
    TABLE = {"a": [1, 2]}
    calls = []


    class OwnError(ZeroDivisionError):
        def __init__(self, first, second):
            super().__init__(f"{first}{second}")


    def train_step(model, optimizer, scheduler, inputs, target):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(inputs), target)
        loss.backward()
        optimizer.step()
        if scheduler:
            scheduler.step()
        return loss.item()


    def rearrange(items, table):
        tensor = items.pop()
        items.sort()
        items.insert(0, tensor)
        table["a"].append("new")
        del table["b"]
        table["c"] = (1.5, None)


    def change_tensors(base, view, leaf, frozen):
        shared = base.data_ptr() == view.data_ptr()
        view[0] = torch.tensor([1.0, 7.0])
        leaf.grad += 1
        frozen.requires_grad_(False)
        return shared, view.stride()


    def change_modules(model):
        model[0].train()
        model[0].bias = nn.Parameter(torch.zeros(3))
        model[0].weight.data = model[0].weight.data.double()
        model[1].running_mean = torch.full((3,), 2.0)
        model[4].to("meta")


    def draw(number):
        return [[torch.rand(1).item(), random.random(), float(np.random.random())] for _ in range(number)][-1]


    def switch():
        torch.set_grad_enabled(False)
        torch.set_default_dtype(torch.float64)


    def records():
        return torch.is_grad_enabled()


    def check(value):
        if value is None:
            raise OwnError(1, 2)
        if value == "missing":
            return {}[value]
        if value < 5:
            raise ValueError(f"too small: {value}")


    def append_and_raise(items):
        items.append(1)
        raise ValueError


    def on(x):
        return x + torch.ones(2, device=x.device)


    def wait():
        return "waited"


    def count():
        calls.append(1)
        return len(calls)
    """


@pytest.fixture(scope="module")
def kata(tmp_path_factory: pytest.TempPathFactory) -> Kata:
    """A kata that asks for all that may cross."""
    kata = Kata(tmp_path_factory.mktemp("repository"), "01_tiny")
    configure(kata.root)
    write(kata.text, "# 01 · Tiny\n")
    write(kata.stub, STUB)
    write(kata.tests, TESTS)
    write(kata.solution, RIGHT)
    return kata


@pytest.fixture(scope="module")
def beside(kata: Kata) -> Iterator[Warm]:
    """Judges in one process."""
    with Warm(kata.root, [kata]) as warm:
        yield warm


@pytest.fixture(scope="module", params=["landlock", "full", "limits"])
def apart(kata: Kata, request: pytest.FixtureRequest) -> Iterator[Warm]:
    """Judges in two processes."""
    found = probe()
    order = ["full", "landlock", "limits"]
    if order.index(request.param) < order.index(found.tier):
        pytest.skip("; ".join(found.missing))
    with Warm(kata.root, [kata], request.param) as warm:
        yield warm


def judged(warm: Warm, kata: Kata, answer: str, folder: Path) -> Result:
    """Judge an answer."""
    write(folder / "tiny.py", answer)
    return warm.judge(kata, Ask(Source(kata.root, folder)))


def wrong(name: str, body: str) -> str:
    """Return the right answer with one function replaced."""
    replacement = f"def {name}(*args, **kwargs):\n{textwrap.indent(textwrap.dedent(body).strip(), '    ')}\n"
    return textwrap.dedent(RIGHT) + "\n\n" + replacement


def told(result: Result) -> dict[str, tuple[object, ...]]:
    """Return what a learner sees, without times."""
    return {check.id: (check.outcome, check.functions, check.failure, check.points) for check in result.checks}


def test_all_that_may_cross_does(kata: Kata, apart: Warm) -> None:
    result = apart.judge(kata, Ask(Source(kata.root, kata.root / "solutions")))
    assert {check.id.partition("::")[2]: check.failure for check in result.of("failed", "error", "todo")} == {}
    assert len(result.of("passed")) == 17
    assert result.tier == apart.tier


WRONG = {
    "raises": wrong("count", "return undefined"),
    "raises its own": wrong("records", "raise OwnError(3, 4)"),
    "raises with a learner's line in a helper": wrong("records", "return check(3)"),
    "asserts": wrong("records", "assert 1 == 2, 'not so'"),
    "leaves": wrong("count", "raise SystemExit(3)"),
    "lacks an argument": wrong("count", "return 1").replace("def count(*args, **kwargs)", "def count(first)"),
    "returns another type": wrong("count", "return calls"),
    "returns what cannot cross": wrong("count", "return nn.Linear(2, 2)"),
    "returns a subclass": wrong("count", "return torch.ones(1).as_subclass(type('Liar', (torch.Tensor,), {}))"),
    "returns itself": wrong("count", "calls.append(calls)\nreturn calls"),
    "is not written": wrong("count", "raise NotImplementedError('count: not written yet')"),
    "is missing": textwrap.dedent(RIGHT) + "\ndel count\n",
    "is a number": textwrap.dedent(RIGHT) + "\ncount = 3\n",
    "does not load": "import torch\n\nnonsense here\n",
    "does not import": "import a_module_that_is_not_there\n",
    "exits at import": "raise SystemExit(0)\n",
    "recurses": wrong("count", "return count()"),
    "forgets the gradients": wrong("train_step", "return 0.5"),
    "mixes devices": wrong("on", "return args[0] + torch.ones(2)"),
}


@pytest.mark.parametrize("answer", WRONG.values(), ids=WRONG.keys())
def test_a_wrong_answer_is_told_the_same_apart_as_beside(
    kata: Kata, beside: Warm, apart: Warm, answer: str, tmp_path: Path
) -> None:
    one, other = judged(apart, kata, answer, tmp_path), judged(beside, kata, answer, tmp_path)
    assert told(one) == told(other)
    assert one.points < one.total


def words_of(result: Result, test: str) -> str:
    """Return why a test was not passed."""
    check = one_check(result, test)
    assert check.outcome == "failed"
    assert check.failure is not None
    return check.failure.words


def one_check(result: Result, test: str) -> Check:
    """Return the check of a test."""
    return next(check for check in result.checks if check.id.endswith(f"::{test}"))


LOST = {
    "exits": ("import os\nos._exit(0)", r"ended the process.*\(exit code 0\)"),
    "crashes": ("import ctypes\nctypes.string_at(0)", r"crashed.*SIGSEGV"),
    "aborts": ("import os\nos.abort()", r"crashed.*SIGABRT|exit code 6"),
    "loops": ("while True: pass", r"did not come back within 1 second"),
    "loops and catches everything": (
        "while True:\n    try:\n        sum(range(1000))\n    except BaseException: pass",
        r"did not come back within 1 second",
    ),
    "sends what is no message": (
        "import os\nfor number in range(3, 50):\n    try: os.write(number, b'x' * 64)\n    except OSError: pass",
        r"no answer|did not come back",
    ),
}


@pytest.mark.parametrize(("body", "reason"), LOST.values(), ids=LOST.keys())
def test_a_lost_worker_fails_its_test_alone_with_the_reason(
    kata: Kata, apart: Warm, body: str, reason: str, tmp_path: Path
) -> None:
    result = judged(apart, kata, wrong("wait", body), tmp_path)
    assert len(result.checks) == 17
    assert len(result.of("passed")) == 16, result.of("failed", "error")
    assert re.search(reason, words_of(result, "test_one_is_in_a_hurry"))


@pytest.mark.parametrize(
    ("cpu", "reason"), [(53.0, "processor time"), (3.0, "too much memory, or by your code itself")]
)
def test_a_kill_for_processor_time_is_told_from_another(cpu: float, reason: str) -> None:
    ended = Ended(None, signal.SIGKILL, memory=1 << 30, cpu=cpu, killed=False)
    assert reason in ended_in_words(ended, cpu=60)


def test_too_much_memory_is_an_error_of_the_answer(kata: Kata, apart: Warm, tmp_path: Path) -> None:
    result = judged(apart, kata, wrong("records", "return torch.ones(2**33)"), tmp_path)
    check = one_check(result, "test_ambient_state_arrives")
    assert check.failure is not None
    assert check.failure.raised in ("RuntimeError", "MemoryError", "OutOfMemoryError")
    assert len(result.of("passed")) == 15


@pytest.mark.skipif(sys.platform != "linux", reason="the memory of another process is told by /proc")
@pytest.mark.parametrize("end", ["return 'waited'", "import os\nos._exit(0)"], ids=["returns", "exits"])
def test_what_an_answer_takes_of_memory_is_known(kata: Kata, apart: Warm, end: str, tmp_path: Path) -> None:
    ordinary = apart.judge(kata, Ask(Source(kata.root, kata.root / "solutions")))
    large = judged(apart, kata, wrong("wait", f"torch.ones(50_000_000)\n{end}"), tmp_path)
    assert 0 < ordinary.memory < 100_000_000
    assert 190_000_000 < large.memory < 300_000_000  # the kernel counts by batches of pages


def test_more_than_can_be_sent_is_refused(kata: Kata, apart: Warm, tmp_path: Path) -> None:
    result = judged(apart, kata, wrong("records", "return torch.ones(2**25)"), tmp_path)
    assert "at most 67,108,864" in words_of(result, "test_ambient_state_arrives")
    assert len(result.of("passed")) == 15


def test_a_line_of_the_answer_is_shown_where_it_was_when_time_ran_out(kata: Kata, apart: Warm, tmp_path: Path) -> None:
    result = judged(apart, kata, wrong("wait", "while True:\n    pass"), tmp_path)
    failure = one_check(result, "test_one_is_in_a_hurry").failure
    assert failure is not None
    assert failure.where
    assert "in wait" in failure.where[-1]


def test_what_cannot_be_brought_back_is_refused(kata: Kata, apart: Warm, tmp_path: Path) -> None:
    result = judged(apart, kata, wrong("rearrange", "args[0].append(lambda: 1)"), tmp_path)
    assert "cannot cross" in words_of(result, "test_containers")


def test_a_worker_that_waited_answers_also_where_its_judge_computes_with_several_threads() -> None:
    """It has rehearsed meanwhile, and a forked process that waits for its parent's threads waits for ever."""
    judge = textwrap.dedent("""
        import time
        from pathlib import Path
        import numpy as np
        import torch
        from dojo import parcel
        from dojo.ambient import Ambient
        from dojo.model import Kata
        from dojo.worker.client import Worker, Zygote
        from dojo.worker.process import Request
        from dojo.worker.sandbox import Limits

        torch.set_num_threads(2)
        zygote, path = Zygote("limits"), Path("/answer.py")
        worker = Worker(zygote, Kata(Path("/"), "01_tiny"), {path: b"x = 7"}, Limits())
        zygote.limits = worker.limits
        zygote.prepare()
        zygote._settle()  # the worker is there
        time.sleep(0.5)
        lookup = Request("lookup", True, 5.0, Ambient.here(), "x", numpy_generator=np.random.get_state())
        print(worker.ask(parcel.dumps(lookup), time.monotonic() + 5)["value"])
        worker.close()
        zygote.close()
        """)
    done = subprocess.run([sys.executable, "-c", judge], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout == "(False, 7)\n", done.stderr
