"""You switch the teacher to eval mode and back, but train() sets all its layers alike, also those that were in the
other mode before. With dropout off its logits are others, too: ask it in the mode it is in."""

import torch.nn.functional as F


def distillation_loss(student, teacher, inputs):
    training = teacher.training
    teacher.eval()
    example = teacher(inputs).detach()
    teacher.train(training)
    return F.mse_loss(student(inputs), example)
