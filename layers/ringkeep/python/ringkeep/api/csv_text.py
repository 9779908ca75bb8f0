"""CSV files as the API answers them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

CSV: Final = "text/csv; charset=utf-8"


def csv_text(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Returns the rows with every cell quoted, so that no spreadsheet splits one at another separator."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()
