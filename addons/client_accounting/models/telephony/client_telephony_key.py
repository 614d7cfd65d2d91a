from odoo import fields, models


class ClientTelephonyKey(models.AbstractModel):
    """Shows a new key once. It has no table: the key is stored nowhere."""

    _name = "client.telephony.key"
    _description = "New Key of a Telephone Exchange"

    # the web client asks for the defaults of a record, which needs an id
    id = fields.Id()
    key = fields.Char(readonly=True)
    url = fields.Char("Address", readonly=True)
