"""A module's to() moves the module itself and returns it. Your replicas are all one model, and it is on the last device
now. Make a new module for each device."""


def replicate(model, devices):
    return [model.to(device) for device in devices]
