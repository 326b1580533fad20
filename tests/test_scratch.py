"""Folders of runs that have no root folder of their own: none stays when the process that forks workers ends."""

import os
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from tests.tiny import ROOT

ENDS = {"is ended": "first.close()", "has an owner that is killed": "os.abort()"}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="without fork there are no workers")
@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
def test_no_folder_stays_when_the_process_that_forks_workers(tmp_path: Path, end: str) -> None:
    owner = textwrap.dedent(f"""
        import os, resource
        from dojo.worker.client import Zygote
        from dojo.worker.sandbox import Limits

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        first = Zygote("limits")
        first.spawn(Limits())
        print(sum(name.startswith("dojo-") for name in os.listdir({str(tmp_path)!r})), flush=True)
        {end}
        """)
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", owner], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.stdout == "1\n", done.stderr
    until = time.monotonic() + 20
    while (left := list(tmp_path.glob("dojo-*"))) and time.monotonic() < until:
        time.sleep(0.02)
    assert not left
