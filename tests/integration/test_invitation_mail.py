"""The emulator sends the template's invitation when the command does, and not with the deployment."""

from __future__ import annotations

import json
import subprocess
import sys

from local.environment import ROOT

_PROGRAM = """
import json
from local.aws import patches
patches.apply()
from ministack.services import cognito, ses
from ministack.services.cloudformation import engine, provisioners
from tests.unit.template.conditions import Deployment
from tests.unit.template.loader import RESOURCES, TEMPLATE

EMAIL = "you@example.com"
values = {name: str(it.get("Default", "")) for name, it in TEMPLATE["Parameters"].items()}
values["AdministratorEmail"] = EMAIL
parameters = {name: {"Value": value, "NoEcho": False} for name, value in values.items()}
deployment = Deployment(AdministratorEmail=EMAIL)
conditions = {name: deployment.holds({"Condition": name}) for name in TEMPLATE["Conditions"]}
made = {"ConsoleDistribution": {"PhysicalResourceId": "E", "Attributes": {"DomainName": "d1.cloudfront.net"}}}

def create(name):
    resource = RESOURCES[name]
    properties = engine._resolve_refs(
        resource["Properties"], made, parameters, conditions, {}, "stack", "id"
    )
    physical_id, attributes = provisioners._RESOURCE_HANDLERS[resource["Type"]]["create"](
        name, properties, "stack"
    )
    made[name] = {"PhysicalResourceId": physical_id, "Attributes": attributes}

create("UserPool")
create("FirstAdministrator")
before = len(ses._sent_emails)
cognito._admin_create_user({
    "UserPoolId": made["UserPool"]["PhysicalResourceId"],
    "Username": EMAIL,
    "MessageAction": "RESEND",
    "DesiredDeliveryMediums": ["EMAIL"],
})
print(json.dumps({"before": before, "after": str(ses._sent_emails_list())}))
"""


def test_the_invitation_is_sent_by_the_command_with_the_consoles_address() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM], cwd=ROOT, capture_output=True, text=True, check=True
    )
    mails = json.loads(done.stdout.strip().splitlines()[-1])
    assert mails["before"] == 0
    assert "https://d1.cloudfront.net</p>" in mails["after"]
    assert "User name: you@example.com" in mails["after"]
    assert "{####}" not in mails["after"]
    assert "valid for 7 days" in mails["after"]
