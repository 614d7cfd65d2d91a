from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from ..models.people.leaving import DOCUMENTS, LINKS


class ClientContactLeave(models.TransientModel):
    """A person leaves a company: his role ends, what is open there is handed to
    somebody else, what was, stays; the card goes with him or into the archive."""

    _name = "client.contact.leave"
    _description = "A Person Leaves the Company"

    role_id = fields.Many2one(
        "client.contact.role", required=True, readonly=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(related="role_id.partner_id", string="Person")
    client_id = fields.Many2one(related="role_id.client_id", string="Leaves")
    is_main = fields.Boolean(related="role_id.is_main")
    date = fields.Date(
        "Last Day",
        required=True,
        default=lambda self: self.env["client.work.days"]._today(),
    )
    successor_id = fields.Many2one(
        "res.partner",
        domain="[('commercial_partner_id', '=', client_id), ('is_company', '=', False),"
        " ('id', '!=', partner_id)]",
        help="Who of the company takes over what is open.",
    )
    new_client_id = fields.Many2one(
        "res.partner",
        "New Company",
        domain="[('is_company', '=', True), ('id', '!=', client_id)]",
        help="Empty where nobody knows: his card goes into the archive.",
    )
    new_position = fields.Char()
    new_email = fields.Char("New E-mail")
    new_phone = fields.Char()
    line_ids = fields.One2many("client.contact.leave.line", "leave_id", "Open Links")
    hidden_count = fields.Integer(
        readonly=True,
        help="Documents with him that you may not see; they stay as they are.",
    )
    note = fields.Char("Remark", help="Kept with what is left as it is.")
    makes_new_card = fields.Boolean(compute="_compute_makes_new_card")

    @api.depends("new_client_id", "line_ids.action")
    def _compute_makes_new_card(self):
        for leave in self:
            leave.makes_new_card = bool(
                leave.new_client_id and leave.is_main and leave._has_documents()
            )

    @api.onchange("successor_id")
    def _onchange_successor_id(self):
        hands = {link.key for link in self._leave_links() if link.hands}
        for line in self.line_ids:
            chosen = self.successor_id and line.key in hands
            line.action = "hand" if chosen else "keep"

    @api.model
    def _leave_links(self):
        """Return the kinds of links that are asked about; extend it with super()."""
        return LINKS

    @api.model_create_multi
    def create(self, vals_list):
        leaves = super().create(vals_list)
        for leave in leaves:
            leave._fill()
        return leaves

    def _fill(self):
        """List what is open with the person, as far as the user sees it."""
        role = self.role_id
        role.check_access("write")
        others = role.partner_id.client_role_ids.filtered(
            lambda other: other.is_current and other.client_id != role.client_id
        )
        self.new_client_id = self.new_client_id or others[:1].client_id
        if not role.is_main:
            return
        values, hidden = [], 0
        for number, link in enumerate(self._leave_links()):
            records = link.find(self.env, role.partner_id)
            hidden += link.hidden(self.env, role.partner_id, records)
            values += [
                Command.create(
                    {
                        "sequence": number,
                        "key": link.key,
                        "kind": self.env._(link.label),
                        "res_model": record._name,
                        "res_id": record.id,
                        "name": link.describe(record),
                    }
                )
                for record in records
            ]
        self.write({"line_ids": values, "hidden_count": max(hidden, 0)})

    # ------------------------------------------------------------------ doing
    def action_apply(self):
        """Let the person leave.

        :return: the action to his card
        :raise UserError: where the day is to come, nobody takes over what is handed
            over, or the person works for us
        """
        self.ensure_one()
        role, person = self.role_id, self.partner_id
        role.check_access("write")
        person.check_access("write")
        self._check()
        self._settle_links()
        was_main = role.is_main
        role.write({"date_to": self.date})
        role.sudo().is_main = False
        card = self._move_card() if was_main else person
        if not was_main and self.new_client_id:
            self._role_at_new_company(card)
        self._tell(card)
        self.env["client.acquaintance"].sudo()._refresh([person.id, card.id])
        return card._get_records_action()

    def _check(self):
        if self.date > self.env["client.work.days"]._today():
            raise UserError(
                self.env._(
                    "That day is to come. Plan an activity for it, and record that he "
                    "left when he has."
                )
            )
        if self.role_id.date_to:
            raise UserError(self.env._("He has left this company already."))
        if not self.successor_id and "hand" in self.line_ids.mapped("action"):
            raise UserError(
                self.env._("Choose the successor to whom the open links are handed.")
            )
        if self.partner_id.sudo().user_ids.filtered(lambda user: not user.share):
            raise UserError(
                self.env._(
                    "%(name)s is a user of ours. Archive the user first.",
                    name=self.partner_id.name,
                )
            )

    def _settle_links(self):
        """Hand over or leave each link of the list, as the user."""
        links = {link.key: link for link in self._leave_links()}
        for (key, action), lines in self.line_ids.grouped(
            lambda line: (line.key, line.action)
        ).items():
            link = links[key]
            records = self.env[link.model].browse(lines.mapped("res_id")).exists()
            if action == "hand":
                link.hand(records, self.partner_id, self.successor_id)
            else:
                link.keep(records, self.partner_id, self.client_id, self._sentence())

    def _sentence(self):
        sentence = self.env._(
            "%(person)s left %(company)s on %(date)s.",
            person=self.partner_id.name,
            company=self.client_id.name,
            date=format_date(self.env, self.date),
        )
        return " ".join(filter(None, (sentence, self.note)))

    # ------------------------------------------------------------------ the card
    def _move_card(self):
        """Let the card go to the new company or into the archive.

        Documents follow their contact to his company: a card that they name stays as
        it is in the archive, and the person gets a new one.

        :return: the card under which the person is found
        """
        person, client = self.partner_id, self.new_client_id.commercial_partner_id
        person_sudo = person.sudo()
        person_sudo.user_ids.filtered("share").write({"active": False})
        if not client:
            person.active = False
            return person
        known = person_sudo.client_role_ids.filtered(
            lambda role: role.client_id == client and not role.date_to
        )[:1]
        if not self._has_documents():
            known.is_main = True
            person.write({"parent_id": self.new_client_id.id, **self._new_values()})
            return person
        card = person.create(
            {
                "name": person.name,
                "parent_id": self.new_client_id.id,
                "type": "contact",
                "is_company": False,
                "lang": person.lang,
                "category_id": [Command.set(person.category_id.ids)],
                "image_1920": person.image_1920,
                **self._new_values(),
            }
        )
        if known:
            card.sudo().client_role_ids.unlink()
            known.write({"is_main": True})
        person_sudo.client_role_ids.write({"partner_id": card.id})
        person_sudo.client_personal_date_ids.write({"partner_id": card.id})
        person_sudo.client_acquaintance_ids.write({"partner_id": card.id})
        before = person_sudo.with_context(active_test=False).search(
            [("client_moved_to_id", "=", person.id)]
        )
        (before | person_sudo).write({"client_moved_to_id": card.id})
        person.active = False
        return card

    def _new_values(self):
        """What is known of the person at the new company; addresses of the old one
        are not valid there."""
        return {
            "function": self.new_position or False,
            "email": self.new_email or False,
            "phone": self.new_phone or False,
        }

    def _role_at_new_company(self, person):
        """State where somebody works now who had a second role here."""
        client = self.new_client_id.commercial_partner_id
        roles = person.client_role_ids
        if client not in roles.filtered("is_current").client_id:
            roles.create(
                {
                    "partner_id": person.id,
                    "client_id": client.id,
                    "position": self.new_position,
                    "date_from": self.date,
                }
            )

    def _has_documents(self):
        """Whether documents name the card, those left out that are handed over now."""
        handed = {
            (line.res_model, line.res_id)
            for line in self.line_ids
            if line.action == "hand"
        }
        for model in DOCUMENTS:
            mine = [res_id for name, res_id in handed if name == model]
            domain = Domain("partner_id", "=", self.partner_id.id) & Domain(
                "id", "not in", mine
            )
            documents_sudo = self.env[model].sudo().with_context(active_test=False)
            if documents_sudo.search_count(domain, limit=1):
                return True
        return False

    def _tell(self, card):
        """Write down in the history of the company and of the card what happened."""
        parts = [self._sentence()]
        if self.successor_id:
            parts.append(
                self.env._(
                    "What was open is taken over by %(name)s.",
                    name=self.successor_id.name,
                )
            )
        if self.new_client_id:
            parts.append(
                self.env._(
                    "He works for %(company)s now.", company=self.new_client_id.name
                )
            )
        for record in self.client_id | self.partner_id | card:
            record.message_post(body=" ".join(parts))
