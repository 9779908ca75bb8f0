"""People who sign in through their company's identity provider, and why they may not."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from ringkeep.domain.access.emails import normalised_email
from ringkeep.domain.model import Model

_SEPARATOR: Final = "_"
_TRUE: Final = "true"


class ExternalIdentity(Model):
    """A person at an identity provider. `linked_at` is 0 if it is not known; in seconds since the epoch."""

    provider: str
    subject: str
    linked_at: float = 0


class PoolProfile(Model):
    """A user of the user pool, with the identities that may sign in as them."""

    username: str
    enabled: bool
    identities: tuple[ExternalIdentity, ...] = ()

    def identities_at(self, provider: str) -> tuple[ExternalIdentity, ...]:
        return tuple(each for each in self.identities if each.provider == provider)


class Arrival(Model):
    """Someone whom an identity provider sends for the first time. `email` is in its normal form. `provider`
    is the one that sent them, empty if it is not known; its case may differ."""

    subject: str
    email: str
    email_is_verified: bool
    provider: str = ""


def arrival(username: str, attributes: Mapping[str, str]) -> Arrival:
    """Reads what Cognito says of the person. `username` is the provider's name, `_`, and the provider's id.

    A user pool that ignores case writes the user name in lower case, but compares the id letter by letter.
    `profile` has the id as it was sent.
    """
    provider, _, subject = username.partition(_SEPARATOR)
    exact = attributes.get("profile", "")
    return Arrival(
        subject=exact if exact.lower() == subject.lower() else subject,
        email=normalised_email(attributes.get("email", "")),
        email_is_verified=attributes.get("email_verified", "").lower() == _TRUE,
        provider=provider,
    )


class SignInStop(StrEnum):
    """Why someone is not signed in. The console recognises CONNECTED by its sentence."""

    CONNECTED = "connected"
    NO_SELF_SIGN_UP = "no_self_sign_up"
    NO_EMAIL = "no_email"
    EMAIL_NOT_VERIFIED = "email_not_verified"
    NOT_A_USER = "not_a_user"
    NOT_INVITED = "not_invited"
    OTHER_ACCOUNT = "other_account"
    IDENTIFIER_CHANGES = "identifier_changes"
    TRY_AGAIN = "try_again"


SENTENCES: Final[Mapping[SignInStop, str]] = {
    SignInStop.CONNECTED: (
        "Your Ringkeep account is now connected to your company account. Please sign in once more."
    ),
    SignInStop.NO_SELF_SIGN_UP: (
        "No one can sign up for Ringkeep. Ask your Ringkeep administrator to add you."
    ),
    SignInStop.NO_EMAIL: (
        "Your company's sign-in sent no e-mail address. Ask its administrator to send one to Ringkeep."
    ),
    SignInStop.EMAIL_NOT_VERIFIED: (
        "Your company's sign-in does not say that your e-mail address is verified. Ask your Ringkeep"
        " administrator to read the guide's chapter about the identity provider."
    ),
    SignInStop.NOT_A_USER: (
        "You are not a user of Ringkeep. Ask your Ringkeep administrator to add you with the e-mail address"
        " of your company account."
    ),
    SignInStop.NOT_INVITED: (
        "You have not been invited to Ringkeep yet. Ask your Ringkeep administrator to send you the"
        " invitation, and sign in again some minutes later."
    ),
    SignInStop.OTHER_ACCOUNT: (
        "Your Ringkeep account is connected to another company account. Ask your Ringkeep administrator to"
        " disconnect it."
    ),
    SignInStop.IDENTIFIER_CHANGES: (
        "Your company's sign-in sends your identifier in another spelling than Ringkeep has stored. Ask your"
        " Ringkeep administrator to read the guide's chapter about the identity provider."
    ),
    SignInStop.TRY_AGAIN: "Ringkeep could not look you up. Please sign in again in a minute.",
}
"""Cognito shows them to the person, after words of its own."""
