"""The environment of the laptop stack's processes. The caller's AWS configuration does not reach them."""

from __future__ import annotations

import os
import platform
import socket
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAMS = ROOT / "local" / "bin"
REGION = "us-east-1"
STACK_NAME = "ringkeep-local"
ARCHITECTURE = "arm64" if platform.machine() in ("arm64", "aarch64") else "x86_64"
RUNTIME = f"{sys.version_info.major}.{sys.version_info.minor}"
BUILD_FOLDER = ROOT / ".local" / f"build-{RUNTIME}-{ARCHITECTURE}"
"""Wheels are of one Python and processor, which `sam build` does not look at in its cache."""


def laptop_environment(endpoint_url: str, temporary: Path) -> dict[str, str]:
    """Dummy keys, one endpoint, no telemetry; the caller's AWS_* and STACK_NAME are left out."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("AWS_", "RINGCENTRAL_", "SAM_", "POWERTOOLS_"))
        and name not in ("STACK_NAME", "PYTHONPATH")
    }
    return {
        **inherited,
        "PATH": os.pathsep.join(
            (str(PROGRAMS), str(Path(sys.executable).parent), inherited.get("PATH", ""))
        ),
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_REGION": REGION,
        "AWS_ENDPOINT_URL": endpoint_url,
        "AWS_EC2_METADATA_DISABLED": "true",
        "SAM_CLI_TELEMETRY": "0",
        "SAM_CLI_POLL_DELAY": "0.3",
        "SAM_CLI_ENABLE_LANGUAGE_EXTENSIONS": "1",  # a built template has no samconfig.toml beside it
        "PYTHON": sys.executable,
        "RINGKEEP_ARCHITECTURE": ARCHITECTURE,
        "RINGKEEP_RUNTIME": RUNTIME,
        "TMPDIR": str(temporary),
        "NO_PROXY": "127.0.0.1,localhost",
        "no_proxy": "127.0.0.1,localhost",
    }


def free_port(preferred: int = 0) -> int:
    """The preferred port if it is free, otherwise another free one."""
    for port in (preferred, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError("no free port on 127.0.0.1")
