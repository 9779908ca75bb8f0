"""Extensions as the API shows them."""

from __future__ import annotations

from typing import Final

from ringkeep.api.views.common import USER_ID, example
from ringkeep.domain.json import JsonObject
from ringkeep.domain.model import Model
from ringkeep.usecases.access.list_extensions import FoundExtension

_EXTENSION: Final[JsonObject] = {
    "service": "main",
    "account_id": "809646016",
    "extension_id": "62264425016",
    "number": "101",
    "name": "Ann Lee",
    "email": "ann.lee@example.com",
    "site": "Denver",
    "site_id": "1790245008",
    "status": "Enabled",
    "type": "User",
    "user_id": USER_ID,
    "user_name": "Ann Lee",
}


class ExtensionView(Model):
    """`site`, `site_id`, `status` and `type` are RingCentral's. `user_id` and `user_name` are the user's who
    has it today."""

    model_config = example(_EXTENSION)
    service: str
    account_id: str
    extension_id: str
    number: str
    name: str
    email: str
    site: str
    site_id: str
    status: str
    type: str
    user_id: str | None
    user_name: str | None


class ExtensionList(Model):
    """A page that looks for a name may be short, or empty, and still have a next one."""

    model_config = example({"items": [_EXTENSION], "next": None})
    items: tuple[ExtensionView, ...]
    next: str | None


def extension_view(found: FoundExtension) -> ExtensionView:
    extension = found.row.extension
    return ExtensionView(
        **found.owner._asdict(),
        number=extension.number,
        name=extension.name,
        email=extension.email,
        site=extension.site_name,
        site_id=extension.site_id,
        status=extension.status,
        type=extension.type,
        user_id=found.user_id or None,
        user_name=found.user_name or None,
    )
