"""Athena as the emulator lacks it: tables whose partitions follow from a range (partition projection), and
columns with the types that the table says.

MiniStack reads the values of partitions from folders named `key=value` only, and guesses the types of JSON.
It answers queries with DuckDB, whose SQL is not Athena's in all its functions: `in_duckdb` translates those
that docs/queries.md uses.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

Table = dict[str, Any]
_TYPES: Final = {
    "bigint": "BIGINT",
    "boolean": "BOOLEAN",
    "double": "DOUBLE",
    "int": "INTEGER",
    "string": "VARCHAR",
}
_PLACEHOLDER: Final = re.compile(r"\$\{(\w+)\}")
_WORK_FOLDER: Final = "ministack-athena-[^/]+/"
_ANY_MATCH: Final = re.compile(r"any_match\((?P<list>[\w.]+), (?P<each>\w+) -> (?P<test>.*?\))\)")


def project_partitions() -> None:
    from ministack.services import athena

    original: Callable[[Table, Sequence[str]], str] = athena._table_relation
    run: Callable[..., Any] = athena._run_duckdb

    def relation(table: Table, files: Sequence[str]) -> str:
        return projected(table, files) if _is_projected(table) else original(table, files)

    def translated(query: str, *more: object) -> Any:
        return run(in_duckdb(query), *more)

    athena._table_relation = relation
    athena._run_duckdb = translated


def projected(table: Table, files: Sequence[str]) -> str:
    """Returns a relation of DuckDB with the table's columns, and its partitions from the paths."""
    storage = table["StorageDescriptor"]
    columns = [(each["Name"], duckdb_type(each["Type"])) for each in storage["Columns"]]
    types = ", ".join(f"{_text(name)}: {_text(kind)}" for name, kind in columns)
    listed = ", ".join(map(_text, files))
    names, pattern = _paths(table["Parameters"]["storage.location.template"], storage["Location"])
    values = [
        f'regexp_extract(filename, {_text(pattern)}, {number}) AS "{name}"'
        for number, name in enumerate(names, start=1)
    ]
    shown = ", ".join([*(f'"{name}"' for name, _ in columns), *values])
    options = "format = 'newline_delimited', ignore_errors = true, filename = true"
    source = f"read_json([{listed}], columns = {{{types}}}, {options})"
    return f"(SELECT {shown} FROM {source})"  # noqa: S608 # the table is our own


def duckdb_type(kind: str) -> str:
    """Returns DuckDB's word for a type of Glue: `array<struct<text:string>>` is STRUCT("text" VARCHAR)[]."""
    if kind.startswith("array<"):
        return f"{duckdb_type(kind[len('array<') : -1])}[]"
    if kind.startswith("struct<"):
        fields = (each.partition(":") for each in _fields(kind[len("struct<") : -1]))
        inner = ", ".join(f'"{name}" {duckdb_type(of)}' for name, _, of in fields)
        return f"STRUCT({inner})"
    return _TYPES[kind]


def in_duckdb(query: str) -> str:
    """Returns a query of Athena with DuckDB's names for what is named differently."""
    plain = query.strip().removesuffix(";").replace("regexp_like(", "regexp_matches(")
    return _ANY_MATCH.sub(r"list_bool_or([\g<test> FOR \g<each> IN \g<list>])", plain)


def _is_projected(table: Table) -> bool:
    return (table.get("Parameters") or {}).get("projection.enabled") == "true"


def _paths(template: str, location: str) -> tuple[list[str], str]:
    """Returns the names of the partitions, and a pattern with a group for each."""
    relative = template.removeprefix(location)
    names = _PLACEHOLDER.findall(relative)
    pattern = _PLACEHOLDER.sub(lambda found: _value(found.group(1)), relative)
    return names, _WORK_FOLDER + pattern


def _value(name: str) -> str:
    return r"(\d{4}/\d{2}/\d{2})" if name == "day" else "([^/]+)"


def _fields(text: str) -> Iterator[str]:
    """Yields the fields of a struct, whose types may have commas themselves."""
    depth = start = 0
    for place, letter in enumerate(text):
        depth += (letter == "<") - (letter == ">")
        if letter == "," and depth == 0:
            yield text[start:place]
            start = place + 1
    yield text[start:]


def _text(value: str) -> str:
    quoted = value.replace("'", "''")
    return f"'{quoted}'"
