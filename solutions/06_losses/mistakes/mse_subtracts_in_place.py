"""You subtract in place, so the caller's predictions are gone and differences stand in their place. Operations that
end with an underscore, and -=, write into the tensor that you were given."""


def mse(prediction, target):
    if prediction.shape != target.shape:
        raise ValueError("shapes differ")
    prediction -= target
    return prediction.square().mean()
