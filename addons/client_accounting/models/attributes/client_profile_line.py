from odoo import api, fields, models


class ClientProfileLine(models.Model):
    """An attribute in a profile: how much the company insists on it."""

    _name = "client.profile.line"
    _inherit = ["client.dictionary.part"]
    _description = "Attribute of a Client Profile"
    _order = "profile_id, sequence, id"
    _rec_name = "attribute_id"

    profile_id = fields.Many2one(
        "client.profile", required=True, index=True, ondelete="cascade"
    )
    attribute_id = fields.Many2one(
        "client.attribute", required=True, index=True, ondelete="cascade"
    )
    section_id = fields.Many2one(related="attribute_id.section_id")
    type = fields.Selection(related="attribute_id.type")
    sequence = fields.Integer(default=10)
    is_required = fields.Boolean(
        "Required",
        help="The dossier is incomplete while the value is missing.",
    )
    required_stage_id = fields.Many2one(
        "client.lifecycle.stage",
        "From Stage",
        index="btree_not_null",
        ondelete="set null",
        help="Required of clients that are at this stage or further. Empty: of all "
        "clients.",
    )
    is_blocking = fields.Boolean(
        "Keeps Back",
        help="Nobody can bring a client to the stage by hand while the value is "
        "missing.",
    )
    confirm_months = fields.Integer(
        "Confirm Every, Months",
        help="After so many months somebody has to confirm that the value is still "
        "true. 0: never.",
    )

    _attribute_unique = models.UniqueIndex(
        "(profile_id, attribute_id)", "The profile has this attribute already."
    )
    _confirm_months_positive = models.Constraint(
        "CHECK(confirm_months >= 0)", "Months are counted from 0."
    )

    @api.onchange("required_stage_id", "is_blocking")
    def _onchange_required(self):
        if self.required_stage_id or self.is_blocking:
            self.is_required = True

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._settle_clients()
        return lines

    def write(self, vals):
        moving = not {"profile_id", "attribute_id"}.isdisjoint(vals)
        if moving:
            profiles = self.profile_id
        result = super().write(vals)
        if moving:
            self._settle_clients(profiles)
        return result

    def unlink(self):
        profiles = self.profile_id
        result = super().unlink()
        self.env["res.partner"]._settle_client_attributes(profiles=profiles)
        return result

    def _settle_clients(self, profiles=None):
        """Give back what clients have kept of these attributes, keep what they lose."""
        profiles = (profiles or self.env["client.profile"]) | self.profile_id
        self.env["res.partner"]._settle_client_attributes(profiles=profiles)
