"""You follow the last input of each operation; asked for is the first, next_functions[0]."""


def graph_names(tensor):
    names = []
    node = tensor.grad_fn
    while node is not None:
        names.append(type(node).__name__)
        node = node.next_functions[-1][0] if node.next_functions else None
    return names
