import hashlib
import logging
from contextlib import contextmanager
from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

#: Clients refreshed in one transaction of the cron.
BATCH = 5000
#: From this share of all rows on, a rebuild is cheaper than a refresh.
REBUILD_SHARE = 0.25
#: How far back to look when transactions of other database roles are invisible.
HIDDEN_OVERLAP = timedelta(hours=1)


class ClientFigures(models.Model):
    """How the rows come about: rebuild, incremental refresh, schedule.

    What changed is known from three things: time stamps of the documents since the
    watermark, days that passed since the last refresh, and the queue
    ``client.figures.dirty`` for what leaves no time stamp behind. All three fill the
    queue first; batches of it are then computed and compared with the stored rows.
    """

    _inherit = "client.figures"

    # ------------------------------------------------------------------ rebuild
    @api.model
    def _rebuild(self):
        """Compute the figures of all clients and store what differs.

        Ids of rows stay. Runs in the transaction of the caller and waits for another
        computation to end.

        :return: dict of the numbers of rows ``inserted``, ``updated``, ``deleted``
        """
        self.env.execute_query(
            SQL("SELECT pg_advisory_xact_lock(hashtext('client.figures'))")
        )
        self.env.flush_all()
        marks = self._safe_watermark()
        scope = self._figures_scope()
        self.env.execute_query(
            SQL("DELETE FROM client_figures_dirty RETURNING client_id")
        )
        counts = self._merge(scope)
        self._store_state(scope, rebuilt_at=self.env.cr.now(), **marks)
        return counts

    @api.model
    def _cron_rebuild(self):
        """Rebuild once a day: finds what SQL behind the ORM's back has changed."""
        was_built = bool(self.env["client.figures.state"]._read_state())
        self._cron_refresh()
        counts = self._rebuild()
        corrected = sum(counts.values())
        if was_built and corrected:
            _logger.warning(
                "The rebuild corrected client figures that the refresh had missed: "
                "%(inserted)s rows added, %(updated)s changed, %(deleted)s removed",
                counts,
            )
        else:
            _logger.info("Client figures rebuilt, %s rows written", corrected)

    # ------------------------------------------------------------------ refresh
    @api.model
    def _refresh(self):
        """Recompute the clients that changed since the last refresh.

        Runs in the transaction of the caller, at once for all of them.

        :return: number of clients looked at; 0 also when another transaction is
            computing at the moment
        """
        if not self._try_lock():
            return 0
        self.env.flush_all()
        self._collect_changes(**self._safe_watermark())
        total = 0
        while done := self._refresh_batch(BATCH):
            total += done
        return total

    @api.model
    def _cron_refresh(self):
        """Refresh in batches, each in a transaction of its own; what is left when the
        time is over stays in the queue."""
        cron = self.env["ir.cron"]
        until = self._capture_watermark()
        cron._commit_progress()  # from here on a snapshot younger than the watermark
        if not self._try_lock():
            return
        self._collect_changes(watermark=until, captured=until)
        remaining = self._queue_size()
        time_left = cron._commit_progress(remaining=remaining)
        while remaining and time_left and self._try_lock():
            done = self._refresh_batch(BATCH)
            remaining = self._queue_size()
            time_left = cron._commit_progress(done, remaining=remaining)

    @api.model
    def _collect_changes(self, **marks):
        """Queue the clients that changed since the watermark or with the days.

        :param marks: the new time stamps of the state
        """
        state = self.env["client.figures.state"]._read_state()
        scope = self._figures_scope()
        if not state.get("watermark") or state["basis"] != self._basis(scope):
            self.env["client.figures.dirty"]._mark_all()
        else:
            selects = self._change_selects(scope, state["watermark"], state["day"])
            self.env.execute_query(
                SQL(
                    "INSERT INTO client_figures_dirty (client_id) %s RETURNING id",
                    SQL(" UNION ").join(selects),
                )
            )
        self._store_state(scope, **marks)

    @api.model
    def _change_selects(self, scope, since, day):
        """Selects of the ids of clients to look at again, of all sources."""
        selects = [
            select
            for source in self._figure_sources()
            for select in source.changed(self.env, scope, since)
        ]
        if day != scope.today:
            early, late = sorted((day, scope.today))
            late_scope = self.with_context(client_figures_today=late)._figures_scope()
            selects += [
                select
                for source in self._figure_sources()
                for select in source.time_driven(self.env, late_scope, early)
            ]
        return selects

    @api.model
    def _refresh_batch(self, limit):
        """Take clients from the queue and recompute them.

        :return: number of clients taken; 0 when the queue is empty
        """
        queued = self._queue_size()
        if not queued:
            return 0
        if self._is_rebuild_due(queued):
            self._rebuild()
            return queued
        [(clients,)] = self.env.execute_query(
            SQL(
                """
                WITH batch AS (
                    SELECT DISTINCT client_id FROM client_figures_dirty
                  ORDER BY client_id LIMIT %s
                ), taken AS (
                    DELETE FROM client_figures_dirty
                     WHERE client_id IN (SELECT client_id FROM batch)
                )
                SELECT ARRAY_AGG(client_id) FROM batch
                """,
                limit,
            )
        )
        self._merge(self._figures_scope(clients))
        return len(clients)

    @api.model
    def _is_rebuild_due(self, queued):
        [(everybody, share)] = self.env.execute_query(
            SQL(
                """
                SELECT EXISTS (SELECT FROM client_figures_dirty WHERE client_id = 0),
                       %s > %s AND %s > %s * (SELECT COUNT(*) FROM client_figures)
                """,
                queued,
                BATCH,
                queued,
                REBUILD_SHARE,
            )
        )
        return everybody or share

    @api.model
    def _queue_size(self):
        """Number of clients that wait for their figures."""
        [(size,)] = self.env.execute_query(
            SQL("SELECT COUNT(DISTINCT client_id) FROM client_figures_dirty")
        )
        return size

    # ------------------------------------------------------------------ storing
    @api.model
    def _merge(self, scope):
        """Bring the stored rows of the scope in line with the documents.

        Only rows that differ are written.

        :return: dict of the numbers of rows ``inserted``, ``updated``, ``deleted``
        """
        query = self._figures_query(scope)
        if scope.clients is not None:
            with self._index_friendly():
                counts = self._store(SQL("(%s)", query), scope.clients)
        else:
            # filling a table may use parallel workers, a statement that writes may not
            self.env.cr.execute("DROP TABLE IF EXISTS client_figures_fresh")
            self.env.cr.execute(
                SQL(
                    "CREATE TEMP TABLE client_figures_fresh ON COMMIT DROP AS %s", query
                )
            )
            self.env.cr.execute("ANALYZE client_figures_fresh (partner_id, company_id)")
            counts = self._store(SQL("client_figures_fresh"))
            self.env.cr.execute("DROP TABLE client_figures_fresh")
        self.invalidate_model()
        self.env["res.partner"]._invalidate_client_figures()
        return counts

    @api.model
    def _store(self, fresh, clients=None):
        """Compare a table of fresh figures with the stored ones and write what differs.

        :param fresh: SQL of a table or subquery with all figures of the clients
        :param clients: ids of the clients it covers, ``None`` for all
        """
        names = self._figure_names()
        [(inserted, updated, deleted)] = self.env.execute_query(
            SQL(
                """
                -- Compared once, by a full join: a look for what is not there yet,
                -- in a table that grows meanwhile, could read it for each row.
                WITH pair AS MATERIALIZED (
                    SELECT n.*, f.id AS stored_id, n.partner_id IS NULL AS is_gone,
                           (%(old)s) IS DISTINCT FROM (%(new)s) AS differs
                      FROM %(fresh)s n
                      FULL JOIN (SELECT * FROM client_figures f WHERE %(within)s) f
                           ON f.partner_id = n.partner_id
                          AND f.company_id = n.company_id
                ), updated AS (
                    UPDATE client_figures f
                       SET (%(columns)s) = ROW(%(new)s), computed_at = %(now)s
                      FROM pair n
                     WHERE f.id = n.stored_id AND NOT n.is_gone AND n.differs
                 RETURNING f.id
                ), inserted AS (
                    INSERT INTO client_figures
                           (partner_id, company_id, computed_at, %(columns)s)
                    SELECT n.partner_id, n.company_id, %(now)s, %(new)s
                      FROM pair n
                     WHERE n.stored_id IS NULL
                 RETURNING id
                ), deleted AS (
                    DELETE FROM client_figures f
                     USING pair n
                     WHERE f.id = n.stored_id AND n.is_gone
                 RETURNING f.id
                )
                SELECT (SELECT COUNT(*) FROM inserted),
                       (SELECT COUNT(*) FROM updated),
                       (SELECT COUNT(*) FROM deleted)
                """,
                fresh=fresh,
                columns=SQL(", ").join(SQL.identifier(name) for name in names),
                old=SQL(", ").join(SQL.identifier("f", name) for name in names),
                new=SQL(", ").join(SQL.identifier("n", name) for name in names),
                now=self.env.cr.now(),
                within=SQL("TRUE")
                if clients is None
                else SQL("f.partner_id = ANY(%s)", list(clients)),
            )
        )
        return {"inserted": inserted, "updated": updated, "deleted": deleted}

    @contextmanager
    def _index_friendly(self):
        """Let the planner reach for the documents of few clients through the indexes,
        which the default cost of a random page, meant for disks, talks it out of."""
        [(cost,)] = self.env.execute_query(
            SQL("SELECT current_setting('random_page_cost')")
        )
        setting = SQL("SELECT set_config('random_page_cost', %s, TRUE)", "1.1")
        self.env.execute_query(setting)
        yield
        self.env.execute_query(
            SQL("SELECT set_config('random_page_cost', %s, TRUE)", cost)
        )

    @api.model
    def _store_state(self, scope, **values):
        self.env["client.figures.state"]._write_state(
            day=scope.today,
            basis=self._basis(scope),
            refreshed_at=self.env.cr.now(),
            **values,
        )

    @api.model
    def _basis(self, scope):
        """What the stored rows depend on beside the documents: where it changes, by
        an update or a new addon, all of them are computed again."""
        parts = [scope.tz, str(scope.main_company_id), *self._figure_names()]
        parts += [source.basis(self.env) for source in self._figure_sources()]
        basis = " ".join(parts)
        return hashlib.sha256(basis.encode()).hexdigest()

    # ------------------------------------------------------------------ watermark
    @api.model
    def _try_lock(self):
        """Whether this transaction may compute: one at a time does."""
        [(locked,)] = self.env.execute_query(
            SQL("SELECT pg_try_advisory_xact_lock(hashtext('client.figures'))")
        )
        return locked

    @api.model
    def _capture_watermark(self):
        """The time (UTC) before which nothing that is yet to be committed was written.

        Time stamps of rows are the start of the transaction that wrote them. So the
        watermark is the start of the oldest transaction that is open now; it holds
        for whoever takes his snapshot after this call.
        """
        return self._watermark_and_gap()[0]

    @api.model
    def _safe_watermark(self):
        """The watermark for the snapshot of this transaction.

        Where transactions ended between the snapshot and now, their rows are not
        visible here and their start is not known any more. Then the watermark is the
        one captured by the refresh before: this snapshot sees it, so it is older.

        :return: dict of the new ``watermark`` and ``captured`` of the state
        """
        [(snapshot,)] = self.env.execute_query(
            SQL("SELECT pg_current_snapshot()::text")
        )
        captured, gap = self._watermark_and_gap(snapshot)
        watermark = captured
        if gap:
            state = self.env["client.figures.state"]._read_state()
            watermark = state.get("captured") or captured - timedelta(days=1)
        return {"watermark": watermark, "captured": captured}

    @api.model
    def _watermark_and_gap(self, snapshot=None):
        """``(watermark, gap)``; gap: a transaction that the snapshot does not see has
        ended. Asked in a transaction of its own, since it takes a new snapshot."""
        gap = SQL("FALSE")
        if snapshot:
            gap = SQL(
                """
                EXISTS (
                    SELECT FROM generate_series(
                        pg_snapshot_xmin(%(mine)s::pg_snapshot)::text::bigint,
                        pg_snapshot_xmax(pg_current_snapshot())::text::bigint - 1) x
                     WHERE NOT pg_visible_in_snapshot(x::text::xid8, %(mine)s)
                       AND pg_visible_in_snapshot(
                               x::text::xid8, pg_current_snapshot()))
                """,
                mine=snapshot,
            )
        with self.env.registry.cursor() as cr:
            cr.execute(
                SQL(
                    """
                    SELECT LEAST(
                               now() AT TIME ZONE 'UTC',
                               MIN(xact_start) AT TIME ZONE 'UTC',
                               CASE WHEN BOOL_OR(query = '<insufficient privilege>')
                                    THEN now() AT TIME ZONE 'UTC' - %s END),
                           %s
                      FROM pg_stat_activity
                     WHERE datname = current_database()
                       AND backend_type = 'client backend'
                       AND pid <> pg_backend_pid()
                    """,
                    HIDDEN_OVERLAP,
                    gap,
                )
            )
            return cr.fetchone()
