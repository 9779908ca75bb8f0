"""Writes the OpenAPI description: `python -m ringkeep.api.document [docs/openapi.json]`."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

from ringkeep.api.description import openapi_json
from ringkeep.api.functions import administer_app, api_app, media_app, work_app

FILE = Path("docs/openapi.json")


@cache
def document() -> str:
    """Returns the description that the deployed API serves. It needs no stack. The functions are
    described as one API: the gateway sends each path to its function."""
    return openapi_json([api_app(None), work_app(None), media_app(None), administer_app(None)])


if __name__ == "__main__":
    (Path(sys.argv[1]) if len(sys.argv) > 1 else FILE).write_text(document())
