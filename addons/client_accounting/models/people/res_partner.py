from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..abstract.client_period_mixin import SYNC
from ..res_partner_figures import GROUP


class ResPartner(models.Model):
    """People of a client: the card of a contact is one of his roles."""

    _inherit = "res.partner"

    client_role_ids = fields.One2many(
        "client.contact.role", "partner_id", "Roles", groups=GROUP
    )
    client_people_ids = fields.One2many(
        "client.contact.role", "client_id", "People of the Client", groups=GROUP
    )
    client_people_count = fields.Integer(
        "People", compute="_compute_client_people_count", groups=GROUP
    )
    client_personal_date_ids = fields.One2many(
        "client.personal.date", "partner_id", "Personal Dates", groups=GROUP
    )
    client_acquaintance_ids = fields.One2many(
        "client.acquaintance", "partner_id", "Known By", groups=GROUP
    )
    client_moved_to_id = fields.Many2one(
        "res.partner",
        "Now Found Under",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="The card of this person at the company that he moved to.",
    )
    client_privacy_restricted = fields.Boolean(
        "Processing Restricted",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="The person has asked that his data be kept, but not used.",
    )

    @api.depends("client_people_ids")
    def _compute_client_people_count(self):
        roles = self.env["client.contact.role"]
        counts = dict(
            roles._read_group(
                roles._current_domain()
                & fields.Domain("client_id", "in", self.ids)
                & fields.Domain("partner_id.active", "=", True),
                ["client_id"],
                ["partner_id:count_distinct"],
            )
        )
        for partner in self:
            partner.client_people_count = counts.get(partner._origin, 0)

    # ------------------------------------------------------------------ records
    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        if any(vals.get("parent_id") for vals in vals_list):
            partners._roles_from_cards()
        if any(vals.get("client_birthday") for vals in vals_list):
            partners._dates_from_birthday()
        return partners

    def write(self, vals):
        result = super().write(vals)
        if {"parent_id", "is_company", "type"} & set(vals) or vals.get("active"):
            self._roles_from_cards(moved=True)
        elif (
            "function" in vals and self.env.context.get("client_role_sync") is not SYNC
        ):
            roles_sudo = self.sudo().client_role_ids
            roles_sudo.filtered(
                lambda role: role.is_main and not role.date_to
            ).with_context(client_role_sync=SYNC).write({"position": vals["function"]})
        if (
            "client_birthday" in vals
            and self.env.context.get("client_birthday_sync") is not SYNC
        ):
            self._dates_from_birthday()
        return result

    def _roles_from_cards(self, moved=False):
        """Give contacts of companies the role that their card states.

        :param bool moved: whether cards may have left a company; that role has ended
        """
        if not self:
            return
        self.env.flush_all()
        today = self.env["client.work.days"]._today()
        if moved:
            self.env.execute_query(
                SQL(
                    """UPDATE client_contact_role role
                          SET date_to = GREATEST(%s, role.date_from), is_main = FALSE
                         FROM res_partner card
                        WHERE card.id = role.partner_id AND card.id = ANY(%s)
                          AND role.is_main AND role.date_to IS NULL
                          AND (role.client_id <> card.commercial_partner_id
                               OR card.is_company)
                    RETURNING role.id""",
                    today,
                    self.ids,
                )
            )
        self._insert_roles(SQL("card.id = ANY(%s)", self.ids))

    @api.model
    def _insert_roles(self, condition):
        """Insert the roles of all cards of a condition that have none."""
        self.env.execute_query(
            SQL(
                """INSERT INTO client_contact_role (partner_id, client_id, position,
                       influence, is_main, create_uid, write_uid, create_date,
                       write_date)
                SELECT card.id, card.commercial_partner_id, card.function, '0', TRUE,
                       %(uid)s, %(uid)s, now() AT TIME ZONE 'UTC',
                       now() AT TIME ZONE 'UTC'
                  FROM res_partner card
                 WHERE %(condition)s AND card.active
                   AND card.commercial_partner_id <> card.id
                   AND card.is_company IS NOT TRUE AND card.type = 'contact'
                   AND NOT EXISTS (
                    SELECT FROM res_company ours
                     WHERE ours.partner_id = card.commercial_partner_id)
                   AND NOT EXISTS (
                    SELECT FROM client_contact_role role
                     WHERE role.partner_id = card.id AND role.is_main
                       AND role.date_to IS NULL)
                RETURNING id""",
                uid=self.env.uid,
                condition=condition,
            )
        )
        self.env["client.contact.role"].invalidate_model()
        self.invalidate_model(["client_role_ids", "client_people_ids"])

    @api.model
    def _insert_roles_of_all(self):
        """Give all contacts of companies the role that their card states, and the
        birthdays of cards their place among the dates; for data that was there
        before."""
        self.env.flush_all()
        self._insert_roles(SQL("TRUE"))
        self.with_context(active_test=False).search(
            [
                ("client_birthday", "!=", False),
                ("client_personal_date_ids", "=", False),
            ]
        )._dates_from_birthday()

    # ------------------------------------------------------------------ birthdays
    def _dates_from_birthday(self):
        """Keep the birthday of the card among the personal dates."""
        dates_sudo = self.env["client.personal.date"].sudo()
        birthday = dates_sudo._birthday_type()
        if not birthday:
            return
        known = dates_sudo.search(
            [("partner_id", "in", self.ids), ("type_id", "=", birthday.id)]
        ).grouped("partner_id")
        for partner in self.sudo():
            day = partner.client_birthday
            old = known.get(partner, dates_sudo)
            if not day:
                old.filtered("year").unlink()
                continue
            values = {"day": day.day, "month": str(day.month), "year": day.year}
            if old:
                old[0].write(values)
                old[1:].unlink()
            else:
                old.create({"partner_id": partner.id, "type_id": birthday.id, **values})

    def _birthday_from_dates(self):
        """Keep the birthday among the personal dates on the card, where its year is
        known."""
        birthday = self.env["client.personal.date"]._birthday_type()
        for partner in self.sudo():
            found = partner.client_personal_date_ids.filtered(
                lambda one: one.type_id == birthday and one.year
            )[:1]
            day = found and date(found.year, int(found.month), found.day)
            if (day or False) != partner.client_birthday:
                partner.with_context(client_birthday_sync=SYNC).client_birthday = (
                    day or False
                )

    # ------------------------------------------------------------------ actions
    def action_open_people(self):
        """Open the people of the client, with their roles."""
        self.ensure_one()
        client = self.commercial_partner_id
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_accounting.client_contact_role_action"
        )
        return {
            **action,
            "name": self.env._("People of %(client)s", client=client.display_name),
            "domain": [("client_id", "=", client.id)],
            "context": {
                "default_client_id": client.id,
                "client_people_of": client.id,
                "partner_display_name_hide_company": True,
                "search_default_current": 1,
            },
        }

    def action_open_acquaintances(self):
        """Open who of ours knows the person, or the people of the client."""
        self.ensure_one()
        people = self._people_of()
        acquaintances = self.env["client.acquaintance"]
        acquaintances.sudo()._refresh(people.ids)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_accounting.client_acquaintance_action"
        )
        return {
            **action,
            "name": self.env._("Who Knows %(name)s", name=self.display_name),
            "domain": [("partner_id", "in", people.ids)],
            "context": {
                "default_partner_id": people.id if len(people) == 1 else False,
                "partner_display_name_hide_company": True,
            },
        }

    def action_leave_company(self):
        """Ask what happens to the links of a contact who leaves his company."""
        self.ensure_one()
        main = self.client_role_ids.filtered(
            lambda role: role.is_main and not role.date_to
        )
        if not main:
            raise UserError(
                self.env._("%(name)s belongs to no company.", name=self.display_name)
            )
        return main.action_leave()

    def _people_of(self):
        """The people of a client whom the user may read, or the person himself."""
        self.check_access("read")
        if not self.is_company:
            return self
        roles = self.env["client.contact.role"]
        people = roles.search(
            roles._current_domain() & fields.Domain("client_id", "=", self.id)
        ).partner_id
        family = fields.Domain("commercial_partner_id", "=", self.id)
        return people | self.search(family & fields.Domain("is_company", "=", False))
