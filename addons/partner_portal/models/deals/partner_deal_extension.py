from odoo import fields, models
from odoo.exceptions import UserError

#: Extensions of the protection of one deal.
EXTENSIONS = 1


class PartnerDeal(models.Model):
    """One longer protection, for who shows progress."""

    _inherit = "partner.deal"

    extension_state = fields.Selection(
        [
            ("none", "Not asked for"),
            ("requested", "Asked for"),
            ("granted", "Granted"),
            ("refused", "Refused"),
        ],
        "Extension",
        default="none",
        readonly=True,
        copy=False,
        tracking=True,
        help="Whether the partner has asked for a longer protection, and our answer.",
    )
    extension_note = fields.Text(
        "Proof of Progress",
        copy=False,
        help="What the partner has reached with the client since the approval.",
    )
    extension_count = fields.Integer(readonly=True, copy=False)

    def _request_extension(self, note):
        """Ask for a longer protection.

        :param str note: the proof of progress
        :raise UserError: where there was an extension already or no proof is given
        """
        self.ensure_one()
        self.lock_for_update()
        if self.state != "approved" or self._days_left() < 0:
            raise UserError(
                self.env._("Only a deal that is protected now can be extended.")
            )
        if self.extension_count >= EXTENSIONS or self.extension_state == "requested":
            raise UserError(
                self.env._(
                    "The protection of a deal is extended once only, and an extension "
                    "was asked for already."
                )
            )
        if len((note or "").strip()) < 20:
            raise UserError(
                self.env._(
                    "Describe the progress in a sentence or two: meetings held, offer "
                    "made, decision expected."
                )
            )
        self.extension_note = note.strip()
        self._write_kept({"extension_state": "requested"})
        self._plan_for_manager(
            self.env._("Extension of the protection asked for"), note
        )

    def action_grant_extension(self):
        """Protect the partner once more for as long as its level says."""
        self._check_manager()
        for deal in self:
            deal.lock_for_update()
            deal._check_extension_asked()
            deal._write_kept(
                {
                    "extension_state": "granted",
                    "extension_count": deal.extension_count + 1,
                    "protected_until": fields.Date.add(
                        deal.protected_until, days=deal._protection_days()
                    ),
                    "reminded_at": False,
                }
            )
            deal._lengthen_pricelist()
            deal._tell_extension()

    def action_refuse_extension(self):
        """The protection ends when it was to end."""
        self._check_manager()
        for deal in self:
            deal.lock_for_update()
            deal._check_extension_asked()
            deal._write_kept({"extension_state": "refused"})
            deal._tell_extension()

    def _check_extension_asked(self):
        if self.state != "approved" or self.extension_state != "requested":
            raise UserError(
                self.env._(
                    "Nobody waits for an extension of %(deal)s.", deal=self.display_name
                )
            )

    def _may_ask_extension(self):
        """Whether the partner may ask for a longer protection now."""
        self.ensure_one()
        return (
            self.state == "approved"
            and self._days_left() >= 0
            and self.extension_count < EXTENSIONS
            and self.extension_state in ("none", "refused")
        )
