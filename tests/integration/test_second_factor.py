"""The emulator challenges a person who has connected an authenticator app to the template's user pool.

It gives tokens to a person without one, and its sign-in page asks for no code. So this signs in through
the API, with a client of its own.
"""

from __future__ import annotations

import json
import subprocess
import sys

from local.environment import ROOT

_PROGRAM = """
import base64, hashlib, hmac, json, struct, time
from local.aws import patches
patches.apply()
from ministack.services import cognito
from ministack.services.cloudformation import engine, provisioners
from tests.unit.template.conditions import Deployment
from tests.unit.template.loader import RESOURCES, TEMPLATE

EMAIL, PASSWORD = "sam@example.com", "Long-Enough-1"
values = {name: str(it.get("Default", "")) for name, it in TEMPLATE["Parameters"].items()}
parameters = {name: {"Value": value, "NoEcho": False} for name, value in values.items()}
conditions = {name: Deployment().holds({"Condition": name}) for name in TEMPLATE["Conditions"]}
made = {"ConsoleDistribution": {"PhysicalResourceId": "E", "Attributes": {"DomainName": "d1.cloudfront.net"}}}
properties = engine._resolve_refs(
    RESOURCES["UserPool"]["Properties"], made, parameters, conditions, {}, "stack", "id"
)
pool, _ = provisioners._RESOURCE_HANDLERS["AWS::Cognito::UserPool"]["create"]("UserPool", properties, "stack")

def ask(operation, **request):
    status, _, body = getattr(cognito, operation)(request)
    assert status == 200, body
    return json.loads(body or b"{}")

flows = ["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
made = ask("_create_user_pool_client", UserPoolId=pool, ClientName="test", ExplicitAuthFlows=flows)
client = made["UserPoolClient"]["ClientId"]
ask("_admin_create_user", UserPoolId=pool, Username=EMAIL, MessageAction="SUPPRESS",
    UserAttributes=[{"Name": "email", "Value": EMAIL}])
ask("_admin_set_user_password", UserPoolId=pool, Username=EMAIL, Password=PASSWORD, Permanent=True)

def sign_in():
    return ask("_admin_initiate_auth", UserPoolId=pool, ClientId=client, AuthFlow="ADMIN_USER_PASSWORD_AUTH",
               AuthParameters={"USERNAME": EMAIL, "PASSWORD": PASSWORD})

def code(secret):
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    start = digest[-1] & 15
    return str((struct.unpack(">I", digest[start:start + 4])[0] & 0x7FFFFFFF) % 10**6).zfill(6)

before = sign_in()
token = before["AuthenticationResult"]["AccessToken"]
secret = ask("_associate_software_token", AccessToken=token)["SecretCode"]
ask("_verify_software_token", AccessToken=token, UserCode=code(secret))
ask("_admin_set_user_mfa_preference", UserPoolId=pool, Username=EMAIL,
    SoftwareTokenMfaSettings={"Enabled": True, "PreferredMfa": True})
challenge = sign_in()

def answer(given):
    status, _, body = cognito._admin_respond_to_auth_challenge({
        "UserPoolId": pool, "ClientId": client, "ChallengeName": "SOFTWARE_TOKEN_MFA",
        "Session": challenge["Session"],
        "ChallengeResponses": {"USERNAME": EMAIL, "SOFTWARE_TOKEN_MFA_CODE": given},
    })
    return status, "AuthenticationResult" in json.loads(body)

right = code(secret)
wrong = str((int(right) + 1) % 10**6).zfill(6)
print(json.dumps({
    "pool": ask("_get_user_pool_mfa_config", UserPoolId=pool),
    "challenge": challenge.get("ChallengeName"),
    "wrong": answer(wrong),
    "right": answer(right),
}))
"""


def test_a_person_with_an_app_is_asked_for_its_code() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM], cwd=ROOT, capture_output=True, text=True, check=True
    )
    seen = json.loads(done.stdout.strip().splitlines()[-1])
    assert seen["pool"] == {
        "MfaConfiguration": "ON",
        "SoftwareTokenMfaConfiguration": {"Enabled": True},
    }
    assert seen["challenge"] == "SOFTWARE_TOKEN_MFA"
    assert seen["wrong"][1] is False
    assert seen["right"] == [200, True]
