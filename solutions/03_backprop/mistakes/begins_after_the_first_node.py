"""You begin with the nodes that made the inputs: the tensor's own grad_fn comes first."""


def graph_names(tensor):
    names = []
    node = tensor.grad_fn
    while node is not None and node.next_functions:
        node = node.next_functions[0][0]
        if node is not None:
            names.append(type(node).__name__)
    return names
