from odoo import fields, models

from .client_duplicate_finder import MODE, PROPOSED, STRONG


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    client_duplicate_mode = fields.Selection(
        [
            ("off", "Do not look for duplicates"),
            ("warn", "Warn"),
            ("block", "Warn, and stop sure ones until somebody insists"),
        ],
        "Duplicate Clients",
        default="warn",
        config_parameter=MODE,
        help="What happens when a client is saved or imported that is like another.",
    )
    client_duplicate_score = fields.Integer(
        "Propose From",
        default=50,
        config_parameter=PROPOSED,
        help="Pairs from this score on are proposed as possible duplicates.",
    )
    client_duplicate_strong_score = fields.Integer(
        "Sure From",
        default=80,
        config_parameter=STRONG,
        help="From this score on a client is surely a duplicate.",
    )
