"""Every question in its order: what stands on something comes after it."""

from collections.abc import Callable, Iterator
from typing import Final

import msgspec

from infra.deploy import failures
from infra.deploy.doctor import alarms, data, front, functions, mails, queues, standing
from infra.deploy.doctor.finding import Finding, unknown, wrong
from infra.deploy.doctor.patient import Patient, UnsaidError
from infra.deploy.plan import PARTS
from infra.packaging.package import STAGES
from services.core.language.message import Message, message


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked, and the parts without which there is nothing to ask."""

    about: Message
    needs: tuple[str, ...]
    ask: Callable[[Patient], Iterator[Finding]]


QUESTIONS: Final = (
    Question(about=message("the stacks"), needs=(), ask=standing.stacks),
    Question(about=message("the key"), needs=("core",), ask=data.key),
    Question(about=message("the table"), needs=("core",), ask=data.table),
    Question(about=message("the bucket"), needs=("core",), ask=data.bucket),
    Question(about=message("the secrets"), needs=("core",), ask=data.secrets),
    Question(about=message("the campaign"), needs=("core", "registration"), ask=data.campaign),
    Question(about=message("the office"), needs=("core", "registration"), ask=data.office),
    Question(about=message("the functions"), needs=STAGES, ask=functions.functions),
    Question(about=message("the triggers"), needs=STAGES, ask=functions.triggers),
    Question(about=message("the rules"), needs=("core",), ask=functions.rules),
    Question(about=message("the ticks"), needs=("core", "notify", "report"), ask=functions.ticks),
    Question(about=message("how many functions may run at once"), needs=STAGES, ask=functions.concurrency),
    Question(about=message("what waits"), needs=("core",), ask=queues.waiting),
    Question(about=message("dead letters"), needs=("core",), ask=queues.dead),
    Question(about=message("whether e-mails leave"), needs=("core",), ask=mails.sending),
    Question(about=message("how many e-mails may be sent"), needs=("core",), ask=mails.account),
    Question(about=message("whether sending was stopped"), needs=("core",), ask=mails.configuration),
    Question(about=message("addresses that get nothing"), needs=("core",), ask=mails.suppressed),
    Question(about=message("e-mails that come back"), needs=("watch",), ask=alarms.rates),
    Question(about=message("the alarms"), needs=("watch",), ask=alarms.alarms),
    Question(about=message("who hears of alarms"), needs=("watch",), ask=alarms.listener),
    Question(about=message("the certificate"), needs=("edge",), ask=front.certificate),
    Question(about=message("the edge"), needs=("edge",), ask=front.distribution),
    Question(about=message("the pages"), needs=("registration",), ask=front.pages),
)


def examine(patient: Patient, explain: Callable[[Exception], Message]) -> Iterator[Finding]:
    """Every finding, as soon as it is known. `explain` says what an error of AWS means.

    Raises:
        botocore.exceptions.BotoCoreError, ClientError: CloudFormation cannot be asked, so that nothing can.
    """
    there = [part for part in PARTS if patient.statuses[part]]
    if there == ["edge"]:
        yield wrong(failures.elsewhere(patient.installation.name, patient.account.region))
        return
    if not there:
        yield wrong(
            message(
                "There is nothing of {name} in {region}.",
                name=patient.installation.name,
                region=patient.account.region,
            ),
            message(
                "thidua deploy --stage {stage} makes it; if it is in another region, set AWS_DEFAULT_REGION.",
                stage=patient.installation.stage,
            ),
        )
        return
    for question in QUESTIONS:
        if all(map(patient.works, question.needs)):
            yield from _asked(question, patient, explain)


def _asked(
    question: Question, patient: Patient, explain: Callable[[Exception], Message]
) -> Iterator[Finding]:
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - slow to import; only here
    from pynamodb.exceptions import PynamoDBException  # noqa: PLC0415 - the same

    try:
        yield from question.ask(patient)
    except (BotoCoreError, ClientError, PynamoDBException) as error:
        yield unknown(question.about, explain(error))
    except UnsaidError as error:
        yield unknown(
            question.about,
            message(
                "The stack does not say {output}: it is of an older version.",
                output=error.output,
            ),
        )
