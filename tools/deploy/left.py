"""What a deleted stack of the same name has left. A new stack does not use it unless it is adopted first."""

from __future__ import annotations

from collections.abc import Sequence

from tools.deploy.terminal import Refused, Terminal


def tell(stack_name: str, left: Sequence[str], terminal: Terminal) -> None:
    """`left` are the logical ids. Raises Refused if the person wants to adopt them first."""
    if not left:
        return
    terminal.write(
        f"A deleted stack {stack_name} left {', '.join(left)}. This deployment makes new, empty ones and"
        " downloads the recordings again. To go on with the old ones, first run"
        f" `make adopt STACK={stack_name}`."
    )
    if terminal.interactive and terminal.ask("Deploy without them (yes or no)? ") != "yes":
        raise Refused("nothing was deployed, so that the old data can be adopted first.")
