"""The laptop stack reads and writes YAML with libyaml: local/bin/sam and local/aws/patches.py."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from yaml.dumper import SafeDumper
from yaml.loader import SafeLoader

from local.environment import PROGRAMS, ROOT, laptop_environment

FILES = (ROOT / "template.yaml", *sorted((ROOT / "statemachines").iterdir()))


def read(text: str, base: Any) -> object:
    """It takes a function of CloudFormation in its short form for its name and the nodes of its argument."""
    made: Any = type("Loader", (base,), {})
    made.add_multi_constructor("!", lambda _, name, node: {name: repr(_without_marks(node.value))})
    return yaml.load(text, made)  # noqa: S506 # derived from the safe loader


def _without_marks(value: Any) -> object:
    """A node without its place in the file, which the two readers count differently."""
    if isinstance(value, yaml.Node):
        return (value.tag, _without_marks(value.value))
    if isinstance(value, list | tuple):
        return [_without_marks(each) for each in value]
    return value


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_libyaml_reads_and_writes_what_the_other_reader_does(path: Path) -> None:
    text = path.read_text()
    content = read(text, SafeLoader)
    assert read(text, yaml.CSafeLoader) == content
    written = [yaml.dump(content, Dumper=each) for each in (SafeDumper, yaml.CSafeDumper)]
    assert [read(each, yaml.CSafeLoader) for each in written] == [content, content]


def test_sam_is_the_one_with_libyaml(tmp_path: Path) -> None:
    path = laptop_environment("http://127.0.0.1:1", tmp_path)["PATH"]
    found = shutil.which("sam", path=path)
    assert found == str(PROGRAMS / "sam")
    assert shutil.which("sam", path=path.partition(os.pathsep)[2]), "the SAM CLI itself"
