from odoo import api, fields, models
from odoo.tools import SQL


class ClientFiguresDirty(models.Model):
    """Clients to refresh though no time stamp will tell.

    Rows are only ever inserted and deleted: whoever marks a client never waits for
    whoever refreshes it.
    """

    _name = "client.figures.dirty"
    _description = "Client Figures to Refresh"
    _log_access = False

    #: no foreign key: the partner may be gone; 0 stands for all clients
    client_id = fields.Integer(required=True, index=True, readonly=True)

    @api.model
    def _mark(self, partner_ids):
        """Queue the clients of partners, as they are now in the database."""
        ids = [id_ for id_ in partner_ids if id_]
        if not ids:
            return
        self.env["res.partner"].flush_model(["commercial_partner_id"])
        self.env.execute_query(
            SQL(
                """
                INSERT INTO client_figures_dirty (client_id)
                SELECT id FROM res_partner WHERE id = ANY(%(ids)s)
                 UNION
                SELECT commercial_partner_id FROM res_partner
                 WHERE id = ANY(%(ids)s) AND commercial_partner_id IS NOT NULL
                RETURNING id
                """,
                ids=ids,
            )
        )

    @api.model
    def _mark_all(self):
        """Queue a full rebuild: something changed that concerns every client."""
        self.env.execute_query(
            SQL("INSERT INTO client_figures_dirty (client_id) VALUES (0) RETURNING id")
        )
