from odoo import api, fields, models

#: codes of the reasons that are found from the documents
FOUND = ("no_stock", "purchase", "production", "carrier", "ours")


class ClientDelayReason(models.Model):
    """Why a delivery is late, in words that can be counted.

    The reasons with the codes of ``FOUND`` are derived from reservations, receipts,
    production and carriers; any of them can be set by hand instead.
    """

    _name = "client.delay.reason"
    _inherit = ["client.code.mixin"]
    _description = "Reason of a Delay"
    _order = "sequence, id"

    name = fields.Char("Reason", required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    color = fields.Integer(aggregator=None)
    party = fields.Selection(
        [
            ("ours", "We"),
            ("supplier", "Supplier"),
            ("carrier", "Carrier"),
            ("client", "Client"),
        ],
        "Whose Delay",
        default="ours",
        required=True,
        help="Who could have done something about it.",
    )
    description = fields.Text(
        "What to Do", translate=True, help="What helps, and what to tell the client."
    )

    _code_uniq = models.UniqueIndex("(code)", "Another reason has this code already.")

    @api.model
    def _ids_by_code(self):
        """Ids of the reasons that documents are given, archived ones left out."""
        reasons = self.sudo().search_fetch([("code", "in", FOUND)], ["code"])
        return {reason.code: reason.id for reason in reasons}
