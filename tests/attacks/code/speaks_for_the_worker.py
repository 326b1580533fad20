"""Takes the worker's voice: answers in its own format, with parts missing, of other types, and out of all bounds.

Told: reason
"""

import itertools
import math
import sys

import torch

NOTED = ((), "", "")
FINE = {"value": None, "changes": [], "noted": NOTED}
KINDS = ["builtins.SystemExit", "builtins.StopIteration", "builtins.KeyboardInterrupt", "builtins.AssertionError"]
KINDS += ["_pytest.outcomes.Skipped", "_pytest.outcomes.Exit", "dojo.seam.MisusedError", "dojo.seam.OutOfTimeError"]
RAISED = [((kind,), "full points", (), ()) for kind in [*KINDS, "builtins.NotImplementedError"]]
RAISED += [
    torch.ones(4, 7),
    (torch.ones(2), "", (), ()),
    (("builtins.ValueError",), "", [(1, math.inf, 1, 1, 1, 1, 1)], ()),
]
CHANGES = [[(0, None)], [(-1, [])], [(10**9, 0)], 1, [(0, torch.ones(2))], [(0, (torch.ones(2), 1, None, True))]]
VALUES = [torch.ones(0), (torch.ones(2), 1), {"value": 1}, (True, None), (1, 2, 3)]
SAID = [
    {},
    {"broken": "the tests are wrong: full points"},
    *[{"not_loaded": raised, **FINE} for raised in RAISED],
    *[{"raised": raised, **FINE} for raised in RAISED],
    *[{**FINE, "changes": changes} for changes in CHANGES],
    *[{**FINE, "value": value} for value in VALUES],
    *[{**FINE, "raised": RAISED[0], "noted": noted} for noted in (1, (torch.ones(2), 1, 2), (range(0), {}, None))],
    *[{**FINE, "callable": callable_} for callable_ in (1, [[]], torch.ones(2), {"__class__": 1})],
    *[{name: FINE[name] for name in FINE if name != missing} for missing in FINE],
]
ANSWERS = sys.__dict__.setdefault("answers_of_the_attack", itertools.cycle(SAID[:: 1 if "gradients" in WRONG else -1]))


def speak(*_):
    while True:
        try:
            return sys.modules["dojo.worker.codec"].encode(next(ANSWERS))
        except ValueError:
            continue


for name in ("dojo.worker.process", "__main__"):
    if hasattr(sys.modules.get(name), "answer"):
        sys.modules[name].answer = speak
