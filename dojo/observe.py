"""What graded tests import: `observe`, to look at what is alive on the side of the learner's code."""

from collections.abc import Callable
from typing import Any

from dojo import seam


def observe(driver: Callable[..., object], *args: object, **kwargs: object) -> Any:
    """Run a driver beside the learner's code, on copies of the arguments, and return the plain values it saw.

    Args:
        driver: a function of the test file that uses the kata's module and returns plain values (see `dojo.plain`).
        args: handed to the driver as copies, for it may run in another process.
        kwargs: likewise.

    Raises:
        CannotCrossError: what the driver returned is not plain.
    """
    return seam.current().observe(driver, args, kwargs)
