"""Why someone with a valid token of the user pool may not use Ringkeep."""

from __future__ import annotations

from typing import ClassVar

from ringkeep.domain.access.refusals import Refusal


class NotAUser(Refusal):
    """No user has the `sub` of the token."""

    code: ClassVar[str] = "not_a_user"
    field: ClassVar[str] = ""

    def __init__(self) -> None:
        super().__init__(
            "You have signed in, but you are not a user of Ringkeep yet."
            " Ask an administrator to add you."
        )


class ProfileMissing(Refusal):
    """The security profile of the user was deleted by an older version, or cannot be found."""

    code: ClassVar[str] = "profile_missing"
    field: ClassVar[str] = ""

    def __init__(self) -> None:
        super().__init__(
            "Your security profile does not exist any more. Ask an administrator to give you one."
        )
