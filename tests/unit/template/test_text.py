"""The template is written for a reader: comments say why, and loops are safe."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.unit.template.loader import LOOP, RESOURCES, SOURCE, TEXT

LINES = TEXT.splitlines()
WRITTEN = [name for name in SOURCE["Resources"] if not name.startswith(LOOP)]
NAMES_ITSELF = {"AWS::Logs::LogGroup", "AWS::Lambda::Permission"}
"""Types whose names tell the reason: the logs of what, and who calls what."""

NAME_SAYS_ALL = {"HttpApi", "AlarmTopic"}
SMALL_WORDS = {"a", "an", "and", "for", "in", "of", "the", "this", "to", "with", "is", "its", "one"}


def comment_of(name: str) -> str:
    above = LINES[LINES.index(f"  {name}:") - 1]
    return above.removeprefix("  # ") if above.startswith("  # ") else ""


def words(text: str) -> set[str]:
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    return {word.rstrip("s") for word in re.findall(r"[a-z]+", spaced.lower())} - SMALL_WORDS


@pytest.mark.parametrize("name", WRITTEN)
def test_every_resource_says_why_unless_its_name_does(name: str) -> None:
    if RESOURCES[name]["Type"] in NAMES_ITSELF or name in NAME_SAYS_ALL:
        return
    assert comment_of(name)


@pytest.mark.parametrize("name", WRITTEN)
def test_no_comment_only_repeats_the_name_of_its_resource(name: str) -> None:
    comment = comment_of(name)
    if comment:
        assert words(comment) - words(name) - words(RESOURCES[name]["Type"].replace("::", " "))


def test_no_loop_refers_to_a_name_that_is_not_filled_in() -> None:
    """Only keys, Fn::Sub and a Ref to the identifier itself are filled in: `!Ref "${Name}Logs"` and
    `!GetAtt "${Name}Logs.Arn"` would be deployed as they are written."""
    loops = {key: value for key, value in SOURCE["Resources"].items() if key.startswith(LOOP)}
    assert [text for text in plain_texts(list(loops.values())) if "${" in text] == []


@pytest.mark.parametrize("value", [{"Ref": "${Name}Logs"}, {"Fn::GetAtt": ["${Name}Logs", "Arn"]}])
def test_a_name_that_is_not_filled_in_is_found(value: Any) -> None:
    assert [text for text in plain_texts({"${Name}Alarm": {"Value": value}}) if "${" in text]


def plain_texts(node: Any) -> Iterator[str]:
    """Every text but keys and what Fn::Sub fills in."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, list):
        for item in node:
            yield from plain_texts(item)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key == "Fn::Sub":
                yield from plain_texts(value[1] if isinstance(value, list) else {})
            else:
                yield from plain_texts(value)


def test_every_block_that_has_a_name_is_repeated() -> None:
    """`&name` without `*name` promises a use that is not there."""
    written = "\n".join(line for line in LINES if not line.lstrip().startswith("#"))
    defined = re.findall(r"(?:^|[\s\[{])&(\w+)", written)
    repeated = set(re.findall(r"(?:^|[\s\[{])\*(\w+)", written))
    assert len(defined) == len(set(defined))
    assert set(defined) == repeated


def test_long_texts_fit_a_mapping() -> None:
    """CloudFormation limits a value of a mapping to 1,024 bytes."""
    for values in SOURCE["Mappings"]["Functions"].values():
        assert all(len(value.encode()) <= 1024 for value in values.values())
