"""The answer is still a batch of one, (1, classes): take the batch axis away again, for the caller asked about one
image."""


def predict_one(model, image):
    return model(image.unsqueeze(0))
