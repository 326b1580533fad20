"""`torch.autocast("practice")`: matrix products in lower precision, what needs range or precision in float32.

The lists are those of CUDA, shortened to what katas and learners use.
"""

from collections.abc import Callable
from threading import Lock
from typing import Any

import torch
from torch import Tensor

from dojo.practice import place
from dojo.practice.tensor import operator

LOWER = (
    "linear", "matmul", "mm", "bmm", "mv", "addmm", "addmv", "addbmm", "baddbmm", "prelu", "lstm_cell", "gru_cell",
    "rnn_tanh_cell", "rnn_relu_cell", "scaled_dot_product_attention",
    *(f"conv{dimensions}d{padding}" for dimensions in (1, 2, 3) for padding in ("", ".padding")),
    "conv_transpose1d", "conv_transpose2d.input", "conv_transpose3d.input",
)  # fmt: skip
FLOAT32 = (
    "softmax.int", "log_softmax.int", "cross_entropy_loss", "nll_loss", "nll_loss_nd", "nll_loss2d", "mse_loss",
    "l1_loss", "smooth_l1_loss", "huber_loss", "kl_div", "binary_cross_entropy_with_logits", "cosine_similarity",
    "layer_norm", "group_norm", "exp", "expm1", "log", "log10", "log2", "log1p", "pow.Tensor_Scalar",
    "pow.Tensor_Tensor", "pow.Scalar", "rsqrt", "reciprocal", "sum", "sum.dim_IntList", "prod", "prod.dim_int",
    "cumsum", "cumprod", "norm.Scalar", "softplus", "acos", "asin", "cosh", "sinh", "tan", "erfinv", "cdist", "dist",
)  # fmt: skip


_registering = Lock()
_libraries: list[torch.library.Library] = []  # a library's kernels live as long as it does


def register() -> None:
    """Cast for these operators, and no others. At the first autocast only: this takes as long as all the rest."""
    with _registering:  # replicas of nn.DataParallel ask for it at the same time
        if _libraries:
            return
        everything, aten = torch.library.Library("_", "IMPL"), torch.library.Library("aten", "IMPL")
        everything.fallback(torch.library.fallthrough_kernel, "AutocastPrivateUse1")
        for names, dtype in ((LOWER, None), (FLOAT32, torch.float32)):
            for name in names:
                aten.impl(name, _casting(operator(name), dtype), "AutocastPrivateUse1")
        _libraries.extend([everything, aten])


def _casting(func: Any, dtype: torch.dtype | None) -> Callable[..., Any]:
    def cast(*args: Any, **kwargs: Any) -> Any:
        wanted = dtype or torch.get_autocast_dtype(place.NAME)
        with torch._C._ExcludeDispatchKeyGuard(place.AUTOCAST):
            return func(*(_cast(arg, wanted) for arg in args), **{k: _cast(arg, wanted) for k, arg in kwargs.items()})

    return cast


def _cast(value: Any, dtype: torch.dtype) -> Any:
    if isinstance(value, Tensor):
        castable = value.is_floating_point() and value.dtype is not torch.float64
        return value.to(dtype) if castable else value
    if isinstance(value, (list, tuple)):
        return type(value)([_cast(item, dtype) for item in value])
    return value
