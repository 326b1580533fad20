"""You run the whole batch on the first device. The numbers are right, and the other devices do nothing: only what runs on
them makes it parallel."""


def data_parallel(model, inputs, devices):
    return model(inputs.to(devices[0]))
