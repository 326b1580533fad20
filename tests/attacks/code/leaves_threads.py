"""Leaves threads that compute, each of which could slow down whoever is next."""

import threading


def work():
    while True:
        sum(range(1000))


@instead_of_the_last
def leave(function, *args, **kwargs):
    for _ in range(3):
        threading.Thread(target=work, daemon=True).start()
    return function(*args, **kwargs)
