"""The routes of the review stage, and the queue from which it hears."""

from pathlib import Path
from typing import Any

from chalice.app import Chalice, SQSEvent

from services.core.people.person import DECIDING, Role
from services.core.web.site import Pages, Site

account = Pages("services.review.office.account_pages")
action = Pages("services.review.action_pages")
erasing = Pages("services.review.office.erasing_pages")
people_asking = Pages("services.review.office.request_pages")
files = Pages("services.review.file_pages")
queue = Pages("services.review.queue_page")
record = Pages("services.review.record_page")
reorganising = Pages("services.review.office.reorganisation_pages")
reorganising_split = Pages("services.review.office.reorganisation_split")
reorganising_steps = Pages("services.review.office.reorganisation_steps")
subject = Pages("services.review.office.subject_pages")
desk = Pages("services.review.office.home_page")
people = Pages("services.review.office.people_page")
permit = Pages("services.review.office.permit_pages")
person = Pages("services.review.office.person_page")
imports = Pages("services.review.office.import_pages")
mails = Pages("services.review.office.mails_page")
register = Pages("services.review.office.records_page")
units = Pages("services.review.office.units_page")
unit = Pages("services.review.office.unit_forms")

app = Chalice(app_name="thidua-review")
site = Site(app, "/review", Path(__file__).parent / "templates")

_READERS = (*DECIDING, Role.COUNCIL, Role.OFFICE)
_OFFICE = (Role.OFFICE,)
_PERSONAL = "/office/personal-data"
_REORGANISING = "/office/reorganisation"

site.get("/", roles=DECIDING)(queue.queue)
site.get("/records/{record_id}", roles=_READERS)(record.record)
site.get("/records/{record_id}/files/{attachment_id}/open", roles=_READERS)(files.fetch)
site.get("/records/{record_id}/{action_name}", roles=_READERS)(action.ask)
site.post("/records/{record_id}/{action_name}", roles=_READERS)(action.act)

site.get("/office", roles=_OFFICE)(desk.desk)
site.get("/office/people", roles=_OFFICE)(people.people)
site.get("/office/people/new", roles=_OFFICE)(people.new)
site.post("/office/people/new", roles=_OFFICE)(people.invite)
site.get("/office/people/{person_id}", roles=_OFFICE)(person.person)
site.get("/office/people/{person_id}/mails", roles=_OFFICE)(mails.to_person)
site.get("/office/people/{person_id}/{act}", roles=_OFFICE)(person.ask)
site.post("/office/people/{person_id}/{act}", roles=_OFFICE)(person.carry_out)
site.get("/office/records", roles=_OFFICE)(register.records)
site.get("/office/records/{record_id}/mails", roles=_OFFICE)(mails.about_record)
site.get("/office/mails", roles=_OFFICE)(mails.troubles)
site.get("/office/mails/{mail_id}", roles=_OFFICE)(mails.mail)
site.get("/office/import/{lists}", roles=_OFFICE)(imports.start)
site.get("/office/import/{lists}/workbook", roles=_OFFICE)(imports.workbook)
site.get("/office/import/{lists}/{import_id}", roles=_OFFICE)(imports.look)
site.post("/office/import/{lists}/{import_id}", roles=_OFFICE)(imports.bring_in)
site.get("/office/units", roles=_OFFICE)(units.units)
site.get("/office/units/new", roles=_OFFICE)(unit.new)
site.post("/office/units/new", roles=_OFFICE)(unit.add)
site.get("/office/units/{unit_id}", roles=_OFFICE)(units.unit)
site.get("/office/units/{unit_id}/edit", roles=_OFFICE)(unit.edit)
site.post("/office/units/{unit_id}/edit", roles=_OFFICE)(unit.save)

site.get("/office/permits", roles=_OFFICE)(permit.permits)
site.get("/office/permits/new", roles=_OFFICE)(permit.new)
site.post("/office/permits/new", roles=_OFFICE)(permit.grant)
site.get("/office/permits/end", roles=_OFFICE)(permit.ask_end)
site.post("/office/permits/end", roles=_OFFICE)(permit.end)

site.get(_REORGANISING, roles=_OFFICE)(reorganising.reorganisations)
site.get(f"{_REORGANISING}/new", roles=_OFFICE)(reorganising_steps.new)
site.get(f"{_REORGANISING}/{{reorganisation}}", roles=_OFFICE)(reorganising.one)
site.post(f"{_REORGANISING}/{{reorganisation}}", roles=_OFFICE)(reorganising.carry)
site.get(f"{_REORGANISING}/{{reorganisation}}/basis", roles=_OFFICE)(reorganising_steps.ask_basis)
site.post(f"{_REORGANISING}/{{reorganisation}}/basis", roles=_OFFICE)(reorganising_steps.basis)
site.get(f"{_REORGANISING}/{{reorganisation}}/units", roles=_OFFICE)(reorganising_steps.ask_units)
site.post(f"{_REORGANISING}/{{reorganisation}}/units", roles=_OFFICE)(reorganising_steps.units)
site.get(f"{_REORGANISING}/{{reorganisation}}/names", roles=_OFFICE)(reorganising_steps.ask_names)
site.post(f"{_REORGANISING}/{{reorganisation}}/names", roles=_OFFICE)(reorganising_steps.names)
site.get(f"{_REORGANISING}/{{reorganisation}}/records", roles=_OFFICE)(reorganising_split.ask_records)
site.post(f"{_REORGANISING}/{{reorganisation}}/records", roles=_OFFICE)(reorganising_split.assign_records)
site.get(f"{_REORGANISING}/{{reorganisation}}/members", roles=_OFFICE)(reorganising_split.ask_members)
site.post(f"{_REORGANISING}/{{reorganisation}}/members", roles=_OFFICE)(reorganising_split.assign_members)
site.get(f"{_REORGANISING}/{{reorganisation}}/check", roles=_OFFICE)(reorganising.check)
site.post(f"{_REORGANISING}/{{reorganisation}}/check", roles=_OFFICE)(reorganising.decide)
site.post(f"{_REORGANISING}/{{reorganisation}}/drop", roles=_OFFICE)(reorganising.drop)

site.get(_PERSONAL, roles=_OFFICE)(people_asking.requests)
site.get(f"{_PERSONAL}/requests/new", roles=_OFFICE)(people_asking.new)
site.post(f"{_PERSONAL}/requests/new", roles=_OFFICE)(people_asking.enter)
site.get(f"{_PERSONAL}/requests/{{request_id}}", roles=_OFFICE)(people_asking.one)
site.post(f"{_PERSONAL}/requests/{{request_id}}", roles=_OFFICE)(people_asking.answer)
site.get(f"{_PERSONAL}/people", roles=_OFFICE)(subject.find)
site.get(f"{_PERSONAL}/people/{{subject_id}}", roles=_OFFICE)(subject.show)
site.post(f"{_PERSONAL}/people/{{subject_id}}", roles=_OFFICE)(subject.recognise)
site.get(f"{_PERSONAL}/people/{{subject_id}}/file", roles=_OFFICE)(subject.download)
site.get(f"{_PERSONAL}/people/{{subject_id}}/correct", roles=_OFFICE)(subject.ask_correct)
site.post(f"{_PERSONAL}/people/{{subject_id}}/correct", roles=_OFFICE)(subject.correct)
site.get(f"{_PERSONAL}/people/{{subject_id}}/withdraw", roles=_OFFICE)(subject.ask_withdraw)
site.post(f"{_PERSONAL}/people/{{subject_id}}/withdraw", roles=_OFFICE)(subject.withdraw)
site.get(f"{_PERSONAL}/people/{{subject_id}}/erase", roles=_OFFICE)(erasing.ask)
site.post(f"{_PERSONAL}/people/{{subject_id}}/erase", roles=_OFFICE)(erasing.erase)
site.get(f"{_PERSONAL}/over", roles=_OFFICE)(erasing.over)
site.post(f"{_PERSONAL}/over", roles=_OFFICE)(erasing.erase_over)
site.get(f"{_PERSONAL}/accounts/{{person_id}}", roles=_OFFICE)(account.ask)
site.post(f"{_PERSONAL}/accounts/{{person_id}}", roles=_OFFICE)(account.erase)


@app.on_sqs_message(queue_arn="thidua-review", batch_size=10)
def consume(event: SQSEvent) -> dict[str, Any]:
    """Events of records. The build puts the real queue in the place of its name."""
    from services.core.queue import consume as each  # noqa: PLC0415 - a page needs no queue's library
    from services.review.tasks import project  # noqa: PLC0415 - the same

    return each(event.to_dict(), project)
