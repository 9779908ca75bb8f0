"""Formats times, sizes, tables and progress for the command line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

_BAR_WIDTH = 30


def moment(at: float | None) -> str:
    """Formats epoch seconds as `2026-11-18 11:40:00Z`, and 0 or None as a dash."""
    if not at:
        return "-"
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M:%SZ")


def size(count: int) -> str:
    """Formats a number of bytes."""
    if count < 10_000:  # noqa: PLR2004 # exact if it is short
        return f"{count} bytes"
    return f"{count / 1e6:.1f} MB" if count >= 1_000_000 else f"{count / 1e3:.0f} kB"  # noqa: PLR2004


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Aligns the columns to their widest cells."""
    lines = [head, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def bar(progress: float) -> str:
    """Formats a share from 0 to 1 as `[#####.....]  50 %`."""
    share = min(1.0, max(0.0, progress))
    full = int(share * _BAR_WIDTH)
    return f"[{'#' * full}{'.' * (_BAR_WIDTH - full)}] {int(share * 100):3d} %"
