from odoo import api, models
from odoo.tools import SQL

#: from this share of the clients on everybody is evaluated
FULL_SHARE = 0.25
FULL_LEAST = 5000


class ClientSegment(models.Model):
    """When segments are evaluated: everybody once a day and where a definition changed,
    else the clients that something changed of."""

    _inherit = "client.segment"

    # ------------------------------------------------------------------ asking
    def _ask_for_evaluation(self):
        """The definition of the segments changed: evaluate them soon."""
        if not self:
            return
        self.sudo().write({"is_stale": True})
        cron = self.env.ref(
            "client_accounting.ir_cron_client_segment", raise_if_not_found=False
        )
        if cron:
            cron.sudo()._trigger()

    @api.model
    def _mark_dirty(self, partner_ids):
        """Have clients evaluated with the next refresh; 0 for everybody."""
        ids = list(partner_ids)
        if ids:
            self.env.execute_query(
                SQL(
                    "INSERT INTO client_segment_dirty (client_id)"
                    " SELECT UNNEST(%s) RETURNING id",
                    ids,
                )
            )

    # ------------------------------------------------------------------ doing
    @api.model
    def _lock(self, wait=True):
        """Whether this transaction may evaluate: one at a time does."""
        if wait:
            self.env.execute_query(
                SQL("SELECT pg_advisory_xact_lock(hashtext('client.segment'))")
            )
            return True
        [(locked,)] = self.env.execute_query(
            SQL("SELECT pg_try_advisory_xact_lock(hashtext('client.segment'))")
        )
        return locked

    def _evaluate_now(self):
        """Evaluate the axes of the segments, and those that refer to them, for all
        clients; waits for another evaluation to end."""
        self._lock()
        return (self | self._dependents())._evaluate()

    def _dependents(self):
        """Segments whose rules refer to these, over any number of others."""
        found, everybody = self, self._all_active()
        references = {
            segment: segment._references().axis_id.segment_ids for segment in everybody
        }
        while more := self.browse().union(
            *(segment for segment in everybody - found if references[segment] & found)
        ):
            found |= more
        return found - self

    @api.model
    def _evaluate_all(self):
        """Evaluate all axes for all clients.

        :return: dict of the numbers of memberships ``opened`` and ``closed``
        """
        self._lock()
        marks = self._new_state()
        self._take_dirty()
        self.env["client.segment.axis"].sudo().search([])._add_standard_segments()
        counts = self._all_active()._evaluate()
        self.env["client.segment.membership"]._delete_orphans()
        self._write_state(**marks, day=self._today())
        return counts

    @api.model
    def _refresh(self):
        """Evaluate what changed since the last time, in the transaction of the caller.

        :return: number of clients looked at; None where everybody was, 0 also where
            another transaction is evaluating at the moment
        """
        if not self._lock(wait=False):
            return 0
        self.env.flush_all()
        state = self._read_state()
        if not state.get("watermark") or state["day"] != self._today():
            self._evaluate_all()
            return None
        marks = self._new_state()
        clients = self._changed_clients(state["watermark"])
        if 0 in clients or self._is_full_due(len(clients)):
            self._evaluate_all()
            return None
        self._write_state(**marks)
        stale = self._all_active().filtered("is_stale")
        if stale:
            (stale | stale._dependents())._evaluate()
        if clients:
            self._evaluate_clients(clients)
        return len(clients)

    @api.model
    def _refresh_clients(self, partner_ids):
        """Evaluate few clients at once; with the next refresh, where another
        transaction is evaluating."""
        if not partner_ids:
            return
        if self._lock(wait=False):
            self._evaluate_clients(list(partner_ids))
        else:
            self._mark_dirty(partner_ids)

    @api.model
    def _evaluate_clients(self, partner_ids):
        """Evaluate some clients on all axes that can be evaluated for some."""
        axes = self.env["client.segment.axis"].sudo().search([])
        axes = axes.filtered(lambda axis: not axis._is_collective())
        axes._add_standard_segments(partner_ids)
        self._all_active()._evaluate(partner_ids)

    @api.model
    def _cron_refresh(self):
        """Evaluate what changed; after the figures of the day are there."""
        figures = self.env["client.figures.state"]._read_state()
        if figures.get("day") not in (None, self._today()):
            return  # the figures of today come first
        self._refresh()

    # ------------------------------------------------------------------ what changed
    @api.model
    def _changed_clients(self, since):
        """Ids of partners to evaluate again, taken from the queue and from the time
        stamps of partners; 0 stands for everybody."""
        clients = set(self._take_dirty())
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id FROM res_partner WHERE write_date >= %(since)s
                 UNION
                SELECT commercial_partner_id FROM res_partner
                 WHERE write_date >= %(since)s AND commercial_partner_id IS NOT NULL
                """,
                since=since,
            )
        )
        return sorted(clients.union(id_ for (id_,) in rows))

    @api.model
    def _take_dirty(self):
        rows = self.env.execute_query(
            SQL("DELETE FROM client_segment_dirty RETURNING client_id")
        )
        return {client_id for (client_id,) in rows}

    @api.model
    def _is_full_due(self, count):
        if count < FULL_LEAST:
            return False
        [(total,)] = self.env.execute_query(
            SQL(
                "SELECT COUNT(*) FROM (%s) clients",
                self.env["client.rule"]._population(),
            )
        )
        return count > FULL_SHARE * total

    @api.model
    def _new_state(self):
        return {"watermark": self.env["client.figures"]._safe_watermark()["watermark"]}

    @api.model
    def _read_state(self):
        rows = self.env.execute_query_dict(
            SQL("SELECT watermark, day FROM client_segment_state LIMIT 1")
        )
        return rows[0] if rows else {}

    @api.model
    def _write_state(self, **values):
        columns = [SQL.identifier(name) for name in values]
        pairs = [
            SQL("%s = %s", column, value)
            for column, value in zip(columns, values.values(), strict=True)
        ]
        if not self.env.execute_query(
            SQL(
                "UPDATE client_segment_state SET %s RETURNING id", SQL(", ").join(pairs)
            )
        ):
            self.env.execute_query(
                SQL(
                    "INSERT INTO client_segment_state (%s) VALUES %s RETURNING id",
                    SQL(", ").join(columns),
                    tuple(values.values()),
                )
            )
        self.env["client.segment.state"].invalidate_model()
