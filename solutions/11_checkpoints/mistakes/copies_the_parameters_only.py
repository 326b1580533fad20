"""You copy the parameters and lose the buffers, such as BatchNorm's running statistics: the best weights come back with
the statistics of another epoch. The state_dict has both."""


def best_weights(model):
    return {name: parameter.detach().clone() for name, parameter in model.named_parameters()}
