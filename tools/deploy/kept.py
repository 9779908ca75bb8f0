"""Prints the parameters that a deployed stack must keep; nothing for a new one.

python -m tools.deploy.kept STACK_NAME [TEMPLATE]
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from tools.deploy.aws import Aws
from tools.deploy.options import ROOT
from tools.deploy.region import VARIABLES
from tools.deploy.sign_in import kept_parameters
from tools.deploy.template import read_template
from tools.deploy.two_factors import kept_two_factors


def main(arguments: Sequence[str]) -> int:
    """Prints nothing if AWS cannot be asked: `sam deploy` then says why."""
    stack_name, *rest = arguments
    template = read_template(Path(rest[0] if rest else ROOT / "template.yaml").read_text())
    region = next(filter(None, map(os.environ.get, VARIABLES)), None)
    try:
        aws = Aws(boto3.Session(region_name=region))
        stack = aws.stack(stack_name)
        domain = aws.sign_in_domain(stack_name) if stack else ""
        two_factors = aws.two_factors(stack_name) if stack else ""
    except (BotoCoreError, ClientError):
        return 0
    kept = kept_parameters(stack, domain, {}, template)
    for name, value in {**kept, **kept_two_factors(two_factors, {}, template)}.items():
        print(f"{name}={value}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
