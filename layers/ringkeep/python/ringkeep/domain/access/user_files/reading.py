"""Reads a file of users: bytes, text, table, lines."""

from __future__ import annotations

import hashlib

from ringkeep.domain.access.user_files.columns import header_of
from ringkeep.domain.access.user_files.encoding import decoded
from ringkeep.domain.access.user_files.lines import UserLine, address_in, line_of
from ringkeep.domain.access.user_files.problems import LineProblem
from ringkeep.domain.access.user_files.records import table_of
from ringkeep.domain.model import Model


class UserFile(Model):
    """The lines that could be read, and what is wrong with the others. `sha256` is of the bytes."""

    sha256: str
    encoding: str
    delimiter: str
    count: int = 0
    """The lines below the header."""
    lines: tuple[UserLine, ...] = ()
    problems: tuple[LineProblem, ...] = ()
    unread: frozenset[str] = frozenset()
    """The e-mail addresses of lines with a problem. They are no unknown managers."""


def read_users(content: bytes) -> UserFile:
    """Raises FileRefused if the file cannot be read as a table. With wrong columns no line is read."""
    text, encoding = decoded(content)
    table = table_of(text)
    header = header_of(table.records[0])
    records = () if header.problems else table.records[1:]
    read = [line_of(record, header) for record in records]
    return UserFile(
        sha256=hashlib.sha256(content).hexdigest(),
        encoding=encoding,
        delimiter=table.delimiter,
        count=len(table.records) - 1,
        lines=tuple(each for each in read if isinstance(each, UserLine)),
        problems=(*header.problems, *_problems(read)),
        unread=frozenset(
            address_in(record, header)
            for record, each in zip(records, read, strict=True)
            if not isinstance(each, UserLine)
        ),
    )


def _problems(read: list[UserLine | tuple[LineProblem, ...]]) -> list[LineProblem]:
    return [problem for each in read if isinstance(each, tuple) for problem in each]
