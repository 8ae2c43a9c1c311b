"""A whole deployment: made, repeated, broken off, gone on with, and told where it cannot begin."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from infra.deploy import deploying, keys
from infra.deploy.changes import StackError
from infra.deploy.deploying import DeclinedError, Deployment
from infra.deploy.plan import PARTS, PENDING
from infra.deploy.wishes import Wishes
from tests.infra.deploy import packages as made
from tests.infra.deploy.answering import answered, table
from tests.infra.deploy.conftest import CLOUDFRONT
from tests.infra.deploy.deployer import FIRST, TRY, Deployer
from tests.infra.deploy.watcher import Watcher

# --- the first time ------------------------------------------------------------------------------


def test_the_first_time_every_part_is_made_in_its_order(deployer: Deployer) -> None:
    """The core first, then the stages, whose address is told once CloudFront has one, then the watch."""
    assert deployer.deploy() == f"https://{CLOUDFRONT}"
    stages = ["relay", "registration", "review", "notify", "report"]
    told_again = stages[1:]  # the relay has no pages and sends no e-mail: it takes no address
    assert deployer.made() == ["core", *stages, *told_again, "watch", "edge"]
    assert {
        stack: status for stack, status in deployer.home.statuses().items() if "COMPLETE" not in status
    } == {}
    assert set(deployer.home.stacks) | set(deployer.edge.stacks) == {TRY.stack(part) for part in PARTS}


def test_each_part_is_told_what_it_needs(deployer: Deployer) -> None:
    """One secret between the edge and the pages, the hosts of the APIs, one address in every link."""
    deployer.deploy()
    secret = deployer.account.ssm.get_parameter(Name="/thidua-try/edge-key", WithDecryption=True)[
        "Parameter"
    ]["Value"]
    hosts = {
        f"{stage.capitalize()}Host": f"{stage}-api.execute-api.ap-southeast-1.amazonaws.com"
        for stage in ("registration", "review", "report")
    }
    assert deployer.told("edge") == {"Name": "thidua-try", "ApiStage": "site", "EdgeKey": secret, **hosts}
    for stage in ("registration", "review", "report"):
        assert deployer.told(stage)["EdgeKey"] == secret
        assert deployer.told(stage)["SiteUrl"] == f"https://{CLOUDFRONT}"
    assert deployer.told("core") == {
        "Name": "thidua-try", "MailIdentity": FIRST.mail_identity, "MailIdentityThere": "no",
    }  # fmt: skip
    assert deployer.told("watch") == {
        "Name": "thidua-try", "CampaignId": "vinh-linh-70", "AlarmEmail": "it@vinh-linh.example",
    }  # fmt: skip
    tags = [given["Tags"] for operation, given in deployer.home.asked if operation == "CreateChangeSet"]
    assert all(tag == [{"Key": "thidua", "Value": "thidua-try"}] for tag in tags)


@pytest.mark.parametrize(
    ("wishes", "options"),
    [
        (Wishes(), "--campaign FILE, --mail-from ADDRESS, --alarms ADDRESS"),
        (Wishes(campaign="c"), "--mail-from ADDRESS, --alarms ADDRESS"),
        (msgspec.structs.replace(FIRST, campaign=None), "--campaign FILE"),
        (msgspec.structs.replace(FIRST, alarms=None), "--alarms ADDRESS"),
    ],
)
def test_what_the_first_time_lacks_is_named_as_options_before_anything_is_made(
    deployer: Deployer, wishes: Wishes, options: str
) -> None:
    """All at once, in the words of the command; no stack, no secret, no question."""
    watcher = Watcher()
    with pytest.raises(StackError) as stopped:
        deployer.deploy(wishes, watcher)
    assert stopped.value.why.values == {"options": options}
    assert (watcher.asked, deployer.home.stacks) == ([], {})
    assert not keys.is_there(deployer.account.ssm, TRY.signing_key_name)


def test_the_core_s_template_fits_into_a_request() -> None:
    """It makes the bucket in which longer templates lie: there is none yet for its own."""
    assert len(deploying._own("core").encode()) <= deploying._LONGEST_BODY  # noqa: SLF001 - the limit is AWS's


def test_what_is_too_long_for_a_request_lies_in_the_bucket(
    deployer: Deployer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CloudFormation takes 51,200 bytes in a request, and reads more from S3."""
    deployment = Deployment(TRY, FIRST, deployer.account, Watcher())
    deployment.core()
    deployment.stages(deployer.packages)
    monkeypatch.setattr(deploying, "_LONGEST_BODY", 10)
    deployer.edge.lying = deployer.home.lying
    deployment.edge(deployer.packages)
    sent = deployer.edge.asked.last("CreateChangeSet")
    assert sent["TemplateURL"].startswith("https://s3.ap-southeast-1.amazonaws.com/")
    assert "TemplateBody" not in sent


# --- the second time -----------------------------------------------------------------------------


def test_the_second_time_nothing_changes_and_nothing_is_asked(deployer: Deployer) -> None:
    """Without an option, and with the same ones again; nothing is sent to the bucket."""
    deployer.deploy()
    before = deployer.made()
    for wishes in (Wishes(), FIRST):
        watcher = Watcher()
        assert deployer.deploy(wishes, watcher) == f"https://{CLOUDFRONT}"
        assert watcher.asked == []
        unchanged = [what.values["stack"] for what in watcher.said("{stack}: nothing changes.")]
        assert sorted(map(str, unchanged)) == sorted(TRY.stack(part) for part in PARTS)
        assert [line for line in watcher.shown if " 0 KB " not in line] == []
    assert deployer.made() == before


def test_a_new_wish_changes_only_what_it_concerns(deployer: Deployer) -> None:
    """Another address for alarms is the watch's business; everything else stays as it was told before."""
    deployer.deploy()
    before = deployer.made()
    deployer.deploy(Wishes(alarms="other@vinh-linh.example"))
    assert deployer.made()[len(before) - 1 : -1] == ["watch"]
    assert deployer.told("watch")["AlarmEmail"] == "other@vinh-linh.example"
    assert deployer.told("notify")["MailFrom"] == FIRST.mail_from


def test_new_code_reaches_every_stage_once(deployer: Deployer, tmp_path: Path) -> None:
    """An update of the code: five stages change, core, watch and edge do not."""
    deployer.deploy()
    before = len(deployer.made())
    deployer.packages = made.packages(tmp_path, b"new code")
    deployer.deploy(Wishes())
    assert len(deployer.made()) - before == 5


def test_what_is_made_anew_or_removed_is_pointed_at(deployer: Deployer) -> None:
    """A table that would be made anew is the worst that a deployment can do: nobody overlooks it."""
    deployer.deploy()
    stack = deployer.home.stacks[TRY.stack("relay")]
    stack.template = {"Resources": {**stack.template["Resources"], "Old": {"Type": "AWS::SQS::Queue"}}}
    stack.text = "other"
    watcher = Watcher()
    deployer.deploy(Wishes(), watcher)
    assert "    - Old  AWS::SQS::Queue" in watcher.shown
    assert len([what for what in watcher.told if "look twice" in what.sentence]) == 1


# --- broken off ----------------------------------------------------------------------------------


def test_whoever_says_no_at_the_first_question_has_changed_nothing(deployer: Deployer) -> None:
    """No stack that only waits, no secret."""
    with pytest.raises(DeclinedError):
        deployer.deploy(watcher=Watcher(lambda _what: False))
    assert deployer.home.stacks == {}
    assert not keys.is_there(deployer.account.ssm, TRY.signing_key_name)


def test_it_can_be_left_at_every_question_and_gone_on_with(deployer: Deployer) -> None:
    """What was done stays, what was declined did not happen, and the same command does the rest."""
    asked = 0
    while True:
        left = iter([True] * asked)
        watcher = Watcher(lambda _what, left=left: next(left, False))  # type: ignore[misc]  # bound at once
        before = len(deployer.made())
        try:
            deployer.deploy(watcher=watcher)
            break
        except DeclinedError:
            assert len(deployer.made()) == before + asked
        asked += 1
        if asked > 20:
            pytest.fail("it never comes to its end")
        deployer.home.stacks.clear()
        deployer.edge.stacks.clear()
        keys.remove(TRY, deployer.account.ssm)
    assert asked == 12, "core, five stages, the edge, four that are told its name, the watch"


def test_a_failure_in_the_middle_is_gone_on_from(deployer: Deployer) -> None:
    """The stage that could not be made is cleared away and made anew; what stood before is left alone."""
    deployer.home.breaks[TRY.stack("review")] = [("PagesRole", "You may not make roles")]
    with pytest.raises(StackError) as stopped:
        deployer.deploy()
    assert stopped.value.why.values["stack"] == "thidua-try-review"
    assert deployer.home.statuses()["thidua-try-review"] == "ROLLBACK_COMPLETE"
    watcher = Watcher()
    assert deployer.deploy(watcher=watcher) == f"https://{CLOUDFRONT}"
    unchanged = [what.values["stack"] for what in watcher.said("{stack}: nothing changes.")]
    assert unchanged[:3] == ["thidua-try-core", "thidua-try-relay", "thidua-try-registration"]


def test_a_stack_that_was_deleted_comes_back_without_a_word(deployer: Deployer) -> None:
    """What the doctor advises where a function is gone: delete its stack, deploy; no option is needed."""
    deployer.deploy()
    del deployer.home.stacks[TRY.stack("review")]
    assert deployer.deploy(Wishes()) == f"https://{CLOUDFRONT}"
    assert deployer.told("review")["CampaignId"] == "vinh-linh-70"
    assert deployer.told("review")["EdgeKey"] == deployer.told("edge")["EdgeKey"]


def test_what_only_the_deleted_stack_knew_is_asked_for(deployer: Deployer) -> None:
    """Nobody else was told where alarms go."""
    deployer.deploy()
    del deployer.home.stacks[TRY.stack("watch")]
    with pytest.raises(StackError) as stopped:
        deployer.deploy(Wishes())
    assert stopped.value.why.values == {"options": "--alarms ADDRESS"}


def test_until_the_edge_has_a_name_links_lead_nowhere(deployer: Deployer) -> None:
    """Broken off before CloudFront: no e-mail has somebody else's address in it, and the edge still comes."""
    deployer.edge.breaks[TRY.stack("edge")] = [("Distribution", "no")]
    with pytest.raises(StackError):
        deployer.deploy()
    assert deployer.told("notify")["SiteUrl"] == PENDING
    assert deployer.deploy() == f"https://{CLOUDFRONT}"
    assert deployer.told("notify")["SiteUrl"] == f"https://{CLOUDFRONT}"


def test_an_api_that_is_made_anew_is_led_to(deployer: Deployer) -> None:
    """Where telling the address gives an API another host, the edge hears of it in the same deployment."""
    says = deployer.home.says

    def anew(stack: object) -> dict[str, str]:
        found = says(stack)  # type: ignore[arg-type]  # a stack
        seen = deployer.home.asked.times("ExecuteChangeSet")
        return {key: f"{value}{seen}" if key == "RestAPIId" else value for key, value in found.items()}

    deployer.home.says = anew
    deployer.deploy()
    now = deployer.home.stacks[TRY.stack("review")].outputs["RestAPIId"]
    assert deployer.told("edge")["ReviewHost"].startswith(f"{now}.")


def test_why_e_mails_do_not_leave_is_told_at_the_end(deployer: Deployer) -> None:
    """Whoever deploys reads what is left to do for the domain that was asked for."""
    deployer.deploy()
    answers: dict[str, dict[str, Any]] = {
        "GetAccount": {"ProductionAccessEnabled": True},
        "GetEmailIdentity": {"DkimAttributes": {"Tokens": ["one"], "Status": "PENDING"}},
    }
    deployer.account.ses = answered("sesv2", table(answers))
    watcher = Watcher()
    found = Deployment(TRY, Wishes(), deployer.account, watcher).mail()
    assert found.identity == "vinh-linh.example"
    assert watcher.shown == ["    one._domainkey.vinh-linh.example CNAME one.dkim.amazonses.com"]
