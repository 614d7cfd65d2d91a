import hashlib
import hmac

from odoo import api, fields, models


class PartnerAgreement(models.Model):
    """The document that is offered and signed, and the hash that seals it."""

    _inherit = "partner.agreement"

    document = fields.Html(
        readonly=True,
        copy=False,
        sanitize=False,
        help="What the partner reads: parties, validity, rights and terms, as they "
        "were when the agreement was offered.",
    )
    seal = fields.Char(
        "SHA-256 of the Document",
        readonly=True,
        copy=False,
        help="Of the document in UTF-8; a document that was changed has another one.",
    )
    is_intact = fields.Boolean(
        "Unchanged since Offered",
        compute="_compute_is_intact",
        help="The document still has the hash that it had when it was offered.",
    )

    @api.depends("document", "seal")
    def _compute_is_intact(self):
        for agreement in self:
            agreement.is_intact = bool(agreement.seal) and hmac.compare_digest(
                agreement.seal, agreement._hash_of(agreement.document)
            )

    @api.model
    def _hash_of(self, text):
        """SHA-256 of a text in UTF-8 or of bytes, in hexadecimal digits."""
        content = text if isinstance(text, bytes) else str(text or "").encode()
        return hashlib.sha256(content).hexdigest()

    def _make_document(self):
        """Fix the document of a draft and its hash."""
        self.ensure_one()
        own = self.with_context(lang=self._lang())
        document = self.env["ir.qweb"]._render(
            "partner_portal.agreement_document",
            own._document_values(),
            lang=self._lang(),
        )
        self._write_kept({"document": document})
        # the hash is that of what is stored
        self._write_kept({"seal": self._hash_of(self.document)})

    def _document_values(self):
        """What the template of the document shows: chosen values, no records."""
        partner, company = self.partner_id.sudo(), self.company_id.sudo()
        return {
            "title": self.type_id.name,
            "number": self.name,
            "version": self.version,
            "company": company.name,
            "company_address": self._address_of(company.partner_id),
            "partner": partner.name,
            "partner_address": self._address_of(partner),
            "date_start": self.date_start,
            "date_end": self.date_end,
            "rights": [grant._as_right() for grant in self.grant_ids],
            "text": self.text,
        }

    @api.model
    def _address_of(self, partner_sudo):
        """Address and tax ID in one line; empty where there is none."""
        lines = partner_sudo._display_address(True).splitlines()
        parts = [line.strip() for line in lines if line.strip()]
        if partner_sudo.vat:
            parts.append(partner_sudo.vat)
        return ", ".join(parts)

    def _as_signature(self):
        """What page and PDF show of the signature: chosen values."""
        return {
            name: self[name]
            for name in (
                "signed_way",
                "signed_by",
                "signed_at",
                "signed_address",
                "seal",
                "is_intact",
            )
        }
