"""A model may have a part of its own that is called module. It is no wrapper, and you return only that part. Ask for the
type of the wrapper, not for an attribute."""


def unwrap(model):
    while hasattr(model, "module"):
        model = model.module
    return model
