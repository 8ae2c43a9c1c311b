"""A patient that is well, until a test changes one answer of its account."""

from collections.abc import Callable, Iterable
from typing import TypeAlias

import pytest

from infra.cli.trouble import trouble
from infra.deploy import smoke
from infra.deploy.account import Account
from infra.deploy.doctor.examination import examine
from infra.deploy.doctor.finding import Finding
from infra.deploy.doctor.patient import Patient
from services.core.campaign import file
from services.core.campaign.model import Campaign
from services.core.language.catalogue import say
from services.core.people import store
from services.core.people.person import Grant, Person, Role, person_id
from tests.conftest import FILE
from tests.infra.deploy.doctor.ailments import Answers
from tests.infra.deploy.doctor.healthy import NOW, TRY, answers, give, stand
from tests.infra.deploy.formation import Formation

Examine: TypeAlias = Callable[[], list[Finding]]


def line(finding: Finding) -> str:
    """What is said of it in English."""
    return " ".join(say(part, "en") for part in (finding.what, finding.remedy) if part)


def lines(found: Iterable[Finding], sign: str) -> list[str]:
    """What is said in English with that sign."""
    return [line(one) for one in found if one.sign == sign]


@pytest.fixture
def said() -> Answers:
    """What each service answers; to be changed before the doctor asks."""
    return answers()


@pytest.fixture
def office(campaign: Campaign) -> Person:
    """Somebody of the office."""
    email = "lan@vinh-linh.example"
    person = Person(
        id=person_id(email), email=email, name="Lan", grants=(Grant(campaign=campaign.id, role=Role.OFFICE),)
    )
    store.save(person)
    return person


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    """The campaign and its office are known, without a table being filled for it."""
    from services.core.campaign import store as campaigns  # noqa: PLC0415 - needs the cloud's environment

    plan = file.read(FILE.read_bytes())
    monkeypatch.setattr(campaigns, "current", lambda _id: plan)
    monkeypatch.setattr(store, "holders_of", lambda _campaign, _holder: ["somebody"])


@pytest.fixture
def asked(
    account: Account, home: Formation, edge: Formation, said: Answers, monkeypatch: pytest.MonkeyPatch
) -> Examine:
    """What asks everything, once; pages answer. Campaign and people are in the table, or not."""
    stand(home, edge)
    monkeypatch.setattr(smoke, "faults", lambda _site, patience: () if patience == 0 else None)

    def ask() -> list[Finding]:
        give(account, home, edge, said)
        return list(examine(Patient(TRY, account, NOW), trouble))

    return ask


@pytest.fixture
def doctor(asked: Examine, known: None) -> Examine:  # noqa: ARG001 - they are known to it
    """The same, with a campaign and an office."""
    return asked
