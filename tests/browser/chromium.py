"""How the tests start Chromium."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Final

import playwright

_FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_UNUSED: Final = ("WebUIOmniboxPopup", "WebUIOmniboxAimPopup")
"""The list below the browser's own address bar. No test sees it, and for each context
a process of its own would load it, which takes longer than many a test."""
_BUNDLE: Final = Path(playwright.__file__).with_name("driver") / "package/lib/coreBundle.js"
_LIST: Final = re.compile(r"disabledFeatures = .*?\[(.*?)\]\.filter", re.DOTALL)
_NAME: Final = re.compile(r'^\s*"(\w+)"', re.MULTILINE)


def executable() -> str | None:
    """Chromium without windows takes two thirds of the processor time of the one with windows."""
    return shutil.which("chromium-headless-shell") or shutil.which("chromium")


def flags() -> list[str]:
    return [*_FLAGS, f"--disable-features={','.join((*playwright_disables(), *_UNUSED))}"]


def playwright_disables() -> list[str]:
    """The features that Playwright turns off. Of two such flags Chromium heeds the last one alone."""
    found = _LIST.search(_BUNDLE.read_text())
    assert found, "Playwright keeps its list elsewhere now"
    names = _NAME.findall(found.group(1))
    assert "MediaRouter" in names, names
    return names
