from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from .partner_agreement import MOVE


class PartnerAgreement(models.Model):
    """Versions: a new one takes the place of the one before on its first day."""

    _inherit = "partner.agreement"

    previous_id = fields.Many2one(
        "partner.agreement",
        "Version before",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    next_ids = fields.One2many("partner.agreement", "previous_id", "Versions after")
    ended_on = fields.Date(
        "Ended Early on",
        readonly=True,
        copy=False,
        tracking=True,
        help="The last day, where the agreement ends before its time: terminated, or "
        "superseded by a new version.",
    )
    end_reason = fields.Text("Reason of the End", readonly=True, copy=False)

    def action_new_version(self):
        """Draft the next version with the same rights and the text of this one."""
        self._check_manager()
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self._make_version().id,
            "views": [(False, "form")],
        }

    def _make_version(self):
        """Copy the agreement as its next version, a draft.

        It begins the day after this one ends, or today where that has passed or there
        is no end.
        """
        self.ensure_one()
        self.lock_for_update()
        if self.state in ("draft", "offered", "declined"):
            raise UserError(
                self.env._(
                    "%(agreement)s is not signed: change it instead of making a new "
                    "version.",
                    agreement=self.display_name,
                )
            )
        coming = self.next_ids.filtered(lambda one: one.state != "declined")
        if coming:
            raise UserError(
                self.env._(
                    "There is a newer version already: %(agreement)s.",
                    agreement=coming[0].display_name,
                )
            )
        today = fields.Date.context_today(self)
        start = today
        if self.date_end and not self.ended_on:
            start = max(today, fields.Date.add(self.date_end, days=1))
        return self._copy_as_version(start)

    def _copy_as_version(self, start):
        latest = max((self | self.next_ids).mapped("version"))
        values = {
            "type_id": self.type_id.id,
            "partner_id": self.partner_id.id,
            "contact_id": self.contact_id.id,
            "manager_id": self.manager_id.id,
            "company_id": self.company_id.id,
            "date_start": start,
            "text": self.text,
            "grant_ids": [
                Command.create(grant._prepare_copy()) for grant in self.grant_ids
            ],
            "previous_id": self.id,
            "version": latest + 1,
            "name": self.name,
        }
        new = self.with_context(partner_agreement_move=MOVE).create(values)
        return new.with_context(partner_agreement_move=None)

    def _announce_end_of_previous(self):
        """The version before ends on the day before this one begins."""
        previous = self.previous_id
        if previous.state not in ("signed", "active"):
            return
        last = fields.Date.subtract(self.date_start, days=1)
        if previous.ended_on:
            last = min(last, previous.ended_on)
        if not previous.date_end or last < previous.date_end:
            previous._write_kept({"ended_on": last})

    def action_terminate(self):
        """Ask for the last day and the reason."""
        self._check_manager()
        self.ensure_one()
        return self._open_wizard("partner.agreement.terminate", self.env._("Terminate"))

    def _terminate(self, last_day, reason):
        """End the agreement before its time.

        :param date last_day: the last day in force, today or later
        """
        self.ensure_one()
        self._check_manager()
        self.lock_for_update()
        if self.state not in ("signed", "active"):
            raise UserError(
                self.env._(
                    "%(agreement)s is not in force: there is nothing to terminate.",
                    agreement=self.display_name,
                )
            )
        if last_day < fields.Date.context_today(self):
            raise UserError(
                self.env._(
                    "An agreement is not terminated in the past: give today or a "
                    "coming day."
                )
            )
        if len((reason or "").strip()) < 5:
            raise UserError(self.env._("Say why the agreement ends; it stays in it."))
        if self.date_end and last_day > self.date_end:
            raise UserError(
                self.env._(
                    "%(agreement)s ends on %(date)s anyway: give an earlier day.",
                    agreement=self.display_name,
                    date=self.date_end,
                )
            )
        self._write_kept({"ended_on": last_day, "end_reason": reason.strip()})
        self._message_log(
            body=self.env._(
                "Terminated by %(user)s with %(date)s as the last day: %(reason)s",
                user=self.env.user.name,
                date=last_day,
                reason=reason.strip(),
            )
        )
        self._tell("mail_template_partner_agreement_terminated")
