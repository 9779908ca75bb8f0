"""How far a user's role reaches: the whole company, or the extensions of one site."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from simulator.accounts.users import User
from simulator.http.errors import ApiError, missing_permission, not_found
from simulator.recordings.calls import Call

DEFAULT_DOMAIN = "Site-2"


@dataclass(frozen=True, slots=True)
class Site:
    """Limits a role. `refusal` is the status for a recording of another site: 404 or 403."""

    extension_ids: frozenset[int] = field(default_factory=frozenset)
    domain: str = DEFAULT_DOMAIN
    refusal: int = 404


class Roles:
    """The sites of the users whose role is limited, by their extension."""

    def __init__(self) -> None:
        self._sites: dict[int, Site] = {}

    def limit(self, user: User, site: Site | None) -> None:
        """None: the role reaches the whole company again."""
        if site is None:
            self._sites.pop(user.extension_id, None)
        else:
            self._sites[user.extension_id] = site

    def reaches(self, user: User, extension_id: int | None) -> bool:
        site = self._sites.get(user.extension_id)
        return site is None or extension_id in site.extension_ids

    def sees(self, user: User, call: Call) -> bool:
        """Tells whether any extension of the call belongs to the user's site."""
        if user.extension_id not in self._sites:
            return True
        extensions = {call.extension_id, *(leg.extension_id for leg in call.legs)}
        return any(self.reaches(user, each) for each in extensions)

    def seen(self, user: User, calls: Iterable[Call]) -> list[Call]:
        return [call for call in calls if self.sees(user, call)]

    def check(self, user: User, call: Call | None) -> None:
        """Refuses the recording of a call that the user does not see."""
        if call is not None and not self.sees(user, call):
            raise self._refusal(self._sites[user.extension_id])

    @staticmethod
    def _refusal(site: Site) -> ApiError:
        return missing_permission("ReadCallRecordings") if site.refusal == 403 else _hidden()

    def reach(self, user: User) -> tuple[dict[str, str], list[str]]:
        """Returns the effective role and the scopes of the user's permissions."""
        site = self._sites.get(user.extension_id)
        if site is None:
            return {"id": "1"}, ["Account"]
        return {"id": "77", "domain": site.domain}, ["RoleBased"]


def _hidden() -> ApiError:
    return not_found("recording")
