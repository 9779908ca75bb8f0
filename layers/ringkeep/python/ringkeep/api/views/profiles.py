"""Security profiles as the API reads and shows them."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field, StringConstraints
from pydantic.json_schema import SkipJsonSchema

from ringkeep.api.bodies import Body
from ringkeep.api.views.common import example
from ringkeep.domain.access.profiles import ProfileName, ProfileVisibility, SecurityProfile
from ringkeep.domain.access.rights import Right
from ringkeep.domain.json import JsonObject
from ringkeep.domain.model import Model
from ringkeep.usecases.access.ports import ProfileSet

_MOST_RIGHTS: Final = 100
RightName = Annotated[str, StringConstraints(min_length=1, max_length=100)]
"""The rules refuse an unknown right with the list of those that exist."""
Rights = Annotated[frozenset[RightName], Field(max_length=_MOST_RIGHTS)]

_FIELDS: Final[JsonObject] = {
    "name": "Team lead",
    "rights": ["live.see", "recordings.list", "recordings.play"],
    "visibility": "team",
}
_PROFILE: Final[JsonObject] = {
    "id": "5a4b3c2d1e0f4a3b8c7d6e5f4a3b2c1d",
    **_FIELDS,
    "built_in": False,
    "users": 3,
    "version": 2,
}


class ProfileView(Model):
    """`users` counts those who have the profile, active or not. A built-in profile never changes: its
    version is 0."""

    model_config = example(_PROFILE)
    id: str
    name: str
    rights: tuple[Right, ...]
    visibility: ProfileVisibility
    built_in: bool
    users: int
    version: int


class RightView(Model):
    """`sentence` is what the right allows."""

    name: Right
    sentence: str


class ProfileList(Model):
    """All profiles, and all rights that a profile can give."""

    model_config = example(
        {
            "items": [_PROFILE],
            "next": None,
            "rights": [{"name": "live.see", "sentence": Right.SEE_LIVE.sentence}],
        }
    )
    items: tuple[ProfileView, ...]
    next: None = None
    rights: tuple[RightView, ...]


class NewProfileBody(Body):
    model_config = example(_FIELDS)
    name: ProfileName
    rights: Rights
    visibility: ProfileVisibility


class ProfileChangesBody(Body):
    """Fields that are left out stay as they are."""

    model_config = example({"rights": ["live.see", "recordings.list"]})
    name: ProfileName | SkipJsonSchema[None] = None
    rights: Rights | SkipJsonSchema[None] = None
    visibility: ProfileVisibility | SkipJsonSchema[None] = None


def profile_view(profile: SecurityProfile, users: int) -> ProfileView:
    return ProfileView(
        id=profile.id,
        name=profile.name,
        rights=tuple(each for each in Right if each in profile.rights),
        visibility=profile.visibility,
        built_in=profile.built_in,
        users=users,
        version=profile.version,
    )


def profile_list(profiles: ProfileSet) -> ProfileList:
    """The built-in ones come first, in the order of their rights; the others by name."""
    by_id = profiles.by_id.values()
    own = sorted((each for each in by_id if not each.built_in), key=lambda each: each.name)
    built_in = [each for each in by_id if each.built_in]
    views = (profile_view(each, profiles.users.get(each.id, 0)) for each in (*built_in, *own))
    rights = (RightView(name=each, sentence=each.sentence) for each in Right)
    return ProfileList(items=tuple(views), rights=tuple(rights))
