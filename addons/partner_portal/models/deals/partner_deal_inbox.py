from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext

from odoo.addons.mail.tools.alias_error import AliasError

from ...tools import deal_mail


class PartnerDeal(models.Model):
    """Mails: a reply goes to its deal, a new mail of a partner is a registration."""

    _inherit = "partner.deal"

    @api.model
    def _mail_address(self):
        """Where partners write to register a deal; empty where no mail comes in."""
        alias = self.env.ref("partner_portal.partner_deal_alias", False)
        alias_sudo = (alias or self.env["mail.alias"]).sudo()
        has_domain = alias_sudo.alias_domain_id and alias_sudo.alias_name
        return alias_sudo.alias_full_name if has_domain else ""

    @api.model
    def _sender_of(self, author_id):
        """The portal user with the right to deals whose contact wrote a mail (sudo)."""
        users_sudo = self.env["res.users"].sudo()
        if not author_id:
            return users_sudo
        found = users_sudo.search(
            [("partner_id", "=", author_id), ("share", "=", True)], limit=1
        )
        return found.filtered(lambda user: "deals" in user._channel_rights())

    def _alias_get_error(self, message, message_dict, alias):
        # EXTENDS mail: only people of partners register, no faster than in the portal
        error = super()._alias_get_error(message, message_dict, alias)
        if error or self:
            return error
        user_sudo = self._sender_of(message_dict.get("author_id"))
        if not user_sudo:
            return AliasError(
                "error_deal_sender",
                self.env._("restricted to the people of channel partners"),
            )
        try:
            deals = self.with_company(user_sudo.company_id)
            deals._check_pace(user_sudo.commercial_partner_id)
        except UserError as refusal:
            return AliasError("error_deal_pace", str(refusal))
        return False

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        # OVERRIDE mail: what is complete is registered, what is not is a draft
        user_sudo = self._sender_of(msg_dict.get("author_id"))
        if not user_sudo:
            raise UserError(
                self.env._("Deals are registered by the people of channel partners.")
            )
        contact = user_sudo.partner_id
        deals = self.with_company(user_sudo.company_id).with_context(lang=contact.lang)
        texts = deal_mail.read(
            msg_dict.get("subject"), html2plaintext(msg_dict.get("body") or "")
        )
        texts.setdefault("client_name", texts.get("subject") or contact.name)
        values, errors = deals._values_of_texts(texts)
        values = {name: value for name, value in values.items() if value is not None}
        deal_sudo = deals._register_from_portal(
            user_sudo.commercial_partner_id, contact, values, submit=False
        )
        # the trace names the sender, not who runs the gateway
        trace = self.env["partner.audit"].with_user(user_sudo)
        trace.with_company(user_sudo.company_id)._note("deal_mail", deal_sudo)
        deal_sudo._submit_mail(" ".join(errors.values()))
        return deal_sudo.with_env(self.env)

    def _submit_mail(self, errors):
        """Register what came by mail, or answer what is missing.

        :param str errors: sentences about what could not be read
        """
        if not errors:
            try:
                with self.env.cr.savepoint():
                    self._submit()
                return
            except UserError as error:
                errors = str(error)
        self.message_post(
            body=Markup("<p>%s</p><p>%s</p><p><a href='%s'>%s</a></p>")
            % (
                self.env._(
                    "Your mail was kept as the draft %(deal)s. It is not registered.",
                    deal=self.name,
                ),
                errors,
                f"{self.get_base_url()}/my/deals/{self.id}/edit",
                self.env._("Complete it in the portal"),
            ),
            subject=self.env._("Not registered yet: %(deal)s", deal=self.name),
            partner_ids=self.contact_id.ids,
            subtype_xmlid="mail.mt_comment",
        )

    def message_update(self, msg_dict, update_vals=None):
        # EXTENDS mail: a stranger who has the mail does not speak for the partner
        authors = self.env["res.partner"].sudo().browse(msg_dict.get("author_id"))
        entity = authors.commercial_partner_id
        for deal in self:
            if entity and entity == deal.partner_id:
                deal._plan_for_manager(
                    self.env._("Message of the partner: %(deal)s", deal=deal.name)
                )
            elif not any(user._is_internal() for user in authors.user_ids):
                msg_dict["is_internal"] = True
                deal._plan_for_manager(
                    self.env._(
                        "Mail from somebody who is not of the partner: %(deal)s",
                        deal=deal.name,
                    )
                )
        return super().message_update(msg_dict, update_vals)
