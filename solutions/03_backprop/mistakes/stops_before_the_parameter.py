"""You stop one node early: the node without next functions, AccumulateGrad, is the last one of the chain and belongs
to it."""


def graph_names(tensor):
    names = []
    node = tensor.grad_fn
    while node is not None and node.next_functions:
        names.append(type(node).__name__)
        node = node.next_functions[0][0]
    return names
