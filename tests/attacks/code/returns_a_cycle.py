"""Returns a list and a dict that contain each other.

Told: nested
"""


@instead_of_each
def give(function, *args, **kwargs):
    inner = {}
    inner["inner"] = outer = [inner]
    return outer
