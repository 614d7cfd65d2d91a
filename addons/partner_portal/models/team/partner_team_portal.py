from odoo import models
from odoo.exceptions import UserError
from odoo.tools import email_normalize

from .roles import ROLES


class ResPartner(models.Model):
    """What the owner of a partner does with the team, from the page of the portal."""

    _inherit = "res.partner"

    def _team_people_sudo(self):
        """People of the company with a role or a user of the portal."""
        return self._people_of_company_sudo(
            ["|", ("channel_role", "!=", False), ("user_ids", "!=", False)]
        )

    def _team_rows(self, me):
        """What the page shows of each person: chosen values, no records.

        :param me: the contact of the user
        """
        roles = dict(self._fields["channel_role"]._description_selection(self.env))
        knows_roles = self._has_channel_roles()
        rows = []
        for one_sudo in self._team_people_sudo():
            user_sudo = one_sudo.user_ids[:1]
            role = one_sudo.channel_role or ("" if knows_roles else "owner")
            closed = bool(user_sudo) and not user_sudo.active
            rows.append(
                {
                    "id": one_sudo.id,
                    "name": one_sudo.name,
                    "email": one_sudo.email,
                    "function": one_sudo.function,
                    "role": role,
                    "role_name": roles.get(role) or self.env._("No role yet"),
                    "state": "closed"
                    if closed
                    else "active"
                    if user_sudo.login_date
                    else "invited",
                    "seen": user_sudo.login_date,
                    "is_me": one_sudo == me,
                }
            )
        return rows

    def _team_person_sudo(self, contact_id):
        """The person of the team, if it is one of the company's."""
        domain = [("id", "=", contact_id)]
        return self._people_of_company_sudo(domain) & self._team_people_sudo()

    def _team_owners_sudo(self):
        """People who may manage the team: owners whose access is open."""
        knows_roles = self._has_channel_roles()
        return self._team_people_sudo().filtered(
            lambda one: (
                any(one.user_ids.mapped("active"))
                and (one.channel_role == "owner" or not knows_roles)
            )
        )

    def _team_invite(self, texts, own_company):
        """Invite a person as the form has it.

        An address that belongs to a user elsewhere is answered like any other one: the
        person stays invited, and our channel manager is told.

        :param dict texts: ``name``, ``email``, ``role``
        :param own_company: our company that the portal belongs to
        :raise UserError: for bad input, a full team, a person that is there already
        :return: the contact (sudo)
        """
        name = " ".join((texts.get("name") or "").split())
        email = (texts.get("email") or "").strip()
        role = texts.get("role") or ""
        if not name or len(name) > 100:
            raise UserError(self.env._("Give the name, 100 characters at most."))
        if len(email) > 200 or not email_normalize(email):
            raise UserError(
                self.env._("“%(email)s” is no e-mail address.", email=email)
            )
        self._check_role(role)
        team_sudo = self._team_people_sudo()
        if len(team_sudo) >= own_company.sudo().partner_team_limit > 0:
            raise UserError(
                self.env._("Your team is full: ask your channel manager for more room.")
            )
        address = email_normalize(email)
        if address in team_sudo.mapped("email_normalized"):
            raise UserError(
                self.env._(
                    "%(email)s is in your team already: see the list.", email=address
                )
            )
        contact_sudo = self._place_for_colleague(name, email, role)
        if self._user_elsewhere(contact_sudo):
            self._tell_manager_of_address(contact_sudo)
        else:
            contact_sudo._open_portal(own_company)
        return contact_sudo

    def _tell_manager_of_address(self, contact_sudo):
        entity_sudo = self.commercial_partner_id.sudo()
        manager = entity_sudo.user_id or self.env.company.sudo().partner_deal_user_id
        if manager:
            entity_sudo.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("Invitation to an address that has a user"),
                note=self.env._(
                    "%(name)s (%(email)s) was invited by the partner, but this address "
                    "signs in elsewhere. No access was given.",
                    name=contact_sudo.name,
                    email=contact_sudo.email,
                ),
                user_id=manager.id,
            )

    def _check_role(self, role):
        if role not in dict(ROLES):
            raise UserError(self.env._("Choose one of the roles."))

    def _team_set_role(self, person_sudo, role):
        """Give a person another role.

        :raise UserError: where no owner would be left
        """
        self._check_role(role)
        self._keep_an_owner(person_sudo, role)
        person_sudo.channel_role = role

    def _team_close(self, person_sudo, me):
        """Take the access of a person away.

        :param me: the contact of the user, who cannot send himself away
        """
        if person_sudo == me:
            raise UserError(
                self.env._("You cannot take away your own access: ask another owner.")
            )
        self._keep_an_owner(person_sudo)
        person_sudo._close_portal()

    def _team_reopen(self, person_sudo, own_company):
        """Give a person the access again; a new link to the password is sent."""
        if not self._user_elsewhere(person_sudo):
            person_sudo._open_portal(own_company)

    def _keep_an_owner(self, person_sudo, role=None):
        # two owners must not demote each other in the same moment
        self.commercial_partner_id.sudo().lock_for_update()
        if role != "owner" and not self._team_owners_sudo() - person_sudo:
            raise UserError(
                self.env._("A team needs an owner: make somebody else an owner first.")
            )
