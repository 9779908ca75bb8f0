"""Athena on the laptop: real rows from real files, or the test fails."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from local.aws.queries import duckdb_type, in_duckdb, projected

duckdb = pytest.importorskip("duckdb", reason="without duckdb the emulator answers canned values")
COLUMNS = [
    {"Name": "recording", "Type": "string"},
    {"Name": "size", "Type": "bigint"},
    {"Name": "tags", "Type": "array<string>"},
    {"Name": "turns", "Type": "array<struct<text:string,end:double>>"},
]
TABLE = {
    "Parameters": {"storage.location.template": "s3://b/t/${service}/${day}/"},
    "StorageDescriptor": {"Location": "s3://b/t/", "Columns": COLUMNS},
}


def rows(folder: Path, query: str) -> list[Any]:
    files = sorted(str(each) for each in folder.rglob("*.json"))
    relation = projected(TABLE, files)
    found: list[Any] = duckdb.connect().execute(in_duckdb(query.format(t=relation))).fetchall()
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "ministack-athena-x1" / "main" / "2026" / "11" / "26"
    place.mkdir(parents=True)
    one = {"recording": "r1", "size": 5, "tags": ["a"], "turns": [{"text": "A Refund", "end": 1.5}]}
    (place / "r1.json").write_text(json.dumps(one))
    (place / "r2.json").write_text(json.dumps({"recording": "r2", "more": {"x": 1}}))
    (place / "r3.json").write_text("no json")
    return tmp_path


def test_partitions_come_from_the_paths(folder: Path) -> None:
    query = "SELECT recording, service, day, size FROM {t} WHERE recording IS NOT NULL ORDER BY 1"
    assert rows(folder, query) == [
        ("r1", "main", "2026/11/26", 5),
        ("r2", "main", "2026/11/26", None),
    ]


def test_a_word_is_found_in_the_turns(folder: Path) -> None:
    query = (
        "SELECT recording FROM {t} x WHERE"
        r" any_match(x.turns, turn -> regexp_like(turn.text, '(?i)\brefund'))"
    )
    assert rows(folder, query) == [("r1",)]
    assert rows(folder, query.replace("refund", "invoice")) == []


@pytest.mark.parametrize(
    ("glue", "duck"),
    [
        ("int", "INTEGER"),
        ("array<string>", "VARCHAR[]"),
        (
            "array<struct<a:array<struct<b:int>>,c:double>>",
            'STRUCT("a" STRUCT("b" INTEGER)[], "c" DOUBLE)[]',
        ),
    ],
)
def test_types_are_those_of_the_table(glue: str, duck: str) -> None:
    assert duckdb_type(glue) == duck
