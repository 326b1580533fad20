"""Nothing keeps the gradient out of the teacher, so it collects gradients that pull it towards the student: cut its
output out of the graph."""

import torch.nn.functional as F


def distillation_loss(student, teacher, inputs):
    return F.mse_loss(student(inputs), teacher(inputs))
