"""You cut the student out of the graph instead of the teacher: the one that should learn gets no gradient, and the
teacher gets one."""

import torch.nn.functional as F


def distillation_loss(student, teacher, inputs):
    return F.mse_loss(student(inputs).detach(), teacher(inputs))
