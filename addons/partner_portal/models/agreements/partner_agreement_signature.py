import hmac

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import is_html_empty

MAX_NAME = 100


class PartnerAgreement(models.Model):
    """Offer, acceptance in the portal, signed file, refusal."""

    _inherit = "partner.agreement"

    offered_at = fields.Datetime("Offered on", readonly=True, copy=False)
    signed_at = fields.Datetime("Signed on", readonly=True, copy=False, tracking=True)
    signed_way = fields.Selection(
        [("portal", "Accepted in the portal"), ("file", "Signed file")],
        "Signed how",
        readonly=True,
        copy=False,
        help="Where the signature comes from.",
    )
    signed_by = fields.Char(
        "Name of the Signatory",
        readonly=True,
        copy=False,
        help="As typed by the person who accepted, or read from the signed file.",
    )
    signed_user_id = fields.Many2one(
        "res.users", "User of the Signatory", readonly=True, copy=False
    )
    signed_address = fields.Char("Network Address", readonly=True, copy=False)
    signed_file = fields.Binary(
        "Signed Copy", attachment=True, readonly=True, copy=False
    )
    signed_filename = fields.Char("Name of the File", readonly=True, copy=False)
    signed_file_seal = fields.Char(
        "SHA-256 of the File", readonly=True, copy=False, help="Of the bytes stored."
    )

    def action_offer(self):
        """Fix the text and send it to the partner to be signed."""
        self._check_manager()
        for agreement in self:
            agreement.lock_for_update()
            agreement._check_complete()
            agreement.grant_ids._check_overlaps()
            agreement._move("offered", offered_at=fields.Datetime.now())
            agreement._make_document()
            agreement._tell_offered()

    def _check_complete(self):
        today = fields.Date.context_today(self)
        if is_html_empty(self.text):
            raise UserError(
                self.env._(
                    "%(agreement)s has no text: write its terms first.",
                    agreement=self.display_name,
                )
            )
        if self.date_end and self.date_end < today:
            raise UserError(
                self.env._(
                    "%(agreement)s would have ended on %(date)s already: give a "
                    "coming date.",
                    agreement=self.display_name,
                    date=self.date_end,
                )
            )

    def action_take_back(self):
        """Make a draft again of what is not signed, so that it can be changed."""
        self._check_manager()
        for agreement in self:
            agreement.lock_for_update()
            agreement._move("draft", document=False, seal=False, offered_at=False)

    def action_sign(self):
        """Ask for the signed file."""
        self._check_manager()
        self.ensure_one()
        return self._open_wizard("partner.agreement.sign", self.env._("Signed Copy"))

    def _open_wizard(self, model, name):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_agreement_id": self.id},
        }

    def _accept(self, name, seal, user, address):
        """Accept in the portal.

        :param str name: full name, typed by the person
        :param str seal: hash of the document that the person has read
        :param user: who is logged in
        :param str address: network address of the request
        :raise UserError: with a sentence for the person
        """
        self.ensure_one()
        self.lock_for_update()
        if self.state != "offered" or self.signature == "file":
            raise UserError(
                self.env._(
                    "This agreement cannot be accepted here now: reload the page."
                )
            )
        name = " ".join((name or "").split())
        if not 3 <= len(name) <= MAX_NAME:
            raise UserError(
                self.env._("Type your full name, as you would sign the agreement.")
            )
        read = (seal or "").encode()
        if not self.is_intact or not hmac.compare_digest(read, self.seal.encode()):
            raise UserError(
                self.env._(
                    "The text has changed since you opened the page: read it again "
                    "before you accept it."
                )
            )
        today = fields.Date.context_today(self)
        over = self.date_end and self.date_end < today
        if over or any(clash[4] for clash in self.grant_ids._overlaps()):
            # which right of whom stands against it is not for the partner
            raise UserError(
                self.env._(
                    "This agreement can no longer be accepted: ask your channel "
                    "manager for a new one."
                )
            )
        self._sign(
            "portal",
            signed_at=fields.Datetime.now(),
            signed_by=name,
            signed_user_id=user.id,
            signed_address=address,
        )

    def _sign_by_file(self, name, day, content, filename):
        """Store the signed copy.

        :param str name: who has signed for the partner
        :param date day: of the signature
        :param bytes content: the file, in base64
        """
        self.ensure_one()
        self._check_manager()
        self.lock_for_update()
        self.grant_ids._check_overlaps()
        if self.state == "draft":
            self._check_complete()
            self._make_document()
        self._sign(
            "file",
            signed_at=fields.Datetime.to_datetime(day),
            signed_by=name,
            signed_file=content,
            signed_filename=filename,
        )
        content, _media_type = self._signed_copy()
        self._write_kept({"signed_file_seal": self._hash_of(content)})

    def _signed_copy(self):
        """``(bytes, media type)`` of the signed copy; nothing where there is none."""
        attachment_sudo = (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_field", "=", "signed_file"),
                    ("res_id", "=", self.id),
                ],
                limit=1,
            )
        )
        return attachment_sudo.raw or b"", attachment_sudo.mimetype

    def _sign(self, way, **values):
        self._move("signed", signed_way=way, **values)
        self._announce_end_of_previous()
        self.sudo().activity_ids.filtered("automated").unlink()
        self._start_due()
        self._tell_signed()

    def _decline(self, reason):
        """The partner says no.

        :param str reason: in its own words
        """
        self.ensure_one()
        self.lock_for_update()
        reason = (reason or "").strip()
        if len(reason) < 5:
            raise UserError(
                self.env._("Write in a sentence what speaks against the agreement.")
            )
        self._move("declined", end_reason=reason)
        self._plan_for_manager(self.env._("Agreement declined by the partner"), reason)
