from odoo import api, fields, models


class ClientProfile(models.Model):
    """A kind of client with its own dossier: a factory, a retail chain, a person."""

    _name = "client.profile"
    _inherit = ["client.code.mixin", "client.dictionary.part"]
    _description = "Client Profile"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    color = fields.Integer()
    description = fields.Text(
        translate=True, help="Which clients belong here and what is learned of them."
    )
    line_ids = fields.One2many(
        "client.profile.line", "profile_id", "Attributes", copy=True
    )
    attribute_count = fields.Integer(compute="_compute_attribute_count")
    client_count = fields.Integer("Clients", compute="_compute_client_count")
    active = fields.Boolean(
        default=True,
        help="The attributes of an archived profile are not shown; their values are "
        "kept and come back with it.",
    )

    _code_unique = models.UniqueIndex("(code)", "Another profile has this code.")

    @api.depends("line_ids")
    def _compute_attribute_count(self):
        for profile in self:
            profile.attribute_count = len(profile.line_ids)

    def _compute_client_count(self):
        counts = self.env["res.partner"]._read_group(
            [("client_profile_ids", "in", self.ids)],
            ["client_profile_ids"],
            ["__count"],
        )
        counts = {profile.id: count for profile, count in counts}
        for profile in self:
            profile.client_count = counts.get(profile.id, 0)

    def write(self, vals):
        archiving = "active" in vals and self.filtered(
            lambda profile: profile.active != bool(vals["active"])
        )
        result = super().write(vals)
        if archiving:
            self.env["res.partner"]._settle_client_attributes(profiles=archiving)
        return result

    def unlink(self):
        # the clients lose the profile, not their values
        partners = self.env["res.partner"].sudo().with_context(active_test=False)
        partners = partners.search([("client_profile_ids", "in", self.ids)])
        result = super().unlink()
        partners._settle_client_attributes()
        return result

    def action_open_clients(self):
        """Open the clients that have the profile."""
        self.ensure_one()
        return self.env["res.partner"]._open_clients(
            self.name,
            [("client_profile_ids", "in", self.ids)],
            {"default_client_profile_ids": self.ids},
        )
