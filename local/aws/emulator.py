"""Runs MiniStack with our patches: `python -m local.aws.emulator`. Loopback only."""

from __future__ import annotations

import os
import sys
from urllib.parse import urlsplit

from local.aws import new_account, patches


def refuse_unless_loopback() -> None:
    """The emulator checks no credentials, so it must listen on this machine only."""
    host = urlsplit(os.environ.get("AWS_ENDPOINT_URL", "")).hostname
    if os.environ.get("BIND_HOST") != "127.0.0.1" or host != "127.0.0.1":
        sys.exit(
            "the laptop stack runs on 127.0.0.1 alone: BIND_HOST and AWS_ENDPOINT_URL say otherwise"
        )


def main() -> None:
    refuse_unless_loopback()
    patches.apply()
    new_account.behave_like_a_new_account()
    from ministack.app import main as run

    run()


if __name__ == "__main__":
    main()
