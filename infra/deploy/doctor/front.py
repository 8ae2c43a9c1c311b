"""Do the pages answer, and does what stands before them?"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, Final

from infra.deploy import smoke
from infra.deploy.doctor.finding import Finding, fine, run, runbook, wrong
from infra.deploy.doctor.patient import Patient
from infra.deploy.plan import HOSTS, PENDING, api_host
from services.core.language.message import Message, message

#: ACM renews a certificate by itself 60 days before its end, where it can; what is left at 30 is stuck.
#: https://docs.aws.amazon.com/acm/latest/userguide/managed-renewal.html
_SOON: Final = timedelta(days=30)


def certificate(patient: Patient) -> Iterator[Finding]:
    """The certificate of a name of one's own."""
    arn, domain = patient.edge.get("CertificateArn", ""), patient.edge.get("SiteDomain", "")
    if not domain:
        return
    client = patient.account.certificates
    try:
        found = client.describe_certificate(CertificateArn=arn)["Certificate"]
    except client.exceptions.ResourceNotFoundException:
        found = {}
    yield judged_certificate(domain, found, patient.now)


def judged_certificate(domain: str, found: Mapping[str, Any], now: datetime) -> Finding:
    """ACM's description of a certificate, judged; empty where there is none."""
    status, until = found.get("Status", ""), found.get("NotAfter")
    if status == "PENDING_VALIDATION":
        return wrong(
            message("The certificate for {domain} is not issued: ACM waits for its records.", domain=domain),
            message("Enter the records that ACM shows where the domain's names are kept."),
        )
    if status != "ISSUED":
        return wrong(
            message(
                "The certificate for {domain} is not valid ({status}).", domain=domain, status=status or "-"
            ),
            message("Ask ACM for a new one and deploy it with --certificate ARN."),
        )
    if until is not None and until - now < _SOON:
        return wrong(
            message(
                "The certificate for {domain} ends on {day} and was not renewed.",
                domain=domain,
                day=until.date(),
            ),
            message("Enter the records that ACM shows where the domain's names are kept."),
        )
    return fine(message("Certificate for {domain}: valid", domain=domain))


def distribution(patient: Patient) -> Iterator[Finding]:
    """CloudFront, and where it leads."""
    id_ = patient.edge["DistributionId"]
    client = patient.account.edge
    try:
        found = client.get_distribution(Id=id_)["Distribution"]
    except client.exceptions.NoSuchDistribution:
        yield wrong(
            message("The distribution {id} is gone.", id=id_),
            message(
                "Delete the stack {stack}, which holds no data, and repeat thidua deploy --stage {stage}.",
                stack=patient.installation.stack("edge"),
                stage=patient.installation.stage,
            ),
        )
        return
    apis = {stage: api_host(patient.api(stage), patient.account.region) for stage in HOSTS}
    yield judged_distribution(id_, found, apis, patient.installation.stage)


def judged_distribution(id_: str, found: Mapping[str, Any], apis: Mapping[str, str], stage: str) -> Finding:
    """CloudFront's description of a distribution, judged; `apis` are the hosts of the stages' pages."""
    settings = found["DistributionConfig"]
    leads = {origin["Id"]: origin["DomainName"] for origin in settings["Origins"]["Items"]}
    astray = sorted(stage for stage, host in apis.items() if leads.get(stage) != host)
    if not settings.get("Enabled", True):
        return wrong(
            message("The distribution {id} was switched off.", id=id_),
            message("Switch it on again: CloudFront, Distributions, {id}, Enable.", id=id_),
        )
    if astray:
        return wrong(
            message(
                "The edge leads to pages that are not there any more: {stages}.", stages=", ".join(astray)
            ),
            run(f"thidua deploy --stage {stage}"),
        )
    if found.get("Status") != "Deployed":
        return wrong(
            message("CloudFront is still spreading the last change of the edge."),
            message("Wait some minutes and ask again."),
        )
    return fine(message("Edge {id}: deployed", id=id_))


def pages(patient: Patient) -> Iterator[Finding]:
    """What a browser sees."""
    site = patient.site_url
    if site == PENDING:
        yield wrong(
            message("The pages have no address yet."),
            run(f"thidua deploy --stage {patient.installation.stage}"),
        )
        return
    found = smoke.faults(site, patience=0)
    for got in dict.fromkeys(fault.got for fault in found):
        paths = [fault.path for fault in found if fault.got == got]
        yield wrong(
            message("{site} answers {got} to {paths}.", site=site, got=got, paths=", ".join(paths)),
            remedy(got, patient.edge, patient.installation.stage),
        )
    if not found:
        yield fine(message("Pages: {site}/", site=site))


def remedy(got: str, edge: Mapping[str, str], stage: str) -> Message:
    """What to do about a page that answers that status, or does not answer and why.

    `edge` is empty where a front of one's own stands.
    """
    if got == str(HTTPStatus.FORBIDDEN.value):
        return message(
            "The pages do not believe that it came through the front: thidua deploy --stage {stage} tells "
            "edge and pages the same secret; a front of your own has it from SSM.",
            stage=stage,
        )
    if got.isdecimal():
        return runbook("Server errors")
    if edge.get("SiteDomain") and not edge.get("HostedZoneId"):
        return message(
            "Where the domain's names are kept, this has to stand: {record}",
            record=f"{edge['SiteDomain']} CNAME {edge['DistributionDomain']}",
        )
    if edge:
        return message(
            "A new name takes up to an hour to be known everywhere; after that, look at CloudFront."
        )
    return message("Look at the front of your own: it is not heard of here.")
