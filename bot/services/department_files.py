"""What citizens attached, for the unit that holds their ticket."""

from dataclasses import dataclass

from bot.domain.errors import NotFound, NotYours, TryLater
from bot.domain.parcels import Attachment, AttachmentState
from bot.services.ports.attachments import Attachments, Vault
from bot.services.ports.tickets import Tickets


@dataclass(frozen=True)
class DepartmentFiles:
    """Opens attachments of tickets."""

    tickets: Tickets
    attachments: Attachments
    vault: Vault

    async def open(
        self, department: str, number: str, attachment_id: str
    ) -> tuple[Attachment, bytes]:
        """The attachment and its bytes.

        Raises NotFound, NotYours, or TryLater while the file is still being fetched.
        """
        ticket = await self.tickets.find(number)
        if ticket.department != department:
            raise NotYours(f"工单 {number} 不在贵单位。")
        attached = await self.attachments.of_ticket(number)
        attachment = next((one for one in attached if one.id == attachment_id), None)
        if attachment is None or attachment.state is AttachmentState.FAILED:
            raise NotFound("没有这个附件。")
        if attachment.path is None:
            raise TryLater("附件还在取回，请稍后再试。")
        return attachment, await self.vault.open(attachment.path)
