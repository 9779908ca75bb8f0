"""Which extensions a person may see: in the API, in pushed changes, and on every page."""

from __future__ import annotations

from typing import NamedTuple


class Owner(NamedTuple):
    """An extension of a service."""

    service: str
    extension_id: str


class Visibility(NamedTuple):
    """The extensions that a person may see: all of them (`everybody`), only their `own`, or none.

    People with equal visibility see the same page.
    """

    everybody: bool
    own: Owner | None = None

    def sees(self, owner: Owner) -> bool:
        return self.everybody or owner == self.own

    def sees_service(self, service: str) -> bool:
        """Whether any extension of the service may be visible."""
        return self.everybody or (self.own is not None and self.own.service == service)
