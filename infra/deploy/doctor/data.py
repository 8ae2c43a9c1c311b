"""Is what people entered there, safe, and readable; and can anybody sign in?"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from infra.deploy import keys
from infra.deploy.doctor.finding import Finding, fine, run, runbook, wrong
from services.core.language.message import message
from services.core.people.person import Role

if TYPE_CHECKING:
    from infra.deploy.doctor.patient import Patient


def key(patient: "Patient") -> Iterator[Finding]:
    """The key without which table and bucket are noise."""
    arn = patient.core("KeyArn")
    yield judged_key(arn, patient.account.kms.describe_key(KeyId=arn)["KeyMetadata"])


def judged_key(arn: str, found: Mapping[str, Any]) -> Finding:
    """KMS's description of a key, judged.

    https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html
    """
    state = found.get("KeyState", "")
    if state == "Enabled":
        return fine(message("Key: in use"))
    if state == "PendingDeletion":
        return wrong(
            message(
                "The key goes on {day}, and everything can never be read again.", day=found["DeletionDate"]
            ),
            run(f"aws kms cancel-key-deletion --key-id {arn} && aws kms enable-key --key-id {arn}"),
        )
    return wrong(
        message("The key is not in use ({state}): nothing can be read.", state=state),
        run(f"aws kms enable-key --key-id {arn}"),
    )


def table(patient: "Patient") -> Iterator[Finding]:
    """The table with everything in it."""
    name, dynamodb = patient.installation.name, patient.account.dynamodb
    try:
        found = dynamodb.describe_table(TableName=name)["Table"]
    except dynamodb.exceptions.ResourceNotFoundException:
        yield wrong(message("The table {table} is gone.", table=name), runbook("Restore"))
        return
    backups = dynamodb.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
    recovery = backups.get("PointInTimeRecoveryDescription", {}).get("PointInTimeRecoveryStatus", "")
    expiry = dynamodb.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
    wrongs = list(judged_table(name, found, recovery, expiry.get("TimeToLiveStatus", "")))
    yield from wrongs or [
        fine(message("Table {table}: protected, restorable to any second, heard", table=name))
    ]


def judged_table(name: str, found: Mapping[str, Any], recovery: str, expiry: str) -> Iterator[Finding]:
    """What is wrong with DynamoDB's description of the table and its two services."""
    if found.get("TableStatus") not in ("ACTIVE", "UPDATING"):
        yield wrong(
            message(
                "The table {table} stands as {status}.", table=name, status=found.get("TableStatus", "-")
            ),
            runbook("Table errors"),
        )
    if not found.get("DeletionProtectionEnabled"):
        yield wrong(
            message("The table {table} can be deleted by a slip.", table=name),
            run(f"aws dynamodb update-table --table-name {name} --deletion-protection-enabled"),
        )
    if recovery != "ENABLED":
        yield wrong(
            message("The table {table} cannot be restored to a second of the last 35 days.", table=name),
            run(
                f"aws dynamodb update-continuous-backups --table-name {name} "
                "--point-in-time-recovery-specification PointInTimeRecoveryEnabled=true"
            ),
        )
    if expiry not in ("ENABLED", "ENABLING"):
        yield wrong(
            message("The table {table} keeps sessions and copies of e-mails for ever.", table=name),
            run(
                f"aws dynamodb update-time-to-live --table-name {name} "
                "--time-to-live-specification Enabled=true,AttributeName=expires"
            ),
        )
    if not found.get("StreamSpecification", {}).get("StreamEnabled"):
        yield wrong(
            message("The stream of the table {table} is off: nobody hears of what is saved.", table=name),
            message(
                "A stream that is switched on again is another one: back up, destroy, deploy and restore."
            ),
        )


def bucket(patient: "Patient") -> Iterator[Finding]:
    """The bucket with the issued reports."""
    from botocore.exceptions import ClientError  # noqa: PLC0415 - slow to import; only the doctor comes here

    name = patient.core("BucketName")
    try:
        versions = patient.account.s3.get_bucket_versioning(Bucket=name).get("Status")
    except ClientError as error:
        if error.response["Error"]["Code"] != "NoSuchBucket":
            raise
        yield wrong(message("The bucket {bucket} is gone.", bucket=name), runbook("Restore"))
        return
    if versions == "Enabled":
        yield fine(message("Bucket {bucket}: what was replaced or deleted can be fetched back", bucket=name))
    else:
        yield wrong(
            message(
                "The bucket {bucket} keeps nothing of what is replaced or deleted by a slip.", bucket=name
            ),
            run(f"aws s3api put-bucket-versioning --bucket {name} --versioning-configuration Status=Enabled"),
        )


def secrets(patient: "Patient") -> Iterator[Finding]:
    """The secrets, of which only that they are there is asked."""
    names = (patient.installation.signing_key_name, keys.edge_key_name(patient.installation))
    found = patient.account.ssm.get_parameters(Names=list(names))
    secret = {one["Name"] for one in found["Parameters"] if one.get("Type") == "SecureString"}
    missing = [name for name in names if name not in secret]
    for name in missing:
        yield wrong(
            message("There is no secret {name}: sign-in links or pages do not work.", name=name),
            run(f"thidua deploy --stage {patient.installation.stage}"),
        )
    if not missing:
        yield fine(message("Secrets: {count}", count=len(names)))


def campaign(patient: "Patient") -> Iterator[Finding]:
    """The campaign that the pages show."""
    from services.core.campaign import store  # noqa: PLC0415 - needs the table's name when imported

    wanted = patient.pages["CampaignId"]
    try:
        found = store.current(wanted)
    except store.NoCampaignError:
        yield wrong(
            message("The campaign “{id}” is not loaded, so that there are no pages.", id=wanted),
            run(f"thidua campaign load --stage {patient.installation.stage} FILE"),
        )
    else:
        yield fine(message("Campaign “{name}”, version {version}", name=found.short, version=found.version))


def office(patient: "Patient") -> Iterator[Finding]:
    """Somebody who can let others in."""
    from services.core.people import store  # noqa: PLC0415 - needs the table's name when imported

    found = store.holders_of(patient.pages["CampaignId"], Role.OFFICE.value)
    if found:
        yield fine(message("People of the office: {count}", count=len(found)))
    else:
        yield wrong(
            message("Nobody of the office is known: nobody can let people in."),
            run(f"thidua deploy --stage {patient.installation.stage} --office 'NAME <ADDRESS>'"),
        )
