"""The practice GPU: two devices, `practice:0` and `practice:1`, simulated on the CPU, so that GPU katas need no GPU.

In a script: `import dojo.practice_gpu`, then write "practice" where you would write "cuda". In a graded test:

    from dojo.observe import observe
    from dojo.practice import PRACTICE

    DEVICES = ["cpu", *PRACTICE, pytest.param("cuda", marks=pytest.mark.cuda)]

    def means(inputs, device):
        return devices.means(inputs.to(device)).cpu()

    @pytest.mark.parametrize("device", DEVICES)
    def test_...(device):
        assert_close(observe(means, inputs, device), wanted)

The name of a device crosses to the driver, tensors on it never do: only CPU tensors go from one side to the other. In a
driver, `with plugged_in():` makes it what `torch.accelerator` speaks of, and `with watch_traffic() as seen:` counts the
transfers and synchronizations that a GPU would have to wait for. Each is skipped, with the reason, on a PyTorch whose
insides differ.

What it does as a GPU does: numbers (the CPU's), devices and errors where they are mixed, moving, views and in-place
changes, autograd within and across devices, modules, optimizers, `state_dict`, `torch.save` and `map_location`,
`torch.accelerator`, `torch.device` as a context, autocast, `nn.DataParallel`.

What it does not:

- speed. It is slower than the CPU, by some 7 microseconds for each operator; to register it takes about as long as a
  test, 5 milliseconds in a process that was forked for a run.
- asynchrony, streams, events. An operator is done when it returns; whoever forgets to synchronize gets right numbers.
- memory. There is no limit and nothing to measure.
- random numbers of its own. It draws from the CPU's generator, so one seed gives the CPU's numbers; on a GPU it does
  not. A generator for either device is taken for both.
- numbers that differ. A GPU adds up in another order, so compare with a tolerance that holds there too.
- hooks that a parameter had before its module moved, which a GPU keeps. Those of modules stay.
- sparse, nested and quantized tensors, lazy modules, `torch.compile`, CUDA graphs, DTensor; `parameter.data = ...` of a
  CPU parameter with practice values, which a GPU would take (`module.to` it); lengths on the CPU in CTCLoss.
- current devices but for `torch.accelerator`: "practice" without an index is practice:0.

Imports point one way, from right to left:
place, traffic, saving, errors, behaviour, tensor, casting, backend, accelerator, parallel, registration, devices.
"""

from dojo.practice.backend import plugged_in
from dojo.practice.devices import PRACTICE, PracticeDevice, practice_device
from dojo.practice.registration import UnsupportedError, register
from dojo.practice.traffic import Traffic, watch_traffic

__all__ = [
    "PRACTICE",
    "PracticeDevice",
    "Traffic",
    "UnsupportedError",
    "plugged_in",
    "practice_device",
    "register",
    "watch_traffic",
]
