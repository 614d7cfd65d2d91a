from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import email_normalize


class ResPartner(models.Model):
    """People of a partner who work in the portal: invited, changed, sent away."""

    _inherit = "res.partner"

    def _invite_colleague(self, name, email, role, own_company, lang=None):
        """Give a person of the company a role and a user of the portal.

        A mail with a link to choose a password goes to the person. The caller has
        checked who may invite into this company.

        :param str name: of the person
        :param str email: where the invitation goes; it becomes the login
        :param str role: key of ``ROLES``
        :param own_company: our company that the user belongs to
        :raise UserError: where the address is none, or belongs to a user elsewhere
        :return: the contact (sudo)
        """
        self.ensure_one()
        contact_sudo = self._place_for_colleague(name, email, role, lang)
        if self._user_elsewhere(contact_sudo):
            raise UserError(
                self.env._(
                    "%(email)s signs in for somebody else already: use another "
                    "address for %(name)s.",
                    email=contact_sudo.email,
                    name=name,
                )
            )
        contact_sudo._open_portal(own_company)
        return contact_sudo

    def _place_for_colleague(self, name, email, role, lang=None):
        """The contact (sudo) of the company with an e-mail address, with the role."""
        address = email_normalize(email)
        if not address:
            raise UserError(
                self.env._("“%(email)s” is no e-mail address.", email=email)
            )
        contact_sudo = self._people_of_company_sudo(
            [("email_normalized", "=", address)]
        )
        contact_sudo = contact_sudo[:1]
        if contact_sudo:
            if not contact_sudo.channel_role:
                contact_sudo.channel_role = role
            return contact_sudo
        return (
            self.sudo()
            .with_context(client_change_source="portal")
            .create(
                {
                    "name": name,
                    "email": address,
                    "parent_id": self.commercial_partner_id.id,
                    "type": "contact",
                    "channel_role": role,
                    "lang": lang or self.commercial_partner_id.lang,
                }
            )
        )

    @api.model
    def _user_elsewhere(self, contact_sudo):
        """Whether a user who is not this contact signs in with its address."""
        users_sudo = self.env["res.users"].sudo().with_context(active_test=False)
        found_sudo = users_sudo.search([("login", "=", contact_sudo.email_normalized)])
        return bool(found_sudo - contact_sudo.with_context(active_test=False).user_ids)

    def _people_of_company_sudo(self, domain):
        """People of the company (sudo), also those whose access was taken away."""
        people_sudo = self.env["res.partner"].sudo().with_context(active_test=False)
        return people_sudo.search(
            [
                ("commercial_partner_id", "=", self.commercial_partner_id.id),
                ("is_company", "=", False),
                ("type", "=", "contact"),
                *domain,
            ],
            order="name, id",
        )

    def _open_portal(self, own_company):
        """Make or wake the user of a contact and send the link to the password.

        :param own_company: our company that the user belongs to
        """
        self.ensure_one()
        contact_sudo = self.sudo()
        user_sudo = contact_sudo.with_context(active_test=False).user_ids[:1]
        if user_sudo and user_sudo._is_internal():
            return
        if user_sudo.active:
            return
        if user_sudo:
            portal = self.env.ref("base.group_portal")
            public = self.env.ref("base.group_public")
            groups = [Command.link(portal.id), Command.unlink(public.id)]
            user_sudo.write({"active": True, "group_ids": groups})
        else:
            users_sudo = self.env["res.users"].sudo().with_company(own_company)
            user_sudo = users_sudo._create_user_from_template(
                {
                    "email": contact_sudo.email_normalized,
                    "login": contact_sudo.email_normalized,
                    "partner_id": contact_sudo.id,
                    "company_id": own_company.id,
                    "company_ids": own_company.ids,
                }
            )
        contact_sudo.signup_prepare()
        template_sudo = self.env.ref("auth_signup.portal_set_password_email").sudo()
        mail_id = template_sudo.with_context(
            lang=contact_sudo.lang, medium="portalinvite", welcome_message=""
        ).send_mail(user_sudo.id)
        self.env["mail.mail"].sudo().browse(mail_id).send_after_commit()

    def _close_portal(self):
        """Take the access away; the contact and its history stay."""
        for contact_sudo in self.sudo():
            contact_sudo.signup_type = False
            contact_sudo.user_ids.filtered("share").active = False
