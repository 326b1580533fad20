"""Judging on the machines of a Dask cluster. Who may reach its scheduler may run anything there: docs/cluster.md."""

import asyncio
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from dojo.classroom.judges import AHEAD, Judges
from dojo.classroom.judging import Job, UnfitError, check, end
from dojo.summary import plural
from dojo.worker.sandbox import Tier

if TYPE_CHECKING:
    from distributed import Client

LEAST = 32
"""Answers that wait for a cluster that has no nodes yet: a queue lets it grow, if it grows by itself."""
CONNECT = 30.0
"""Seconds in which a scheduler must answer."""
ROOM = 1.0
"""Seconds for which the number of threads is taken to be the same."""


class ClusterError(Exception):
    """The cluster cannot be used. The message says why, and what to do."""


@contextmanager
def judges_on(address: str, job: Job, tell: Callable[[dict[str, Tier]], None]) -> Iterator[Judges]:
    """Judge on the nodes of a cluster, as many answers at a time as they have threads. Nodes may come and go.

    What was under way on a node that is lost is done again on another. An answer that has taken four of them down, one
    after the other, is not judged (Dask's allowed-failures).

    Args:
        address: of the scheduler, as tcp://host:8786; with tls:// Dask's own configuration names the certificates.
        job: what is asked of the nodes.
        tell: told the address and tier of each node that is there at the beginning.

    Raises:
        ClusterError: there is no scheduler at this address.
        UnfitError: a node must not judge for this grader.
    """
    try:
        from distributed import Client
    except ImportError:
        raise ClusterError("Dask is not installed here: pip install -e '.[cluster]'") from None
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)  # what goes wrong is told here, in a line
    try:
        asyncio.run(_reach(address))
        client = Client(address, timeout=CONNECT, set_as_default=False)
    except (OSError, RuntimeError, TypeError, ValueError) as error:
        raise ClusterError(f"no scheduler answers at {address} ({error}): see that it runs, and its address") from None
    with client:
        tell(_checked(client, job))
        try:
            # Not pure: each answer is judged, also if Dask has seen the same before. Once more where it was not judged.
            yield Judges(client.get_executor(pure=False, retries=1), _Room(client), _words)
        finally:
            with suppress(OSError):  # nodes that are lost end their processes themselves
                client.run(end, job, on_error="ignore")


async def _reach(address: str) -> None:
    """Connect with a scheduler and take leave; a Client that cannot does not let the program end.

    Raises:
        OSError: nobody answers, or not with our certificates.
        TypeError: an encrypted connection is asked for, and there are no certificates.
        ValueError: this is no address.
    """
    from distributed import Security
    from distributed.comm.core import connect

    comm = await connect(address, timeout=CONNECT, **Security().get_connection_args("client"))
    await comm.close()


def _checked(client: "Client", job: Job) -> dict[str, Tier]:
    answers = client.run(check, job, on_error="return")
    for address, answer in answers.items():
        if isinstance(answer, UnfitError):
            raise UnfitError(f"{answer} (node {address})")
        if isinstance(answer, Exception):
            raise UnfitError(
                f"cannot judge on the node {address}, because it has no torch-katas of this version "
                f"({answer}): install the same there"
            )
    return dict(answers)


def _words(error: Exception) -> str:
    from distributed import KilledWorker

    if isinstance(error, KilledWorker):
        number = plural(error.allowed_failures + 1, "node")
        return f"{number} ended while judging it, the last {error.last_worker.address}: look in their logs"
    return f"{type(error).__name__}: {error}"


class _Room:
    """How many answers to have handed over: asked for often, and looked up once a second."""

    def __init__(self, client: "Client") -> None:
        self.client, self.room, self.until = client, LEAST, 0.0

    def __call__(self) -> int:
        if time.monotonic() > self.until:
            threads = sum(self.client.nthreads().values())
            self.room, self.until = max(AHEAD * threads, LEAST), time.monotonic() + ROOM
        return self.room
