"""Takes its functions away and answers for each name, also `__class__` and `__reduce__`, with something new.

Told: reason
"""


def __getattr__(name):
    return lambda *_, **__: __getattr__


for name in WRONG:
    del globals()[name]
