"""Users as a file in the form that the import reads. Importing it changes nothing."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable
from datetime import date

from ringkeep.domain.access.user_files.cells import inert
from ringkeep.domain.access.user_files.columns import COLUMNS
from ringkeep.domain.access.user_files.fields import extension_cells, person_cells
from ringkeep.domain.access.user_files.known import Known
from ringkeep.domain.access.users import User


def exported(users: Iterable[User], known: Known, today: date) -> bytes:
    """Returns UTF-8 with a byte order mark, without which Excel would show names wrongly. Of a user with
    several extensions, the file shows today's; importing it leaves the others as they are."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(_row(user, known, today) for user in users)
    return codecs.BOM_UTF8 + text.getvalue().encode()


def _row(user: User, known: Known, today: date) -> dict[str, str]:
    cells = person_cells(user, known) | extension_cells(
        known.of_user.get(user.id, ()), known, today
    )
    return {column: inert(cell) for column, cell in cells.items()}
