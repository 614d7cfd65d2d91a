from odoo import api, fields, models
from odoo.tools import SQL


class ClientFiguresState(models.Model):
    """How far the figures have read. One row, written by SQL only."""

    _name = "client.figures.state"
    _description = "State of Client Figures"
    _log_access = False

    watermark = fields.Datetime(
        readonly=True,
        help="Everything written before this time is in the figures.",
    )
    captured = fields.Datetime(
        readonly=True,
        help="The watermark of the next refresh whose transaction cannot tell its own.",
    )
    day = fields.Date(
        readonly=True, help="The day for which the rolling windows were computed."
    )
    basis = fields.Char(
        readonly=True, help="The set of figures and the time zone they were made for."
    )
    refreshed_at = fields.Datetime(readonly=True)
    rebuilt_at = fields.Datetime(readonly=True)

    @api.model
    def _read_state(self):
        """What is stored as a dict; empty before the first build."""
        rows = self.env.execute_query_dict(
            SQL(
                "SELECT watermark, captured, day, basis FROM client_figures_state"
                " LIMIT 1"
            )
        )
        return rows[0] if rows else {}

    @api.model
    def _write_state(self, **values):
        """Store values; microseconds of time stamps are kept."""
        columns = [SQL.identifier(name) for name in values]
        updated = self.env.execute_query(
            SQL(
                "UPDATE client_figures_state SET %s RETURNING id",
                SQL(", ").join(
                    SQL("%s = %s", column, value)
                    for column, value in zip(columns, values.values(), strict=True)
                ),
            )
        )
        if not updated:
            self.env.execute_query(
                SQL(
                    "INSERT INTO client_figures_state (%s) VALUES %s RETURNING id",
                    SQL(", ").join(columns),
                    tuple(values.values()),
                )
            )
        self.invalidate_model()
