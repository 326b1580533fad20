"""Uses up what there is little of: descriptors, threads, watches and timers."""

import os
import threading
import time

HELD = []
for take in (
    lambda: HELD.append(os.dup(0)),
    lambda: HELD.append(os.eventfd(0)),
    lambda: threading.Thread(target=time.sleep, args=(1000,), daemon=True).start(),
):
    try:
        for _ in range(5000):
            take()
    except (OSError, RuntimeError, MemoryError):
        continue
