from odoo import api, fields, models
from odoo.tools import SQL


class ClientSegmentMigrationReport(models.Model):
    """Where each client of an axis was on one day and on another. The days and the
    axis come with the context: ``migration_axis_id``, ``migration_from``,
    ``migration_to``."""

    _name = "client.segment.migration.report"
    _description = "Migration between Segments"
    _auto = False
    _order = "turnover_12m desc, id"
    _rec_name = "partner_id"
    _depends = {
        "client.segment.membership": ["partner_id", "segment_id", "date_to"],
        "client.figures": ["turnover_12m"],
    }

    partner_id = fields.Many2one("res.partner", "Client", readonly=True)
    axis_id = fields.Many2one("client.segment.axis", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    from_segment_id = fields.Many2one("client.segment", "Was In", readonly=True)
    to_segment_id = fields.Many2one("client.segment", "Is In", readonly=True)
    has_moved = fields.Boolean(
        "Moved", readonly=True, help="The client is in another segment than before."
    )
    currency_id = fields.Many2one("res.currency", readonly=True)
    turnover_12m = fields.Monetary("Turnover, 12 Months", readonly=True)

    @property
    def _table_query(self):
        context = self.env.context
        axis_id = context.get("migration_axis_id")
        axis_id = axis_id if type(axis_id) is int else 0
        today = fields.Date.context_today(self)
        before = self._day(context.get("migration_from"), today)
        after = self._day(context.get("migration_to"), today)
        return SQL(
            """
            SELECT COALESCE(old.partner_id, new.partner_id) AS id,
                   COALESCE(old.partner_id, new.partner_id) AS partner_id,
                   a.id AS axis_id, a.company_id, %(currency)s AS currency_id,
                   old.segment_id AS from_segment_id, new.segment_id AS to_segment_id,
                   old.segment_id IS DISTINCT FROM new.segment_id AS has_moved,
                   COALESCE(s.turnover_12m, 0) AS turnover_12m
              FROM (%(old)s) old FULL JOIN (%(new)s) new USING (partner_id)
              JOIN client_segment_axis a ON a.id = %(axis)s
         LEFT JOIN (SELECT f.partner_id,
                           SUM(f.turnover_12m * com.rate) AS turnover_12m
                      FROM %(rows)s GROUP BY f.partner_id) s
                ON s.partner_id = COALESCE(old.partner_id, new.partner_id)
            """,
            old=self._members(axis_id, before),
            new=self._members(axis_id, after),
            axis=axis_id,
            currency=self.env.company.currency_id.id,
            rows=self.env["res.partner"]._client_figures_rows(),
        )

    @api.model
    def _day(self, value, default):
        """The day of the context, which anybody may send: the default for nonsense."""
        try:
            return fields.Date.to_date(value) or default
        except (TypeError, ValueError):
            return default

    @api.model
    def _members(self, axis_id, day):
        """Select of who was in which segment at the end of a day."""
        return SQL(
            """
            SELECT DISTINCT ON (partner_id) partner_id, segment_id
              FROM client_segment_membership
             WHERE axis_id = %(axis)s AND date_from <= %(day)s
               AND (date_to IS NULL OR date_to > %(day)s)
          ORDER BY partner_id, id DESC
            """,
            axis=axis_id,
            day=day,
        )

    def action_open_dossier(self):
        """Open the dossier of the client."""
        self.ensure_one()
        return self.partner_id.action_open_dossier()
