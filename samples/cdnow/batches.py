"""Transactions of a load: each batch is written whole or not at all."""

from dataclasses import replace

from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

# Planner statistics are taken after a first small batch: see `_analyze`.
FIRST_BATCH = 25
ATTEMPTS = 5


class Batches:
    """Runs the work of a loader in batches.

    :param summary: dataclass that the work counts in; it forgets a batch that failed
    :param commit: makes a finished batch permanent; None keeps the whole load in the
        caller's transaction, each batch in a savepoint of its own
    :param progress: called as `progress(stage, done, total)`
    """

    def __init__(self, env, summary, commit=None, progress=None):
        self.env = env
        self.summary = summary
        self.commit = commit
        self.progress = progress
        self.written = 0
        self.analyzed = 0

    def run(self, stage, items, size, done, work):
        """Feeds `work` with slices of `items`; `done` more were there before."""
        total = done + len(items)
        self._tell(stage, done, total)
        position = 0
        while position < len(items):
            step = size if self.analyzed else min(size, FIRST_BATCH)
            batch = items[position : position + step]
            self.run_one(work, batch)
            position += len(batch)
            self.written += len(batch)
            self._analyze()
            self._tell(stage, done + position, total)

    def run_one(self, work, *arguments):
        """One batch. A conflict with another transaction (the server may be at work)
        is tried again; any other error takes this batch back and is raised.
        """
        for attempt in range(1, ATTEMPTS + 1):
            before = replace(self.summary)
            try:
                return self._once(work, *arguments)
            except BaseException as error:
                vars(self.summary).update(vars(before))
                # Records found by name may have been taken back just now.
                self.env.registry.clear_cache()
                if not self._may_retry(error) or attempt == ATTEMPTS:
                    raise
        return None

    def _once(self, work, *arguments):
        if not self.commit:
            with self.env.cr.savepoint():
                return work(*arguments)
        try:
            result = work(*arguments)
            self.env.flush_all()
            self.commit()
        except BaseException:
            self.env.cr.rollback()
            raise
        return result

    def _may_retry(self, error):
        return self.commit and isinstance(error, PG_CONCURRENCY_EXCEPTIONS_TO_RETRY)

    def _tell(self, stage, done, total):
        if self.progress:
            self.progress(stage, done, total)

    def _analyze(self):
        """Tells PostgreSQL how much there is.

        Tables that were emptied, or whose first load was killed, count as empty until
        the autovacuum comes round: payment states then took minutes per batch.
        """
        if not self.commit or self.written < 2 * self.analyzed:
            return
        self.analyzed = self.written
        self.env.cr.execute(
            "ANALYZE res_partner, account_move, account_move_line, "
            "account_partial_reconcile"
        )
        self.commit()
