"""Ringkeep's domain, imported by the fork server once for all workers that use the same layers.

Building its models is most of what a worker imports after the large packages. The domain starts no thread
and reads no environment, as import-linter checks, so its fork is as good as its import.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Final

LAYERS_VARIABLE: Final = "_LAMBDA_LAYERS_DIRS"
"""Where MiniStack's worker looks for the packages of unpacked layers."""
_DOMAIN: Final = "ringkeep.domain"


class PreloadedLayer:
    """The domain of the first worker that has one. A worker with other layers, as after an update of the
    stack, forgets it and imports its own."""

    def __init__(self) -> None:
        self._folders: list[str] = []

    def load(self, environment: Mapping[str, str]) -> None:
        """Imports the domain for a worker with this environment, if none is there yet. What cannot be
        imported is left to the worker, which says so."""
        folders = _python_folders(environment)
        if not self._folders and _product_folder(folders):
            self._folders = folders
            with _found_in(folders), suppress(Exception):
                _import_all(_DOMAIN)

    def keep_for(self, environment: Mapping[str, str]) -> None:
        """To be called in the worker's process."""
        if _product_folder(_python_folders(environment)) != _product_folder(self._folders):
            _forget_modules_in(tuple(f"{each}/" for each in self._folders))


def _python_folders(environment: Mapping[str, str]) -> list[str]:
    layers = environment.get(LAYERS_VARIABLE, "").split(os.pathsep)
    return [f"{each}/python" for each in layers if each]


def _product_folder(folders: list[str]) -> str:
    """The folder with Ringkeep's code, or an empty text."""
    return next((each for each in folders if os.path.isdir(f"{each}/ringkeep/domain")), "")  # noqa: PTH112 # pathlib is not imported in a worker


@contextmanager
def _found_in(folders: list[str]) -> Iterator[None]:
    """A worker adds its folders to the path by itself."""
    before = sys.path[:]
    sys.path[:0] = folders
    try:
        yield
    finally:
        sys.path[:] = before


def _import_all(package: str) -> None:
    top = importlib.import_module(package)
    for found in pkgutil.walk_packages(top.__path__, f"{package}."):
        importlib.import_module(found.name)


def _forget_modules_in(folders: tuple[str, ...]) -> None:
    for name, module in list(sys.modules.items()):
        if str(getattr(module, "__file__", None)).startswith(folders):
            del sys.modules[name]
