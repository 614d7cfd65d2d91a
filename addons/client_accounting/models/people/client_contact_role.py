from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..abstract.client_period_mixin import SYNC

INFLUENCE = [
    ("0", "Unknown"),
    ("1", "Little"),
    ("2", "Some"),
    ("3", "Much"),
    ("4", "Decisive"),
]
ATTITUDES = [
    ("champion", "Champion"),
    ("supporter", "Supporter"),
    ("neutral", "Neutral"),
    ("critic", "Critic"),
    ("opponent", "Opponent"),
]
#: colours of the palette of the web client
ATTITUDE_COLORS = {
    "champion": 10,
    "supporter": 4,
    "neutral": 0,
    "critic": 2,
    "opponent": 1,
}


class ClientContactRole(models.Model):
    """What a person is in a company: one may work for two, direct one and own another.

    The card of a contact is one of his roles, kept up by itself: the company of the
    card, and the position written there.
    """

    _name = "client.contact.role"
    _inherit = ["client.people.mixin", "client.period.mixin"]
    _description = "Role of a Person in a Company"
    _order = "date_to DESC NULLS FIRST, influence DESC, id"
    _people_fields = ("partner_id", "client_id")
    _rec_names_search = ["partner_id.name", "client_id.name", "position"]

    partner_id = fields.Many2one(
        "res.partner",
        "Person",
        required=True,
        index=True,
        ondelete="cascade",
        domain=[("is_company", "=", False), ("type", "=", "contact")],
    )
    client_id = fields.Many2one(
        "res.partner",
        "Company",
        required=True,
        index=True,
        ondelete="cascade",
        help="The client that he works for, owns or advises.",
    )
    position = fields.Char(help="As it is called there, such as Head of Purchasing.")
    buying_role_id = fields.Many2one(
        "client.buying.role",
        "Role in Buying",
        ondelete="restrict",
        index="btree_not_null",
    )
    influence = fields.Selection(
        INFLUENCE,
        required=True,
        default="0",
        help="How much his word weighs there when something is bought.",
    )
    attitude = fields.Selection(
        ATTITUDES, help="How he stands to us there. Empty while nobody knows."
    )
    attitude_color = fields.Integer(compute="_compute_attitude_color")
    interests = fields.Text(help="What he wants to reach there, for himself as well.")
    preferences = fields.Text(
        help="How he likes to be dealt with: when to call, how to write, what to bring."
    )
    date_to = fields.Date(help="The last day in this role.")
    note = fields.Text("Notes")
    is_main = fields.Boolean(
        "Card",
        readonly=True,
        copy=False,
        help="This is the role that the contact's own card states.",
    )

    partner_phone = fields.Char(related="partner_id.phone")
    partner_email = fields.Char(related="partner_id.email")
    partner_avatar = fields.Image(related="partner_id.avatar_128")
    knower_ids = fields.Many2many(
        "res.users",
        string="Known By",
        compute="_compute_knower_ids",
        help="Who of ours knows him, the best first.",
    )
    date_soon = fields.Char(
        "Coming Days",
        compute="_compute_date_soon",
        help="His birthday or another day of his within two weeks.",
    )

    _main_unique = models.UniqueIndex(
        "(partner_id) WHERE is_main AND date_to IS NULL",
        "The card of a contact states one role only.",
    )

    # ------------------------------------------------------------------ computes
    @api.depends("partner_id", "client_id", "position")
    def _compute_display_name(self):
        for role in self:
            place = ", ".join(
                filter(None, (role.position, role.sudo().client_id.display_name))
            )
            name = role.sudo().partner_id.name or ""
            role.display_name = f"{name} ({place})" if place else name

    @api.depends("attitude")
    def _compute_attitude_color(self):
        for role in self:
            role.attitude_color = ATTITUDE_COLORS.get(role.attitude, 0)

    @api.depends("partner_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_knower_ids(self):
        knowers = self.env["client.acquaintance"]._knowers(self.partner_id._origin)
        for role in self:
            role.knower_ids = knowers.get(role.partner_id._origin.id, [])

    @api.depends("partner_id")
    def _compute_date_soon(self):
        texts = self.env["client.personal.date"]._soon(self.partner_id._origin)
        for role in self:
            role.date_soon = texts.get(role.partner_id._origin.id, False)

    # ------------------------------------------------------------------ constraints
    @api.constrains("partner_id", "client_id")
    def _check_person(self):
        for role in self.sudo():
            if role.partner_id == role.client_id or role.partner_id.is_company:
                raise ValidationError(
                    self.env._(
                        "“%(name)s” is a company. People have roles in companies: "
                        "choose a person.",
                        name=role.partner_id.display_name,
                    )
                )

    @api.constrains(
        "partner_id", "client_id", "position", "buying_role_id", "date_from", "date_to"
    )
    def _check_twice(self):
        for role in self.sudo():
            same = self.sudo().search(
                [
                    ("id", "!=", role.id),
                    ("partner_id", "=", role.partner_id.id),
                    ("client_id", "=", role.client_id.id),
                    ("position", "=", role.position),
                    ("buying_role_id", "=", role.buying_role_id.id),
                ]
            )
            if any(role._overlaps(other) for other in same):
                raise ValidationError(
                    self.env._(
                        "%(person)s has this role at %(company)s already. End the one "
                        "that is there, or say what is different in this one.",
                        person=role.partner_id.name,
                        company=role.client_id.name,
                    )
                )

    # ------------------------------------------------------------------ records
    @api.model_create_multi
    def create(self, vals_list):
        return super().create(self._of_clients(vals_list, "client_id"))

    def write(self, vals):
        result = super().write(vals)
        if "position" in vals and self.env.context.get("client_role_sync") is not SYNC:
            main = self.filtered(lambda role: role.is_main and not role.date_to)
            main.partner_id.with_context(client_role_sync=SYNC).write(
                {"function": vals["position"]}
            )
        return result

    def action_open_person(self):
        """Open the card of the person."""
        self.ensure_one()
        return self.partner_id._get_records_action()

    def action_leave(self):
        """Ask what happens to the links of a person who leaves the company."""
        self.ensure_one()
        self.check_access("write")
        leave = self.env["client.contact.leave"].create({"role_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Leaves the Company"),
            "res_model": "client.contact.leave",
            "res_id": leave.id,
            "views": [(False, "form")],
            "target": "new",
        }
