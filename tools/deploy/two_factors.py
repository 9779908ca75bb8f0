"""The user pool's second factor: a deployment passes on what the pool has.

CloudFormation writes every setting of a pool whenever one of them changes. It would turn off what
`ringkeep mfa on` has turned on, and it cannot turn two factors on in a pool that exists.
"""

from __future__ import annotations

from collections.abc import Mapping

from tools.deploy.template import Template
from tools.deploy.terminal import Refused

TWO_FACTORS = "MultiFactorAuthentication"
_ON = "ON"
_OPTIONAL = "OPTIONAL"


def kept_two_factors(present: str, given: Mapping[str, str], template: Template) -> dict[str, str]:
    """`present` is the pool's setting, empty if there is no pool. A pool without two factors can be given
    optional ones."""
    if not present or TWO_FACTORS in given or TWO_FACTORS not in template.parameters:
        return {}
    return {TWO_FACTORS: _ON if present == _ON else _OPTIONAL}


def refuse_turning_on(present: str, given: Mapping[str, str], stack_name: str) -> None:
    """Raises Refused if the parameters ask for what CloudFormation cannot do. An empty value means ON in most
    stacks."""
    wanted = given.get(TWO_FACTORS, _OPTIONAL)
    if present and present != _ON and wanted != _OPTIONAL:
        raise Refused(
            "CloudFormation cannot turn two factors on in a user pool that exists. Run `ringkeep --stack-name"
            f" {stack_name} mfa on` first; then deploy without {TWO_FACTORS}, which keeps what the pool has."
        )
