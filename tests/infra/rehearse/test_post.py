"""The post of a rehearsal: every e-mail that was taken, as it was sent."""

import base64
import json

from infra.rehearse.passing import Answered, Asked
from infra.rehearse.post import MAILS, Post

RAW = base64.b64encode("Subject: Mời tham gia\r\n\r\nThư".encode()).decode()


def asked(method: str, path: str, body: bytes = b"") -> Asked:
    """A call of a function."""
    return Asked(method=method, path=path, headers=(), body=body, viewer="127.0.0.1")


def test_what_was_taken_is_kept_whole_and_what_was_refused_is_not() -> None:
    """Everything goes on to SES; only an e-mail that SES took counts as sent."""
    answers = iter([200, 400, 200])
    went_on: list[str] = []

    def ses(call: Asked) -> Answered:
        went_on.append(call.path)
        return Answered(status=next(answers), headers=())

    post = Post(ses)
    sending = json.dumps({"Content": {"Raw": {"Data": RAW}}}).encode()
    statuses = [
        post(asked("POST", "/v2/email/outbound-emails", sending)).status,
        post(asked("POST", "/v2/email/outbound-emails", sending)).status,
        post(asked("POST", "/", b"something else")).status,
    ]
    assert statuses == [200, 400, 200]
    assert went_on == ["/v2/email/outbound-emails", "/v2/email/outbound-emails", "/"]
    answer = post(asked("GET", MAILS))
    assert answer.header("content-type") == "application/json"
    assert [mail["raw"] for mail in json.loads(answer.body)] == [RAW]
