"""`python -m tools.deploy`, which `make deploy` runs."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from tools.deploy.options import read_options
from tools.deploy.run import deploy
from tools.deploy.terminal import Refused, this_terminal

_INTERRUPTED = 130


def main(arguments: Sequence[str]) -> int:
    try:
        deploy(read_options(arguments), os.environ, this_terminal())
    except Refused as refused:
        print(f"make deploy: {refused}", file=sys.stderr)
        return 1
    except (KeyboardInterrupt, EOFError):
        print("interrupted; CloudFormation finishes what it has begun", file=sys.stderr)
        return _INTERRUPTED
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
