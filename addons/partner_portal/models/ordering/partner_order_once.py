from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

#: Forms of the portal that are older are not sent twice any more.
DAYS = 2


class PartnerOrderOnce(models.Model):
    """What was done already: a form of the portal that is sent twice acts once.

    The key is unique for the whole database, so that two requests in the same moment on
    two servers meet here: one waits for the other and is then told the truth.
    """

    _name = "partner.order.once"
    _description = "Form of the Portal That Was Sent"
    _rec_name = "key"
    _log_access = False

    key = fields.Char(required=True)
    number = fields.Integer(default=0)
    date = fields.Datetime(required=True)

    _key_uniq = models.UniqueIndex("(key)", "This form was sent already.")
    _date_idx = models.Index("(date)")

    @api.model
    def _first(self, key):
        """Whether nobody has come with this key yet; marks that somebody has."""
        rows = self.env.execute_query(
            SQL(
                "INSERT INTO partner_order_once (key, number, date)"
                " VALUES (%s, 0, %s) ON CONFLICT (key) DO NOTHING RETURNING id",
                key,
                fields.Datetime.now(),
            )
        )
        return bool(rows)

    @api.model
    def _in_line(self, key):
        """Let one transaction after the other pass with this key.

        Who came at the same time is run again by the server, on what the first has
        written.
        """
        self.env.cr.execute(
            SQL(
                "INSERT INTO partner_order_once AS once (key, number, date)"
                " VALUES (%s, 1, %s) ON CONFLICT (key) DO UPDATE"
                " SET number = once.number + 1, date = EXCLUDED.date",
                key,
                fields.Datetime.now(),
            )
        )

    @api.autovacuum
    def _gc_old(self):
        before = fields.Datetime.now() - timedelta(days=DAYS)
        self.sudo().search([("date", "<", before)], limit=10000).unlink()
