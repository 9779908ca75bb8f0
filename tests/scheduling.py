"""Which worker of pytest-xdist runs which test.

pytest-xdist's own groups (`--dist=loadgroup`) do not work with this version of pytest: xdist writes the
group to an attribute that pytest no longer reads.
"""

from __future__ import annotations

from typing import Final

from xdist.scheduler import LoadScopeScheduling

STACK_FOLDERS: Final = ("tests/integration/", "tests/browser/")
ONE_RUN: Final = ("tests/unit/logs/",)
"""Tests of these folders share one long run, so one worker has them all."""
LAPTOP: Final = "test_laptop.py"
"""Its stack mostly waits for its schedules, so it runs beside the others."""
OWN_STACK: Final = (
    "test_adopt.py",
    "test_first_deployment.py",
    "test_least_privilege.py",
    "test_upgrade.py",
)


def group_of(nodeid: str) -> str:
    """Tests on the deployed stack run in one worker, so that they share it. Those that start stacks
    of their own run in another one, one after the other. Most other tests are groups of their own."""
    path = nodeid.partition("::")[0]
    if path.startswith(ONE_RUN):
        return path
    if not path.startswith(STACK_FOLDERS):
        return nodeid
    if path.endswith(LAPTOP):
        return "laptop"
    return "own stack" if path.endswith(OWN_STACK) else "shared stack"


class StackScheduling(LoadScopeScheduling):  # type: ignore[misc] # xdist ships no types
    """The largest groups start first, so the stacks are up while the other tests fill the gaps."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)
