"""What people with bad intentions try at the door."""

import pytest

from services.core import settings
from services.core.people import session, store
from services.core.people.entrance import entry, signin
from services.core.people.entrance import store as requests
from services.core.people.entrance.entry import Caller, TooOftenError
from services.core.people.entrance.signin import Outcome
from services.core.people.person import Grant, Person, Role, person_id

pytestmark = pytest.mark.usefixtures("cloud")

EMAIL = "lan@vinh-lam.example"
HERE = Caller(browser="browser-of-lan", ip="10.0.0.1")
THERE = Caller(browser="browser-of-another", ip="10.0.0.2")
NOW = 1_732_000_000


@pytest.fixture
def lan(cloud: object) -> Person:  # noqa: ARG001 - people need the table first
    grant = Grant(campaign="vinh-linh-70", role=Role.UNIT, of="vinh-lam")
    person = Person(id=person_id(EMAIL), email=EMAIL, name="Lan", home="vinh-lam", grants=(grant,))
    store.save(person)
    return person


def _code(request_id: str) -> str:
    return signin.code(request_id, settings.signing_key())


def _wrong(request_id: str) -> str:
    return f"{(int(_code(request_id)) + 1) % 1_000_000:06d}"


def test_the_code_opens_a_session_once(lan: Person) -> None:
    """Replaying a used code or link opens nothing."""
    request = entry.ask(EMAIL, HERE, NOW)
    outcome, cookie = entry.prove(request.id, HERE, NOW + 5, digits=_code(request.id))
    assert outcome is Outcome.RIGHT
    found = session.find(cookie, NOW + 6)
    assert found is not None
    assert found[0].id == lan.id
    token = signin.link_token(request.id, settings.signing_key())
    assert entry.prove(request.id, HERE, NOW + 7, digits=_code(request.id)) == (Outcome.OVER, "")
    assert entry.prove(request.id, HERE, NOW + 7, token=token) == (Outcome.OVER, "")


@pytest.mark.usefixtures("lan")
def test_a_stolen_link_opens_nothing_elsewhere() -> None:
    """The link works only in the browser that asked; trying it elsewhere does not use it up."""
    request = entry.ask(EMAIL, HERE, NOW)
    token = signin.link_token(request.id, settings.signing_key())
    for _ in range(signin.MOST_ATTEMPTS + 1):
        assert entry.prove(request.id, THERE, NOW + 5, token=token) == (Outcome.ELSEWHERE, "")
    assert entry.prove(request.id, HERE, NOW + 6, token=token)[0] is Outcome.RIGHT


@pytest.mark.usefixtures("lan")
def test_a_late_code_opens_nothing() -> None:
    """After ten minutes even the right code is refused."""
    request = entry.ask(EMAIL, HERE, NOW)
    late = NOW + signin.LIFETIME
    assert entry.prove(request.id, HERE, late, digits=_code(request.id)) == (Outcome.OVER, "")


@pytest.mark.usefixtures("lan")
def test_guessing_ends_after_five_attempts() -> None:
    """After five wrong codes the right one no longer helps."""
    request = entry.ask(EMAIL, HERE, NOW)
    outcomes = [entry.prove(request.id, HERE, NOW + 5, digits=_wrong(request.id))[0] for _ in range(5)]
    assert outcomes == [Outcome.WRONG] * 4 + [Outcome.OVER]
    assert entry.prove(request.id, HERE, NOW + 6, digits=_code(request.id)) == (Outcome.OVER, "")


@pytest.mark.usefixtures("lan")
def test_asking_is_limited_per_address_and_starts_again_after_the_hour() -> None:
    """Nobody can fill another's mailbox, nor multiply guesses by asking again and again."""
    for _ in range(entry.Limit.ASKED_FOR_ADDRESS.value):
        entry.ask(EMAIL, HERE, NOW)
    with pytest.raises(TooOftenError):
        entry.ask(EMAIL.upper(), THERE, NOW)
    entry.ask(EMAIL, HERE, NOW + 3600)


def test_asking_and_trying_are_limited_per_ip() -> None:
    """One machine can neither list addresses nor try codes without end."""
    for number in range(entry.Limit.ASKED_FROM_IP.value):
        entry.ask(f"a{number}@x.example", HERE, NOW)
    with pytest.raises(TooOftenError):
        entry.ask("one-more@x.example", HERE, NOW)
    for _ in range(entry.Limit.TRIED_FROM_IP.value):
        entry.prove("0" * 32, HERE, NOW, digits="000000")
    with pytest.raises(TooOftenError):
        entry.prove("0" * 32, HERE, NOW, digits="000000")


@pytest.mark.usefixtures("lan")
def test_an_unknown_address_gets_the_same_answers_and_no_email() -> None:
    """Nobody learns at the door who is registered."""
    known, unknown = entry.ask(EMAIL, HERE, NOW), entry.ask("nobody@x.example", HERE, NOW)
    assert [entry.prove(r.id, HERE, NOW, digits=_wrong(r.id)) for r in (known, unknown)] == [
        (Outcome.WRONG, "")
    ] * 2
    item = requests.RequestItem.get(f"L#{unknown.id}", "L")
    assert item.event is None
    assert requests.RequestItem.get(f"L#{known.id}", "L").event is not None
    assert entry.prove(unknown.id, HERE, NOW, digits=_code(unknown.id)) == (Outcome.OVER, "")


@pytest.mark.usefixtures("lan")
def test_nothing_stored_opens_anything() -> None:
    """Neither link, code, browser secret nor address can be read from the stored request or its event."""
    request = entry.ask(EMAIL, HERE, NOW)
    stored = str(requests.RequestItem.get(f"L#{request.id}", "L").serialize())
    secrets = (_code(request.id), signin.link_token(request.id, settings.signing_key()), HERE.browser, EMAIL)
    assert not [secret for secret in secrets if secret in stored]


def test_a_session_id_planted_before_sign_in_stays_worthless(lan: Person) -> None:
    """Fixation: the session is always a new one, whatever the browser brought along."""
    planted = f"{lan.id}.{'A' * 43}"
    assert session.find(planted, NOW) is None
    first, second = session.start(lan.id, NOW), session.start(lan.id, NOW)
    assert len({planted, first, second}) == 3
    assert session.find(planted, NOW) is None


def test_a_session_ends_after_its_time_and_at_sign_out(lan: Person) -> None:
    """An expired or closed session opens nothing, even while the table still holds it."""
    cookie, other = session.start(lan.id, NOW), session.start(lan.id, NOW)
    assert session.find(cookie, NOW + session.LIFETIME - 1) is not None
    assert session.find(cookie, NOW + session.LIFETIME) is None
    session.end(cookie)
    assert session.find(cookie, NOW + 1) is None
    assert session.find(other, NOW + 1) is not None


def test_the_sixth_session_ends_the_oldest(lan: Person) -> None:
    """A person has at most five live sessions, the newest ones."""
    cookies = [session.start(lan.id, NOW + second) for second in range(6)]
    alive = [session.find(cookie, NOW + 10) is not None for cookie in cookies]
    assert alive == [False] + [True] * 5


@pytest.mark.parametrize(
    "cookie", ["", "x", "." * 80, "0" * 32 + ".", "P#1.token", "0" * 32 + "." + "é" * 43]
)
def test_a_malformed_cookie_is_nobody(cookie: str) -> None:
    """Rubbish in the cookie never reaches a key of the table."""
    assert session.find(cookie, NOW) is None
    session.end(cookie)


def test_the_csrf_token_is_neither_stored_nor_the_cookie(lan: Person) -> None:
    """A page that leaks its CSRF token leaks no session, and a copy of the table leaks neither."""
    cookie = session.start(lan.id, NOW)
    found = session.find(cookie, NOW)
    assert found is not None
    token = found[1].csrf
    assert token
    assert token not in cookie
    assert all(stored.csrf == "" for stored in store.partition(lan.id)[1])


@pytest.mark.usefixtures("lan")
def test_two_browsers_racing_with_one_code_open_one_session(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever read the request before it was used still cannot use it a second time."""
    request = entry.ask(EMAIL, HERE, NOW)
    assert entry.prove(request.id, HERE, NOW + 1, digits=_code(request.id))[0] is Outcome.RIGHT
    monkeypatch.setattr(requests, "signin_request", lambda _: request)
    assert entry.prove(request.id, HERE, NOW + 1, digits=_code(request.id)) == (Outcome.OVER, "")
