from odoo import api, fields, models


class ClientDossierLayout(models.Model):
    """Which parts of the dossier somebody sees first, and where: one for each role.

    Parts that a layout does not name come after the others, where they are by default,
    so that those of further addons are never missed.
    """

    _name = "client.dossier.layout"
    _inherit = ["client.code.mixin", "client.layout.mixin"]
    _description = "Layout of the Dossier"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(
        default=50,
        help="Who may use several gets the first one, until he chooses another.",
    )
    active = fields.Boolean(default=True)
    group_ids = fields.Many2many(
        "res.groups",
        "client_dossier_layout_group_rel",
        "layout_id",
        "group_id",
        "Default for",
        help="Users of these groups see the dossier like this until they choose "
        "another layout. Empty: for whom no other layout is.",
    )
    line_ids = fields.One2many(
        "client.dossier.layout.line", "layout_id", "Parts", copy=True
    )

    _code_uniq = models.UniqueIndex("(code)", "Another layout has this code.")

    @api.model
    def _default_of_user(self):
        """The first layout that is for a group of the user, or for everybody else."""
        groups = self.env.user.all_group_ids
        for layout in self.sudo().search([]):
            if not layout.group_ids or layout.group_ids & groups:
                return layout
        return self.sudo().browse()

    def _places(self):
        """``[(key, place), ...]`` in the order of the layout."""
        return [(line.section, line.place) for line in self.sudo().line_ids]
