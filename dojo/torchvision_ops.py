"""Let `import torchvision` work beside a CPU build of torch.

torchvision's Linux wheels are built for CUDA. Beside a CPU build of torch their C++ operators cannot load, and the
import fails with "operator torchvision::nms does not exist", although datasets, transforms and models need none.
So the missing operators' schemas are declared first. The graded tests do this by themselves; elsewhere,
`import dojo.torchvision_ops` before `import torchvision`.
"""

import importlib.util
import re
from pathlib import Path

import torch

SCHEMAS = (
    "nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
    "qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
)

_library: torch.library.Library | None = None  # the declarations live as long as this object


def declare_missing_operators() -> bool:
    """Declare torchvision's operators if its wheel and torch do not fit; return whether that was needed."""
    global _library
    if _library is None and torch.version.cuda is None and "+cu" in torchvision_version():
        _library = torch.library.Library("torchvision", "DEF")
        for schema in SCHEMAS:
            _library.define(schema)
    return _library is not None


def torchvision_version() -> str:
    """Return torchvision's version with its build tag, "" where it is not installed; torchvision is not imported."""
    spec = importlib.util.find_spec("torchvision")
    if spec is None or spec.origin is None:
        return ""
    text = (Path(spec.origin).parent / "version.py").read_text()
    match = re.search(r"""__version__\s*=\s*['"]([^'"]+)""", text)
    return match.group(1) if match else ""


declare_missing_operators()
