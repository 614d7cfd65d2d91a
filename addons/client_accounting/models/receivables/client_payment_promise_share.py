from odoo import models
from odoo.tools import SQL


class ClientPaymentPromise(models.Model):
    """The share of promises kept, right for any group of them: open, postponed and void
    ones do not count, and large promises weigh more in the share by amount."""

    _inherit = "client.payment.promise"

    def _read_group_select(self, aggregate_spec, query):
        # OVERRIDE: averages of decided promises only
        decided = SQL(
            "%s IN ('kept', 'partly', 'broken')",
            self._field_to_sql(self._table, "state", query),
        )
        if aggregate_spec == "share_number:avg":
            return SQL(
                "AVG(%s) FILTER (WHERE %s)",
                self._field_to_sql(self._table, "share_number", query),
                decided,
            )
        if aggregate_spec == "share_amount:avg":
            promised = self._field_to_sql(self._table, "amount_company", query)
            return SQL(
                "SUM(%(share)s * %(promised)s) FILTER (WHERE %(decided)s)"
                " / NULLIF(SUM(%(promised)s) FILTER (WHERE %(decided)s), 0)",
                share=self._field_to_sql(self._table, "share_amount", query),
                promised=promised,
                decided=decided,
            )
        return super()._read_group_select(aggregate_spec, query)
