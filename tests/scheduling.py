"""Which worker of pytest-xdist runs which test, and which tests start first.

pytest-xdist's own groups (`--dist=loadgroup`) do not work with this version of pytest: xdist writes the
group to an attribute that pytest no longer reads.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Any, Final

from xdist.scheduler import LoadScopeScheduling

STACK_FOLDERS: Final = ("tests/integration/", "tests/browser/")
LAPTOP: Final = "test_laptop.py"
"""Its stack mostly waits for its schedules, so it runs beside the others."""
OWN_STACK: Final = ("test_adopt.py", "test_first_deployment.py", "test_upgrade.py")
ENFORCING: Final = ("test_least_privilege.py", "test_media.py")
"""They share the stack that enforces the roles of its functions."""
WITHOUT_STACK: Final = (
    "test_emulator_patches.py",
    "test_federated_sign_in.py",
    "test_invitation_mail.py",
    "test_second_factor.py",
    "test_signed_addresses.py",
    "test_spoken_words.py",
    "test_transcription_machine.py",
)
"""They ask the shared stack for nothing, so they need not wait for its other tests."""
FIRST: Final = (
    "shared stack",
    "own stack",
    "laptop",
    "enforcing stack",
    "tests/integration/test_emulator_patches.py",
    "tests/unit/test_chaos.py",
    "tests/unit/logs/test_written.py",
    "tests/unit/logs/test_log_levels.py",
    "tests/unit/oldest_boto3/test_adapters.py",
    "tests/unit/handlers/test_functions.py",
    "tests/unit/api/test_schemathesis.py",
)
"""The longest groups. One that started last would keep one worker busy while the others are done."""


def group_of(nodeid: str) -> str:
    """Tests on a deployed stack run in one worker, so that they share it. Those that start large stacks of
    their own run in another one, one after the other. All others stay with the tests of their file, with
    which they share what takes long to make."""
    path = nodeid.partition("::")[0]
    if not path.startswith(STACK_FOLDERS) or path.endswith(WITHOUT_STACK):
        return path
    if path.endswith(LAPTOP):
        return "laptop"
    if path.endswith(ENFORCING):
        return "enforcing stack"
    return "own stack" if path.endswith(OWN_STACK) else "shared stack"


def place_of(group: str) -> int:
    return FIRST.index(group) if group in FIRST else len(FIRST)


class StackScheduling(LoadScopeScheduling):  # type: ignore[misc] # xdist ships no types
    """The longest groups start first, then those with the most tests. So the stacks are up while the other
    tests fill the gaps."""

    workqueue: OrderedDict[str, Any]
    _in_order = False

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)

    def _assign_work_unit(self, node: Any) -> None:
        if not self._in_order:
            groups = sorted(self.workqueue.items(), key=lambda each: place_of(each[0]))
            self.workqueue, self._in_order = OrderedDict(groups), True
        super()._assign_work_unit(node)
