from odoo import api, fields, models


class ClientTelephonyExtension(models.Model):
    """Whose telephone it is: sees the client's card when it rings."""

    _name = "client.telephony.extension"
    _description = "Telephone Extension"
    _order = "connection_id, extension, id"
    _rec_name = "extension"

    connection_id = fields.Many2one(
        "client.telephony.connection", required=True, ondelete="cascade", index=True
    )
    extension = fields.Char(required=True, help="As the exchange writes it.")
    user_id = fields.Many2one(
        "res.users", required=True, ondelete="cascade", domain="[('share', '=', False)]"
    )

    _extension_unique = models.UniqueIndex(
        "(connection_id, extension)", "The extension is in the list already."
    )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._stripped(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._stripped(vals))

    def _stripped(self, vals):
        if isinstance(vals.get("extension"), str):
            return {**vals, "extension": vals["extension"].strip()}
        return vals
