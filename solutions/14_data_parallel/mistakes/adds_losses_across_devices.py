"""Each loss is on its own device, and what is on two devices cannot be added. Move the losses to the first one."""


def parallel_loss(model, criterion, inputs, target, devices):
    chunks, targets = scatter(inputs, devices), scatter(target, devices)
    outputs = parallel_apply(replicate(model, devices[: len(chunks)]), chunks)
    losses = [criterion(output, part) * len(part) for output, part in zip(outputs, targets, strict=True)]
    return sum(losses) / len(target)
