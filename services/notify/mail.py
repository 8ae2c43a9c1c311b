"""One e-mail between its event and its sending."""

import msgspec

from services.core.campaign.model import Campaign
from services.notify.compose import Attachment
from services.notify.intent import Intent
from services.notify.letter import Letter


class Mail(msgspec.Struct, frozen=True, kw_only=True):
    """One e-mail, ready to be composed in its reader's language. Of a `secret` one no text is kept."""

    intent: Intent
    letter: Letter
    campaign: Campaign
    attachments: tuple[Attachment, ...] = ()
    secret: bool = False
