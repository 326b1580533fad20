"""squeeze() without an axis drops every axis of size 1, so a model with a single class loses that axis too: name the
batch axis."""


def predict_one(model, image):
    return model(image.unsqueeze(0)).squeeze()
