from odoo import fields, models


class ClientDossierView(models.Model):
    """How one user has arranged the dossier for himself."""

    _name = "client.dossier.view"
    _inherit = ["client.layout.mixin"]
    _description = "Dossier as a User Arranged It"
    _rec_name = "user_id"

    user_id = fields.Many2one(
        "res.users", required=True, ondelete="cascade", readonly=True, index=True
    )
    layout_id = fields.Many2one(
        "client.dossier.layout",
        ondelete="set null",
        index="btree_not_null",
        help="The layout chosen; empty for the default of the user's role.",
    )
    places = fields.Json(
        help="Pairs of part and place in the user's own order; empty for the layout's."
    )

    _user_uniq = models.UniqueIndex("(user_id)", "A user has one arrangement.")
