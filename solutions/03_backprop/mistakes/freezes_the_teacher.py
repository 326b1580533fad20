"""You freeze the teacher's parameters, and they stay frozen after your call. Cut its output out of the graph instead,
and leave the caller's flags alone."""

import torch.nn.functional as F


def distillation_loss(student, teacher, inputs):
    teacher.requires_grad_(False)
    return F.mse_loss(student(inputs), teacher(inputs))
