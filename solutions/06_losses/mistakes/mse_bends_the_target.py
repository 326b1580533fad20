"""You bend the target into the shape of the prediction. That hides what the caller has mixed up, a transposed target
for instance: refuse it."""


def mse(prediction, target):
    return (prediction - target.reshape(prediction.shape)).square().mean()
