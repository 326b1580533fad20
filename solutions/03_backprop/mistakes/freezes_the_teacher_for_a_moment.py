"""You freeze the teacher during your call. That keeps the gradient out of its parameters but not out of its graph, so
it still flows through the teacher to the inputs and whatever made them: cut the teacher's output out of the graph."""

import torch.nn.functional as F


def distillation_loss(student, teacher, inputs):
    flags = [weight.requires_grad for weight in teacher.parameters()]
    teacher.requires_grad_(False)
    example = teacher(inputs)
    for weight, flag in zip(teacher.parameters(), flags):
        weight.requires_grad_(flag)
    return F.mse_loss(student(inputs), example)
