"""Try GPU code in a script or a notebook, without a GPU: two practice devices, simulated on the CPU.

    import dojo.practice_gpu
    import torch

    device = torch.accelerator.current_accelerator()      # practice
    model = torch.nn.Linear(3, 2).to(device)              # or "practice:0", "practice:1"

It gives the CPU's numbers and a GPU's errors, such as "Expected all tensors to be on the same device", and no speed at
all: what it does not simulate stands in dojo/practice/__init__.py.
"""

from dojo.practice import backend, registration

registration.register()
backend.plug_in()
