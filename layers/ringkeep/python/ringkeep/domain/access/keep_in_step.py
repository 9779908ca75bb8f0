"""Keeping in step with the extension list: each new extension becomes a user, as one administrator said
once."""

from __future__ import annotations

import hashlib
import json
from typing import Annotated, Final

from pydantic import StringConstraints

from ringkeep.domain.access.plain_text import without_controls
from ringkeep.domain.access.users import Licence
from ringkeep.domain.directory.extensions import Extension, ExtensionRow
from ringkeep.domain.model import Model

_PERSON: Final = "user"
"""The type of an extension that belongs to a person, in lower case."""
_ENABLED: Final = "enabled"
_LONGEST_NAME: Final = 200


class KeepInStep(Model):
    """`security_profile` is the id of one. `site` is the id of the site whose extensions become users,
    empty for all sites. `invite`: they get an e-mail with a temporary password."""

    security_profile: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    licences: frozenset[Licence] = frozenset()
    site: Annotated[str, StringConstraints(max_length=200)] = ""
    invite: bool = False

    def wants(self, row: ExtensionRow) -> bool:
        """Whether the extension should become a user, if no one ever had it."""
        extension = row.extension
        is_person = extension.type.casefold() == _PERSON and extension.status.casefold() == _ENABLED
        return row.present and is_person and self.site in ("", extension.site_id)


def user_name(extension: Extension) -> str:
    """Returns the name of the user whom an extension becomes. One without a name gets its number. People
    choose their own name at RingCentral."""
    name = without_controls(extension.name) or extension.number or extension.id
    return name[:_LONGEST_NAME]


def digest(*parts: object) -> str:
    """Returns a short text that is another one if any of the parts is another one."""
    text = json.dumps(parts, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def setting_digest(setting: KeepInStep | None) -> str:
    """Licences are in no order, so they are put in one."""
    if setting is None:
        return ""
    licences = sorted(setting.licences)
    return digest({**setting.model_dump(mode="json"), "licences": licences})
