"""The routes of the registration stage. What each one does stands in the module that it names."""

from pathlib import Path

from chalice.app import Chalice

from services.core.people.person import Role
from services.core.web.site import Pages, Site

action = Pages("services.registration.action_pages")
consent = Pages("services.registration.consent_pages")
discarding = Pages("services.registration.discard_pages")
files = Pages("services.registration.file_pages")
form = Pages("services.registration.form_pages")
home = Pages("services.registration.home_pages")
receipts = Pages("services.registration.receipt_pages")
imports = Pages("services.registration.import_pages")
people = Pages("services.registration.people_pages")
personal = Pages("services.registration.personal_data_pages")
signin = Pages("services.registration.signin_pages")
submitting = Pages("services.registration.submitting_pages")
lists = Pages("services.registration.list_pages")
record = Pages("services.registration.record_pages")

app = Chalice(app_name="thidua-registration")
site = Site(app, "/registration", Path(__file__).parent / "templates")

_ENTRANCE = "whoever comes in is not signed in yet"
_UNIT = (Role.UNIT,)

site.get("/", public="the campaign's page is for everyone")(home.home)
site.get("/campaign", public="the campaign's page is for everyone")(home.movement)
site.get("/me")(home.me)
site.post("/me")(home.save_me)
site.get("/me/data")(personal.data)
site.get("/me/data/file")(personal.download)
site.get("/me/request")(personal.ask)
site.post("/me/request")(personal.file_request)
site.get("/privacy", public="who is held here need not have an account")(personal.privacy)

site.get("/sign-in", public=_ENTRANCE)(signin.ask)
site.post("/sign-in", public=_ENTRANCE)(signin.send)
site.get("/sign-in/code", public=_ENTRANCE)(signin.code)
site.post("/sign-in/code", public=_ENTRANCE)(signin.try_code)
site.get("/sign-in/link", public=_ENTRANCE)(signin.link)
site.post("/sign-in/link", public=_ENTRANCE)(signin.try_link)
site.get("/sign-in/back")(signin.back)
site.post("/sign-out")(signin.sign_out)

site.get("/records", roles=_UNIT)(lists.records_of_unit)
site.get("/records/new", roles=_UNIT)(form.new)
site.get("/records/{record_id}", roles=_UNIT)(record.record)
site.get("/records/{record_id}/edit", roles=_UNIT)(form.edit)
site.post("/records/{record_id}/edit", roles=_UNIT)(form.save)
site.post("/records/{record_id}/draft", roles=_UNIT)(form.autosave)
site.get("/records/{record_id}/check", roles=_UNIT)(form.check)
site.post("/records/{record_id}/check", roles=_UNIT)(form.submit)
site.get("/records/{record_id}/receipt", roles=_UNIT)(receipts.receipt)
site.get("/records/{record_id}/discard", roles=_UNIT)(discarding.ask)
site.post("/records/{record_id}/discard", roles=_UNIT)(discarding.discard)

site.get("/records/{record_id}/files", roles=_UNIT)(files.files)
site.get("/records/{record_id}/files/{attachment_id}", roles=_UNIT)(files.arrived)
site.post("/records/{record_id}/files/{attachment_id}", roles=_UNIT)(files.attach)
site.get("/records/{record_id}/files/{attachment_id}/open", roles=_UNIT)(files.fetch)
site.get("/records/{record_id}/files/{attachment_id}/remove", roles=_UNIT)(files.confirm_removal)
site.post("/records/{record_id}/files/{attachment_id}/remove", roles=_UNIT)(files.remove)

site.get("/records/{record_id}/people/{place}", roles=_UNIT)(people.show)
site.post("/records/{record_id}/people/{place}", roles=_UNIT)(people.save)
site.get("/records/{record_id}/people/{place}/remove", roles=_UNIT)(people.confirm_removal)
site.post("/records/{record_id}/people/{place}/remove", roles=_UNIT)(people.remove)

site.get("/records/{record_id}/consent", roles=_UNIT)(consent.ask)
site.post("/records/{record_id}/consent", roles=_UNIT)(consent.note)

site.get("/records/{record_id}/{action_name}", roles=_UNIT)(action.ask)
site.post("/records/{record_id}/{action_name}", roles=_UNIT)(action.act)

site.get("/import", roles=_UNIT)(imports.start)
site.get("/import/template", roles=_UNIT)(imports.template)
site.get("/import/{import_id}", roles=_UNIT)(imports.look)
site.post("/import/{import_id}", roles=_UNIT)(imports.bring_in)
site.get("/import/{import_id}/result", roles=_UNIT)(imports.result)
site.get("/export", roles=_UNIT)(imports.export)
site.get("/submit", roles=_UNIT)(submitting.look)
site.post("/submit", roles=_UNIT)(submitting.submit)
