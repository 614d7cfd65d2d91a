from odoo import fields, models


class ClientAttributeConfirmation(models.Model):
    """When a value was last written or confirmed, and by whom; one row for a value."""

    _name = "client.attribute.confirmation"
    _description = "Confirmation of a Client Attribute"
    _log_access = False
    _rec_name = "attribute_id"

    partner_id = fields.Many2one(
        "res.partner", "Client", required=True, readonly=True, ondelete="cascade"
    )
    attribute_id = fields.Many2one(
        "client.attribute", required=True, readonly=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one("res.users", readonly=True, ondelete="set null")
    date = fields.Datetime("Confirmed On", required=True, readonly=True)

    _value_unique = models.UniqueIndex("(partner_id, attribute_id) INCLUDE (date)")
