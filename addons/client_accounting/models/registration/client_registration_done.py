from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL

#: nothing that an ERP holds happened earlier
BEGINNING = fields.Datetime.to_datetime("1970-01-01")
MOMENT = timedelta(microseconds=1)


class ClientRegistrationHistory(models.Model):
    """Once all of the past is registered, nobody looks for contacts elsewhere."""

    _inherit = "client.registration.history"

    def write(self, vals):
        result = super().write(vals)
        if vals.get("state") == "done" and self._is_complete():
            self.env["client.event"]._set_history_registered()
        return result

    def _is_complete(self):
        """Whether each source was gone through from its beginning to its end, and
        none is under way."""
        runs = self.sudo().search([("state", "in", ("running", "stopped", "done"))])
        sources = {key for key, _label in self._fields["source"].selection}
        if any(run.state != "done" for run in runs):
            return False
        begun = {run.source for run in runs if not run._has_earlier(run.source)}
        return begun == sources

    def _has_earlier(self, source):
        """Whether something of the source happened before the run begins."""
        self.ensure_one()
        until = fields.Datetime.to_datetime(self.date_from) - MOMENT
        condition = self.env["client.registration"]._source_condition(
            source, BEGINNING, until
        )
        table = self.env[source]
        table.flush_model()
        [(found,)] = self.env.execute_query(
            SQL(
                "SELECT EXISTS (SELECT FROM %s source WHERE %s)",
                SQL.identifier(table._table),
                condition,
            )
        )
        return found
