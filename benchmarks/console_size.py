"""What a browser loads before the Realtime page first shows lines: compressed bytes of the built console.

    PYTHONPATH=. .venv/bin/python benchmarks/console_size.py

Builds the console with Vite's manifest into a folder of its own. Counted are the document, its style
sheets and scripts, and the Realtime page's own, each compressed with gzip at level 9; what a page
loads later (rows in view of a long table, other pages) is listed apart. Fails above the limit.
Writes results/console_size.json.
"""

from __future__ import annotations

import gzip
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel, TypeAdapter

from local.processes import run_logged

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "web"
RESULT = ROOT / "benchmarks" / "results" / "console_size.json"
ENTRY = "index.html"
REALTIME = "realtime-page"
"""The name of the page's chunk: its module's."""
LIMIT_BYTES = 60_000


class Chunk(BaseModel):
    """One entry of Vite's manifest."""

    file: str
    name: str = ""
    css: list[str] = []
    imports: list[str] = []


Manifest = dict[str, Chunk]
_MANIFEST = TypeAdapter(Manifest)


def build(folder: Path) -> Manifest:
    """Raises StackFailed when Vite does not succeed."""
    command = ["npx", "vite", "build", "--manifest", "--outDir", str(folder), "--logLevel", "warn"]
    run_logged([*command, "--emptyOutDir"], os.environ, cwd=WEB)
    return _MANIFEST.validate_json((folder / ".vite" / "manifest.json").read_bytes())


def files_of(manifest: Manifest, waiting: list[str]) -> set[str]:
    """The files of chunks and of everything they import at once."""
    found: dict[str, Chunk] = {}
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = manifest[name]
            waiting += found[name].imports
    return {file for chunk in found.values() for file in (chunk.file, *chunk.css)}


def compressed(folder: Path, files: set[str]) -> Iterator[tuple[str, int]]:
    for file in sorted(files):
        yield file, len(gzip.compress((folder / file).read_bytes(), 9, mtime=0))


def measure(folder: Path) -> dict[str, object]:
    manifest = build(folder)
    [realtime] = [key for key, chunk in manifest.items() if chunk.name == REALTIME]
    first = files_of(manifest, [ENTRY, realtime]) | {ENTRY}
    later = {chunk.file for chunk in manifest.values()} - first
    sizes = dict(compressed(folder, first))
    total = sum(sizes.values())
    return {
        "first_load_gzip_bytes": total,
        "limit_bytes": LIMIT_BYTES,
        "within_limit": total <= LIMIT_BYTES,
        "first_load": {unhashed(file): size for file, size in sizes.items()},
        "on_demand": {unhashed(file): size for file, size in compressed(folder, later)},
    }


def unhashed(file: str) -> str:
    """`assets/page-DV-QYXs6.js` as `page.js`: the hash changes with every build."""
    path = Path(file)
    stem = path.stem[:-9] if path.parent.name == "assets" else path.stem
    return f"{stem}{path.suffix}"


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        result = measure(Path(folder))
    RESULT.write_text(json.dumps(result, indent=2) + "\n")
    print(RESULT.read_text())
    return 0 if result["within_limit"] else 1


if __name__ == "__main__":
    sys.exit(main())
