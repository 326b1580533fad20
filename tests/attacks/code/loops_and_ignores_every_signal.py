"""Loops, ignores and blocks every signal that can be ignored or blocked, and catches whatever is raised.

Told: time
"""

import signal

for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
    signal.signal(number, signal.SIG_IGN)
signal.pthread_sigmask(signal.SIG_BLOCK, set(signal.Signals))
signal.setitimer(signal.ITIMER_REAL, 0)


@instead_of_the_last
def loop(function, *args, **kwargs):
    while True:
        try:
            while True:
                pass
        except BaseException:
            continue
