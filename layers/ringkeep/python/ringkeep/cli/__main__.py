"""`python -m ringkeep.cli`"""

from __future__ import annotations

import sys

from ringkeep.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
