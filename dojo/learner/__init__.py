"""The learner's side of the command line: where they stand, hints, the solution, the stub brought back, the editor.

Imports point one way, from right to left: progress, standing, place, hints, stubs, editor, path; and for `dojo watch`
saves, runner, terminal, scene, screen, watch.
Nothing here imports torch; progress and standing, which the pytest plugin uses too, import nothing but dojo and Python.
"""


class CannotError(Exception):
    """What was asked for cannot be done: "cannot X, because Y: do Z", in one line."""

    def __init__(self, message: str, usage: bool = False) -> None:
        super().__init__(message)
        self.usage = usage
        """Whether the command line was wrong, and not the world."""


def reason(error: OSError) -> str:
    """Return what goes after "because" where the system refused."""
    return f"the system says '{(error.strerror or str(error)).lower()}'"
