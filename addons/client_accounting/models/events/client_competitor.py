from odoo import fields, models


class ClientCompetitor(models.Model):
    """Who else sells to our clients; named on the events where one hears of him."""

    _name = "client.competitor"
    _inherit = ["client.code.mixin"]
    _description = "Competitor"
    _order = "name, id"

    name = fields.Char(required=True, index="trigram")
    website = fields.Char()
    note = fields.Text(help="What one should know before the talk.")
    color = fields.Integer()
    active = fields.Boolean(default=True)

    _code_unique = models.UniqueIndex("(code)", "Two competitors have the same code.")
