"""You run the network's own layers. Asked for are functions: modules only hold the numbers that you pass to them."""


def functional_forward(network, inputs):
    x = inputs
    for layer in network:
        x = layer(x)
    return x
