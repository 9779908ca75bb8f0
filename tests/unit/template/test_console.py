"""What CloudFront serves, with which headers, and what the console does not need."""

from __future__ import annotations

from tests.unit.template.loader import RESOURCES
from tests.unit.template.references import needed_by

CONFIG = RESOURCES["ConsoleDistribution"]["Properties"]["DistributionConfig"]
HEADERS = RESOURCES["ConsoleHeaders"]["Properties"]["ResponseHeadersPolicyConfig"]


def test_everything_with_a_body_is_served_with_nosniff() -> None:
    """Browsers take the type from the header alone. A WebSocket has no body that a browser would show."""
    assert HEADERS["SecurityHeadersConfig"]["ContentTypeOptions"] == {"Override": True}
    served = [CONFIG["DefaultCacheBehavior"], *CONFIG["CacheBehaviors"]]
    with_headers = [each for each in served if each.get("PathPattern") != "/live"]
    assert len(with_headers) == len(served) - 1
    for behaviour in with_headers:
        assert behaviour["ResponseHeadersPolicyId"] == {"Ref": "ConsoleHeaders"}


def test_nothing_serves_the_recordings_bucket() -> None:
    assert "RecordingsBucket" not in str(CONFIG["Origins"])


def test_the_console_does_not_wait_for_the_user_pool() -> None:
    """The user pool's e-mails may then contain the console's address."""
    assert "UserPool" not in needed_by("ConsoleDistribution", RESOURCES)


def test_the_policy_names_the_host_of_the_sign_in_page() -> None:
    policy = HEADERS["SecurityHeadersConfig"]["ContentSecurityPolicy"]["ContentSecurityPolicy"]
    before, host, after = policy["Fn::Join"][1]
    assert before.endswith(" https://")
    assert host == RESOURCES["UserPoolDomain"]["Properties"]["Domain"]
    assert after["Fn::Sub"].startswith(".auth.${AWS::Region}.amazoncognito.com;")
