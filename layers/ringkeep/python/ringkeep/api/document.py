"""Writes the API's description: `python -m ringkeep.api.document [docs/openapi.json]`."""

from __future__ import annotations

import sys
from pathlib import Path

from ringkeep.api.description import described
from ringkeep.api.functions import api_app

FILE = Path("docs/openapi.json")


def document() -> str:
    """What the deployed API serves; it needs no stack."""
    return described(api_app(None))


if __name__ == "__main__":
    (Path(sys.argv[1]) if len(sys.argv) > 1 else FILE).write_text(document())
