"""Returns long lists of long texts: whoever explains the difference in full is busy for minutes."""


@instead_of_each
def give(function, *args, **kwargs):
    return [f"{number} " * 50 for number in range(10_000)]
