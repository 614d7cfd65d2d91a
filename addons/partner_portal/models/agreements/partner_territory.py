from odoo import fields, models


class PartnerTerritory(models.Model):
    """Places and named clients to which partners are given a right."""

    _name = "partner.territory"
    _inherit = ["mail.thread"]
    _description = "Partner Territory"
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    note = fields.Text("Description")
    line_ids = fields.One2many(
        "partner.territory.line", "territory_id", "Places and Clients", copy=True
    )
    grant_ids = fields.One2many("partner.territory.grant", "territory_id", "Rights")

    _name_uniq = models.UniqueIndex(
        "(company_id, name)", "Another territory has this name."
    )
