"""Writes template.yaml to standard output as JSON, without anchors and loops, for tools that read neither.

python -m tools.expanded_template > expanded.json
"""

from __future__ import annotations

import json
import sys

from tests.unit.template.loader import TEMPLATE


def main() -> None:
    json.dump(TEMPLATE, sys.stdout, indent=2)


if __name__ == "__main__":
    main()
