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
    assert after["Fn::Sub"].startswith(".auth.${AWS::Region}.amazoncognito.com https://")


def test_audio_comes_from_the_regional_host_of_the_recordings_bucket_and_no_other() -> None:
    """It is the host of the addresses that Media signs: tests/contract/recordings/test_media.py."""
    policy = HEADERS["SecurityHeadersConfig"]["ContentSecurityPolicy"]["ContentSecurityPolicy"]
    before, _, after = policy["Fn::Join"][1]
    text = f"{before}sign-in{after['Fn::Sub']}"
    directives = {name: sources for name, *sources in map(str.split, text.split(";"))}
    archive = "https://${RecordingsBucket}.s3.${AWS::Region}.${AWS::URLSuffix}"
    assert directives["media-src"] == [archive]
    assert directives["connect-src"][0] == "'self'"
    assert directives["connect-src"][2:] == [archive]
    naming = {name for name, sources in directives.items() if "RecordingsBucket" in str(sources)}
    assert naming == {"media-src", "connect-src"}
    assert "*" not in text


def test_the_recordings_bucket_does_not_wait_for_the_console() -> None:
    """The console's policy names the bucket, so the bucket cannot name the console."""
    assert "ConsoleDistribution" not in needed_by("RecordingsBucket", RESOURCES)


def test_any_page_may_read_what_was_signed_for_it_and_change_nothing() -> None:
    """The signed address is the permission: a request carries no cookie and no password."""
    (rule,) = RESOURCES["RecordingsBucket"]["Properties"]["CorsConfiguration"]["CorsRules"]
    assert rule["AllowedOrigins"] == ["*"]
    assert rule["AllowedMethods"] == ["GET", "HEAD"]
    assert rule["AllowedHeaders"] == ["range"]
    assert {"accept-ranges", "content-length", "content-range"} <= set(rule["ExposedHeaders"])
