"""What stands before the pages: CloudFront under its own name or the site's, or a front of one's own."""

import msgspec
import pytest

from infra.deploy.changes import StackError
from infra.deploy.wishes import Wishes
from infra.installation import EDGE_REGION
from tests.infra.deploy.conftest import CLOUDFRONT
from tests.infra.deploy.deployer import FIRST, TRY, Deployer
from tests.infra.deploy.watcher import Watcher

DOMAIN, CERTIFICATE = "thidua.vinh-linh.example", f"arn:aws:acm:{EDGE_REGION}:123456789012:certificate/1"
OWN = msgspec.structs.replace(FIRST, domain=DOMAIN, certificate=CERTIFICATE)
FRONT = msgspec.structs.replace(FIRST, site_url="http://localhost:4700/")


def test_a_name_of_one_s_own_is_told_from_the_beginning(deployer: Deployer) -> None:
    """Nothing is told twice; whoever keeps the name gets the record that it needs."""
    watcher = Watcher()
    assert deployer.deploy(OWN, watcher) == f"https://{DOMAIN}"
    assert deployer.made() == ["core", "relay", "registration", "review", "notify", "report", "watch", "edge"]
    assert deployer.told("notify")["SiteUrl"] == f"https://{DOMAIN}"
    assert f"    {DOMAIN} CNAME {CLOUDFRONT}" in watcher.shown


def test_route_53_enters_the_name_by_itself(deployer: Deployer) -> None:
    """With its zone, nobody has to enter anything."""
    watcher = Watcher()
    deployer.deploy(msgspec.structs.replace(OWN, zone="Z1"), watcher)
    assert deployer.told("edge")["HostedZoneId"] == "Z1"
    assert not [line for line in watcher.shown if "CNAME" in line]


def test_a_name_of_one_s_own_is_no_front_of_one_s_own(deployer: Deployer) -> None:
    """Broken off before CloudFront and repeated, CloudFront still comes."""
    deployer.edge.breaks[TRY.stack("edge")] = [("Distribution", "no")]
    with pytest.raises(StackError):
        deployer.deploy(OWN)
    assert deployer.deploy(OWN) == f"https://{DOMAIN}"
    assert deployer.edge.statuses() == {"thidua-try-edge": "CREATE_COMPLETE"}


@pytest.mark.parametrize("certificate", [None, "arn:aws:acm:ap-southeast-1:123456789012:certificate/1"])
def test_a_name_needs_a_certificate_that_cloudfront_takes(
    deployer: Deployer, certificate: str | None
) -> None:
    """CloudFormation would say so after half an hour, when everything else stands."""
    with pytest.raises(StackError) as stopped:
        deployer.deploy(msgspec.structs.replace(OWN, certificate=certificate))
    assert stopped.value.why.values == {"region": EDGE_REGION}
    assert deployer.home.stacks == {}


def test_a_certificate_need_not_be_named_twice(deployer: Deployer) -> None:
    """The edge knows it from the last time."""
    deployer.deploy(OWN)
    assert deployer.deploy(Wishes(domain=DOMAIN)) == f"https://{DOMAIN}"


def test_a_front_of_one_s_own_stands_instead_of_cloudfront(deployer: Deployer) -> None:
    """For data that stay in the country: no edge is made, and the front is told what it has to do."""
    watcher = Watcher()
    assert deployer.deploy(FRONT, watcher) == "http://localhost:4700"
    assert deployer.edge.stacks == {}
    assert deployer.told("notify")["SiteUrl"] == "http://localhost:4700"
    host = "review-api.execute-api.ap-southeast-1.amazonaws.com"
    assert f"    /review → https://{host}/site/review" in watcher.shown
    (told,) = [what for what in watcher.told if "Your front" in what.sentence]
    assert told.values == {
        "site": "http://localhost:4700",
        "viewer": "x-thidua-viewer",
        "header": "x-thidua-edge",
        "name": "/thidua-try/edge-key",
    }


def test_a_front_of_one_s_own_stays_so(deployer: Deployer) -> None:
    """An update without the option must not begin to build CloudFront."""
    deployer.deploy(FRONT)
    before = deployer.made()
    assert deployer.deploy(Wishes()) == "http://localhost:4700"
    assert deployer.edge.stacks == {}
    assert deployer.made() == before


def test_cloudfront_can_give_way_to_a_front_of_one_s_own_and_come_back(deployer: Deployer) -> None:
    """The last wish holds, whatever stands in us-east-1."""
    deployer.deploy()
    assert deployer.deploy(FRONT) == "http://localhost:4700"
    assert deployer.deploy(Wishes()) == "http://localhost:4700"
    assert deployer.deploy(OWN) == f"https://{DOMAIN}"
    assert deployer.deploy(Wishes()) == f"https://{DOMAIN}"


def test_an_edge_that_was_deleted_comes_back(deployer: Deployer) -> None:
    """What the doctor advises where the distribution is gone."""
    deployer.deploy()
    deployer.edge.stacks.clear()
    assert deployer.deploy(Wishes()) == f"https://{CLOUDFRONT}"
    assert TRY.stack("edge") in deployer.edge.stacks


def test_an_edge_without_the_rest_is_another_region_s(deployer: Deployer) -> None:
    """A slip in the region would take the edge away from the pages that people use."""
    deployer.edge.stand(TRY.stack("edge"))
    with pytest.raises(StackError) as stopped:
        deployer.deploy()
    assert stopped.value.why.values == {"name": "thidua-try", "region": "ap-southeast-1"}
    assert deployer.home.stacks == {}
