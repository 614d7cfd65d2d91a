from odoo import api, fields, models
from odoo.tools import SQL

#: looks closer together than this are one look
PAUSE = "30 minutes"


class ClientDossierLook(models.Model):
    """When a user last looked at a client, to tell what is new since then.

    One row for each user and client: of the present look and of the one before.
    """

    _name = "client.dossier.look"
    _description = "Look at a Dossier"
    _log_access = False
    _rec_name = "client_id"

    user_id = fields.Many2one(
        "res.users", required=True, readonly=True, ondelete="cascade"
    )
    client_id = fields.Many2one(
        "res.partner", required=True, readonly=True, index=True, ondelete="cascade"
    )
    seen_at = fields.Datetime("Last Look", required=True, readonly=True)
    before_at = fields.Datetime("Look Before", readonly=True)

    _user_client_uniq = models.UniqueIndex("(user_id, client_id)")

    @api.model
    def _mark(self, client_id):
        """Write down that the user looks at the client now."""
        self.env.execute_query(
            SQL(
                """
                INSERT INTO client_dossier_look (user_id, client_id, seen_at)
                VALUES (%(user)s, %(client)s, %(now)s)
           ON CONFLICT (user_id, client_id) DO UPDATE SET
                seen_at = %(now)s,
                before_at = CASE
                    WHEN client_dossier_look.seen_at
                         < %(now)s::timestamp - %(pause)s::interval
                    THEN client_dossier_look.seen_at
                    ELSE client_dossier_look.before_at END
             RETURNING id
                """,
                user=self.env.uid,
                client=client_id,
                now=fields.Datetime.now(),
                pause=PAUSE,
            )
        )
        self.invalidate_model(flush=False)

    @api.model
    def _since(self, scope):
        """SQL of the moment since when things are new to the reader of a dossier."""
        return SQL(
            """(SELECT CASE WHEN look.seen_at < %(now)s::timestamp - %(pause)s::interval
                            THEN look.seen_at ELSE look.before_at END
                  FROM client_dossier_look look
                 WHERE look.user_id = %(user)s AND look.client_id = %(client)s)""",
            now=scope.now,
            pause=PAUSE,
            user=scope.env.uid,
            client=scope.client_id,
        )
