"""Builds the template once for all stacks of this machine, however many processes ask for it."""

from __future__ import annotations

import fcntl
import hashlib
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml

from local.environment import ARCHITECTURE, BUILD_FOLDER, REGION, ROOT, laptop_environment
from local.processes import run_logged

_BUILT = ("template.yaml", "statemachines", "functions", "layers")
_LAYER = "AWS::Serverless::LayerVersion"
_GENERATED = ("__pycache__", ".egg-info")


class _Loader(yaml.CSafeLoader):
    """A date is a text, as it is for `sam`."""


def _as_text(loader: _Loader, node: yaml.ScalarNode) -> str:
    return str(loader.construct_scalar(node))


_Loader.add_constructor("tag:yaml.org,2002:timestamp", _as_text)


def build(sources: Path = ROOT) -> Path:
    """Returns the template as `sam build` leaves it. Raises StackFailed.

    Unchanged sources are not built again: the folder would change while another process deploys it.
    """
    folder = BUILD_FOLDER if sources == ROOT else sources / ".local" / BUILD_FOLDER.name
    folder.parent.mkdir(exist_ok=True)
    template = folder / "template.yaml"
    stamp = folder.with_name(f"{folder.name}.sources")
    with _locked(folder.with_name(f"{folder.name}.lock")):
        digest = digest_of(sources)
        if not template.exists() or not stamp.exists() or stamp.read_text() != digest:
            _build(sources, folder)
            prepare(template)
            stamp.write_text(digest)
    return template


def digest_of(sources: Path) -> str:
    """A hash of everything that the build reads."""
    digest = hashlib.sha256()
    for path in _files(sources):
        digest.update(f"{path.relative_to(sources)}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files(sources: Path) -> Iterator[Path]:
    for name in _BUILT:
        top = sources / name
        for path in [top] if top.is_file() else sorted(top.rglob("*")):
            generated = any(part.endswith(_GENERATED) for part in path.parts)
            if path.is_file() and not generated:
                yield path


def _build(sources: Path, folder: Path) -> None:
    environment = laptop_environment("http://127.0.0.1:1", folder.parent)
    command = ["sam", "build", "--cached", "--build-dir", str(folder), "--region", REGION]
    command += ["--cache-dir", str(folder.with_name(f"{folder.name}-cache"))]
    command += ["--parameter-overrides", f"Architecture={ARCHITECTURE}"]
    run_logged(command, environment, cwd=sources)


def prepare(template: Path) -> None:
    """Saves every deployment some seconds: `sam deploy` parses the template seven times, JSON a hundred times
    faster than other YAML, and packs each layer that is not packed yet."""
    document = yaml.load(template.read_text(), _Loader)  # noqa: S506 # a subclass of the safe loader
    for resource in document["Resources"].values():
        if isinstance(resource, dict) and resource["Type"] == _LAYER:  # a list is a loop
            content = template.parent / resource["Properties"]["ContentUri"]
            resource["Properties"]["ContentUri"] = _packed(content).name
    template.write_text(json.dumps(document))


def _packed(folder: Path) -> Path:
    return Path(shutil.make_archive(str(folder), "zip", folder))


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """One process at a time. The system releases the lock when a process ends, however it ends."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
