"""Keeps what is needed to deploy this version: `release_fixture.py` writes tests/releases/VERSION.tar.xz.

Run it once for each release, after the commit that the tag will name. The upgrade test deploys the newest
of these archives with data, and updates that stack to the present tree.
"""

from __future__ import annotations

import lzma
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DEPLOYED = ("template.yaml", "samconfig.toml", "statemachines", "functions", "layers")


def main() -> int:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    target = ROOT / "tests" / "releases" / f"{version}.tar.xz"
    target.parent.mkdir(exist_ok=True)
    command = ["git", "archive", "--format=tar", "HEAD", *DEPLOYED]
    archive = subprocess.run(
        command, cwd=ROOT, check=True, capture_output=True
    ).stdout  # fixed words
    target.write_bytes(lzma.compress(archive, preset=9))
    print(f"{target.relative_to(ROOT)}: {target.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
