"""The template is built once, however many processes ask for it at the same time."""

from __future__ import annotations

import json
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from local import build as builds


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    (tmp_path / "functions" / "one").mkdir(parents=True)
    (tmp_path / "functions" / "one" / "app.py").write_text("x = 1")
    (tmp_path / "layers").mkdir()
    (tmp_path / "statemachines").mkdir()
    (tmp_path / "template.yaml").write_text("Resources: {}")
    return tmp_path


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders that were built, one for each build."""
    folders: list[Path] = []

    def build(sources: Path, folder: Path) -> None:
        time.sleep(0.05)
        folder.mkdir(exist_ok=True)
        (folder / "template.yaml").write_text((sources / "template.yaml").read_text())
        folders.append(folder)

    monkeypatch.setattr(builds, "_build", build)
    return folders


def test_simultaneous_builds_are_one(sources: Path, built: list[Path]) -> None:
    with ThreadPoolExecutor(8) as pool:
        templates = set(pool.map(builds.build, [sources] * 8))
    assert len(built) == len(templates) == 1


def test_changed_sources_are_built_again(sources: Path, built: list[Path]) -> None:
    builds.build(sources)
    (sources / "functions" / "one" / "app.py").write_text("x = 2")
    builds.build(sources)
    assert len(built) == 2


def test_bytecode_is_no_change(sources: Path, built: list[Path]) -> None:
    builds.build(sources)
    (sources / "functions" / "one" / "__pycache__").mkdir()
    (sources / "functions" / "one" / "__pycache__" / "app.pyc").write_text("")
    builds.build(sources)
    assert len(built) == 1


def test_renamed_file_is_a_change(sources: Path) -> None:
    before = builds.digest_of(sources)
    (sources / "functions" / "one").rename(sources / "functions" / "two")
    assert builds.digest_of(sources) != before


def test_a_built_template_is_json_and_its_layers_are_packed(tmp_path: Path) -> None:
    (tmp_path / "Layer" / "python").mkdir(parents=True)
    (tmp_path / "Layer" / "python" / "module.py").write_text("x = 1")
    template = tmp_path / "template.yaml"
    template.write_text(
        "AWSTemplateFormatVersion: 2010-09-09\n"
        "Resources:\n"
        "  Common: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: Layer}}\n"
        "  Fn::ForEach::Logs: [Each, [one], {$Each: {Type: AWS::Logs::LogGroup}}]\n"
        "  Work: {Type: AWS::Serverless::Function, Properties: {CodeUri: functions/one}}\n"
    )
    builds.prepare(template)
    document = json.loads(template.read_text())
    resources = document["Resources"]
    assert document["AWSTemplateFormatVersion"] == "2010-09-09"
    assert resources["Work"]["Properties"] == {"CodeUri": "functions/one"}
    assert resources["Common"]["Properties"] == {"ContentUri": "Layer.zip"}
    with zipfile.ZipFile(tmp_path / "Layer.zip") as packed:
        assert packed.read("python/module.py") == b"x = 1"
    assert (tmp_path / "Layer" / "python").is_dir()
