"""Returns tuples in tuples, a hundred thousand deep: whoever walks them by recursion crashes.

Told: reason
"""


@instead_of_the_last
def give(function, *args, **kwargs):
    nest = ()
    for _ in range(100_000):
        nest = (nest,)
    return nest
