"""A chain can end in three ways: a tensor has no grad_fn, a node has no next functions, or the first of them is None
because that input needs no gradient. You go on where there is no node."""


def graph_names(tensor):
    node = tensor.grad_fn
    names = [type(node).__name__]
    while node.next_functions:
        node = node.next_functions[0][0]
        names.append(type(node).__name__)
    return names
