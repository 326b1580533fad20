#!/usr/bin/env bash
# Gradescope runs this once, as root, to build the image: Python 3.12, and PyTorch for CPUs, on Ubuntu 22.04 or 24.04.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
export UV_PYTHON_INSTALL_DIR=/opt/python # uv brings Python along where Ubuntu's is older

apt-get update
apt-get install -y --no-install-recommends python3-venv
python3 -m venv /opt/uv
/opt/uv/bin/pip install "uv>=0.7.14" # since then it knows --torch-backend
/opt/uv/bin/uv venv --python 3.12 /opt/dojo
/opt/uv/bin/uv pip install --python /opt/dojo --torch-backend cpu -e /autograder/source/repository

/opt/dojo/bin/dojo --root /autograder/source/repository # an image that cannot grade is not built
/opt/dojo/bin/python -c "import torch"
