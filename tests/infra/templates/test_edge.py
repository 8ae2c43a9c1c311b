"""The template of what stands before the pages: nothing here runs on any emulator."""

from typing import Any

import pytest

from infra.template import INFRA, read, resources
from services.core.web import security

#: The stages that have pages, by the first part of their paths.
WEB = ("registration", "review", "report")

#: AWS's own cache policies (CloudFront Developer Guide, "Use managed cache policies").
NOTHING_KEPT = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
KEPT = "658327ea-f89d-4fab-a63d-7e88639e58f6"


@pytest.fixture(scope="module")
def template() -> dict[str, Any]:
    return read(INFRA / "edge.yaml")


@pytest.fixture(scope="module")
def distribution(template: dict[str, Any]) -> dict[str, Any]:
    (found,) = resources(template, "AWS::CloudFront::Distribution").values()
    config: dict[str, Any] = found["DistributionConfig"]
    return config


def _behaviours(distribution: dict[str, Any]) -> dict[str, dict[str, Any]]:
    behaviours = {one["PathPattern"]: one for one in distribution["CacheBehaviors"]}
    return {**behaviours, "default": distribution["DefaultCacheBehavior"]}


def test_every_stage_has_its_pages_and_its_files(distribution: dict[str, Any]) -> None:
    """Each path leads to its own stage, and files are recognised before pages: the first pattern counts."""
    patterns = [one["PathPattern"] for one in distribution["CacheBehaviors"]]
    assert patterns == [f"/{stage}/assets/*" for stage in WEB] + [f"/{stage}*" for stage in WEB]
    for one in distribution["CacheBehaviors"]:
        assert one["TargetOriginId"] == one["PathPattern"].split("/")[1].removesuffix("*")
    assert distribution["DefaultCacheBehavior"]["TargetOriginId"] == "registration"


def test_a_page_is_nobody_elses(distribution: dict[str, Any]) -> None:
    """No page is kept, forms get through, and the stage learns all that the browser said and who it is."""
    pages = {path: one for path, one in _behaviours(distribution).items() if "assets" not in path}
    assert len(pages) == len(WEB) + 1
    for one in pages.values():
        assert one["CachePolicyId"] == NOTHING_KEPT
        assert "POST" in one["AllowedMethods"]
        assert one["OriginRequestPolicyId"] == {"Ref": "PageRequests"}
        (door,) = one["FunctionAssociations"]
        assert door == {"EventType": "viewer-request", "FunctionARN": {"Fn::GetAtt": "Door.FunctionARN"}}


def test_an_error_is_nobody_elses_either(distribution: dict[str, Any]) -> None:
    """CloudFront keeps errors beside every policy; of each status for which it can be told, it keeps none.

    CloudFront Developer Guide, "Control how long CloudFront caches errors".
    """
    kept = {one["ErrorCode"]: one for one in distribution["CustomErrorResponses"]}
    assert kept.keys() == {400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504}
    for status, one in kept.items():
        assert one == {"ErrorCode": status, "ErrorCachingMinTTL": 0}, "the stage's own page, for nobody else"


def test_style_and_script_are_kept_and_know_nobody(distribution: dict[str, Any]) -> None:
    """Files are the same for everyone: compressed, kept, read only, without a cookie on the way."""
    files = {path: one for path, one in _behaviours(distribution).items() if "assets" in path}
    assert len(files) == len(WEB)
    for one in files.values():
        assert one["CachePolicyId"] == KEPT
        assert one["AllowedMethods"] == ["GET", "HEAD"]
        assert one["Compress"] is True
        assert one["OriginRequestPolicyId"] == {"Ref": "AssetRequests"}
        assert "FunctionAssociations" not in one


def test_what_reaches_a_stage(template: dict[str, Any]) -> None:
    """An API answers to its own host only; Accept decides about base64; cookies go with pages alone."""
    pages, files = (
        template["Resources"][name]["Properties"]["OriginRequestPolicyConfig"]
        for name in ("PageRequests", "AssetRequests")
    )
    assert pages["HeadersConfig"] == {"HeaderBehavior": "allExcept", "Headers": ["Host"]}
    assert pages["CookiesConfig"] == {"CookieBehavior": "all"}
    assert pages["QueryStringsConfig"] == {"QueryStringBehavior": "all"}
    assert files["HeadersConfig"] == {"HeaderBehavior": "whitelist", "Headers": ["Accept"]}
    assert files["CookiesConfig"] == {"CookieBehavior": "none"}


def test_every_way_is_encrypted_and_known(distribution: dict[str, Any]) -> None:
    """Browsers come by https, CloudFront goes by https, and shows each stage the secret that proves it."""
    assert {one["ViewerProtocolPolicy"] for one in _behaviours(distribution).values()} == {
        "redirect-to-https"
    }
    assert [origin["Id"] for origin in distribution["Origins"]] == list(WEB)
    for origin in distribution["Origins"]:
        assert origin["DomainName"] == {"Ref": f"{origin['Id'].capitalize()}Host"}
        assert origin["CustomOriginConfig"]["OriginProtocolPolicy"] == "https-only"
        assert origin["CustomOriginConfig"]["OriginSSLProtocols"] == ["TLSv1.2"]
        assert origin["OriginCustomHeaders"] == [
            {"HeaderName": security.EDGE, "HeaderValue": {"Ref": "EdgeKey"}}
        ]
    _, own, given = distribution["ViewerCertificate"]["Fn::If"]
    assert own["MinimumProtocolVersion"] == "TLSv1.2_2021"
    assert given == {"CloudFrontDefaultCertificate": True}


def test_an_answer_that_no_page_made_is_as_safe(
    template: dict[str, Any], distribution: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The edge tells a browser what the pages tell it, and never in their place."""
    monkeypatch.delenv("COOKIES", raising=False)
    config = template["Resources"]["Answers"]["Properties"]["ResponseHeadersPolicyConfig"]
    said = config["SecurityHeadersConfig"]
    hsts = said["StrictTransportSecurity"]
    told = {
        "Strict-Transport-Security": f"max-age={hsts['AccessControlMaxAgeSec']}; includeSubDomains",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": said["FrameOptions"]["FrameOption"],
        "Referrer-Policy": said["ReferrerPolicy"]["ReferrerPolicy"],
        "Content-Security-Policy": said["ContentSecurityPolicy"]["ContentSecurityPolicy"],
        **{one["Header"]: one["Value"] for one in config["CustomHeadersConfig"]["Items"]},
    }
    assert hsts["IncludeSubdomains"] is True
    expected = {name: value for name, value in security.headers().items() if name != "Cache-Control"}
    assert told == expected
    overrides = [one["Override"] for one in (*said.values(), *config["CustomHeadersConfig"]["Items"])]
    assert overrides == [False] * len(expected)
    answers = {str(one["ResponseHeadersPolicyId"]) for one in _behaviours(distribution).values()}
    assert answers == {str({"Ref": "Answers"})}


def test_the_firewall_lets_an_office_work(template: dict[str, Any], distribution: dict[str, Any]) -> None:
    """Forty people behind one address are served; a flood is turned away in both languages; forms fit."""
    assert distribution["WebACLId"] == {"Fn::GetAtt": "Firewall.Arn"}
    firewall = template["Resources"]["Firewall"]["Properties"]
    assert firewall["Scope"] == "CLOUDFRONT"
    limit, *managed = firewall["Rules"]
    assert limit["Statement"]["RateBasedStatement"] == {
        "AggregateKeyType": "IP",
        "EvaluationWindowSec": 300,
        "Limit": 1000,
    }
    response = limit["Action"]["Block"]["CustomResponse"]
    assert response["ResponseCode"] == 429
    page = firewall["CustomResponseBodies"][response["CustomResponseBodyKey"]]["Content"]
    assert "Vui lòng chờ năm phút" in page
    assert "wait five minutes" in page
    # The common rule set refuses bodies above 8 KB.
    assert [rule["Statement"]["ManagedRuleGroupStatement"]["Name"] for rule in managed] == [
        "AWSManagedRulesAmazonIpReputationList",
        "AWSManagedRulesKnownBadInputsRuleSet",
    ]


def test_the_firewall_keeps_no_request(template: dict[str, Any]) -> None:
    """Samples of requests would show cookies and sign-in links to whoever opens the console."""
    firewall = template["Resources"]["Firewall"]["Properties"]
    for seen in (firewall, *firewall["Rules"]):
        assert seen["VisibilityConfig"]["SampledRequestsEnabled"] is False
        assert seen["VisibilityConfig"]["CloudWatchMetricsEnabled"] is True


def test_the_newest_protocols(distribution: dict[str, Any]) -> None:
    """HTTP/3 for telephones on bad networks, IPv6, and edges in Asia."""
    assert distribution["HttpVersion"] == "http2and3"
    assert distribution["IPV6Enabled"] is True
    assert distribution["PriceClass"] == "PriceClass_200"


def test_the_edges_key_stays_secret(template: dict[str, Any]) -> None:
    """Whoever may look at the stack does not learn what opens the pages past the firewall."""
    assert template["Parameters"]["EdgeKey"]["NoEcho"] is True
    assert template["Parameters"]["EdgeKey"]["MinLength"] >= 32
    assert "EdgeKey" not in str(template["Outputs"])
