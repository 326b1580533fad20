"""You add up the norms of the parameters. The norm of all of them together is the root of the sum of their squares: 3
and 4 make 5, not 7."""


def clipped_step(model, optimizer, loss, max_norm):
    optimizer.zero_grad()
    loss.backward()
    gradients = [parameter.grad for parameter in model.parameters() if parameter.grad is not None]
    norm = sum(gradient.norm() for gradient in gradients).item()
    if norm > max_norm:
        for gradient in gradients:
            gradient *= max_norm / norm
    optimizer.step()
    return norm
