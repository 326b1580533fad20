"""Answers, but does everything to keep the process from ending: exit handlers, finalizers, threads that are waited for."""

import atexit
import threading
import time


class Late:
    def __del__(self):
        time.sleep(1000)


@instead_of_the_last
def delay(function, *args, **kwargs):
    delay.late = Late()
    atexit.register(time.sleep, 1000)
    threading.Thread(target=time.sleep, args=(1000,)).start()
    return function(*args, **kwargs)
