"""Users as a file in the form that the import reads. Importing it changes nothing."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date

from ringkeep.domain.access.user_files.cells import inert
from ringkeep.domain.access.user_files.columns import COLUMNS
from ringkeep.domain.access.user_files.fields import extension_cells, person_cells
from ringkeep.domain.access.user_files.known import Known
from ringkeep.domain.access.users import User


def exported(users: Iterable[User], known: Known, today: date, *, header: bool = True) -> str:
    """Returns the lines of the users; without the header they continue the page before. Of a user with
    several extensions, the file shows today's; importing it leaves the others as they are."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\r\n")
    if header:
        writer.writeheader()
    writer.writerows(_row(user, known, today) for user in users)
    return text.getvalue()


def _row(user: User, known: Known, today: date) -> dict[str, str]:
    cells = person_cells(user, known) | extension_cells(
        known.of_user.get(user.id, ()), known, today
    )
    return {column: inert(cell) for column, cell in cells.items()}
