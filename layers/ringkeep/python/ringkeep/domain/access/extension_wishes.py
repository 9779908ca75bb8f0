"""An extension that a user is to get as soon as it is listed.

Right after a service is added, its extensions are not known yet. Someone who names one by its id must
not have to wait, and their wish must not be lost.
"""

from __future__ import annotations

from ringkeep.domain.access.periods import Period
from ringkeep.domain.access.users import UserId
from ringkeep.domain.model import Model


class ExtensionWish(Model):
    """Each user has one at most. `account_id` is empty for the account of the service's next login.
    `problem` is why they do not have the extension yet. `since` is in seconds since the epoch."""

    user_id: UserId
    service: str
    extension_id: str
    account_id: str = ""
    period: Period = Period()
    since: float
    problem: str = ""
