"""Browsers take the type of what CloudFront serves from its header alone."""

from __future__ import annotations

from tests.unit.template.loader import RESOURCES

CONFIG = RESOURCES["ConsoleDistribution"]["Properties"]["DistributionConfig"]
HEADERS = RESOURCES["ConsoleHeaders"]["Properties"]["ResponseHeadersPolicyConfig"]


def test_everything_with_a_body_is_served_with_nosniff() -> None:
    """A WebSocket has no body that a browser would show."""
    assert HEADERS["SecurityHeadersConfig"]["ContentTypeOptions"] == {"Override": True}
    served = [CONFIG["DefaultCacheBehavior"], *CONFIG["CacheBehaviors"]]
    with_headers = [each for each in served if each.get("PathPattern") != "/live"]
    assert len(with_headers) == len(served) - 1
    for behaviour in with_headers:
        assert behaviour["ResponseHeadersPolicyId"] == {"Ref": "ConsoleHeaders"}


def test_nothing_serves_the_recordings_bucket() -> None:
    assert "RecordingsBucket" not in str(CONFIG["Origins"])
