from odoo import api, fields, models
from odoo.tools import SQL

#: who may have brought a client in, the most telling last
SOURCES = [
    ("scan", "Scan"),
    ("form", "Typed In"),
    ("import", "Import"),
    ("portal", "Portal or Website"),
]


class ClientDuplicateQueue(models.Model):
    """Clients whose keys changed: to be compared with all others by the next scan.

    Rows are only ever inserted and deleted: whoever saves a client waits for nobody.
    """

    _name = "client.duplicate.queue"
    _description = "Client to Compare"
    _log_access = False

    #: no foreign key: the partner may be gone
    client_id = fields.Integer(required=True, index=True, readonly=True)
    source = fields.Selection(
        SOURCES, required=True, readonly=True, help="Where the change came from."
    )

    @api.model
    def _put(self, client_ids, source):
        """Queue clients, by the ids of their commercial partners."""
        if client_ids:
            self.env.execute_query(
                SQL(
                    """
                    INSERT INTO client_duplicate_queue (client_id, source)
                    SELECT id, %s FROM unnest(%s::int[]) id
                    RETURNING id
                    """,
                    source,
                    sorted(set(client_ids)),
                )
            )

    @api.model
    def _take(self, limit, after=0):
        """Remove up to ``limit`` clients from the queue, in the order of their ids.

        :param after: only clients with a higher id: what this transaction has removed
            already would be passed over again and again
        :return: ``{client id: source}``, the most telling source of each
        """
        order = [source for source, _label in SOURCES]
        rows = self.env.execute_query(
            SQL(
                """
                WITH batch AS (
                    SELECT DISTINCT client_id FROM client_duplicate_queue
                     WHERE client_id > %(after)s
                  ORDER BY client_id LIMIT %(limit)s
                )
                DELETE FROM client_duplicate_queue
                 WHERE client_id IN (SELECT client_id FROM batch)
                RETURNING client_id, source
                """,
                after=after,
                limit=limit,
            )
        )
        taken = {}
        for client_id, source in rows:
            known = taken.get(client_id, "scan")
            taken[client_id] = max(known, source, key=order.index)
        return taken

    @api.model
    def _size(self):
        """Number of clients that wait."""
        [(size,)] = self.env.execute_query(
            SQL("SELECT COUNT(DISTINCT client_id) FROM client_duplicate_queue")
        )
        return size
