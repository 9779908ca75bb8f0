"""Whether people who sign in with a password also need an authenticator app."""

from __future__ import annotations

from enum import StrEnum


class TwoFactors(StrEnum):
    """The names are Cognito's. With OPTIONAL, everyone may connect an app; with OFF, no one can."""

    ON = "ON"
    OPTIONAL = "OPTIONAL"
    OFF = "OFF"


def disagreement(present: TwoFactors, deployed: TwoFactors) -> str:
    """Returns what the next deployment may do to the user pool, empty if nothing.

    CloudFormation writes all settings of a pool whenever one of them changes. It cannot turn two factors on
    in an existing pool, and such an update fails as a whole.
    """
    if present is deployed:
        return ""
    if present is TwoFactors.ON:
        return (
            "the stack was deployed with MultiFactorAuthentication=OPTIONAL, and its next deployment may turn"
            " two factors off. `make deploy` passes MultiFactorAuthentication=ON by itself; with `sam deploy`"
            " pass it once"
        )
    if deployed is TwoFactors.ON:
        return (
            "the stack was deployed with MultiFactorAuthentication=ON, but the user pool does not require two"
            " factors, and CloudFormation cannot turn them on. Run `ringkeep mfa on`, or pass"
            " MultiFactorAuthentication=OPTIONAL with the next deployment, as `make deploy` does"
        )
    return ""
