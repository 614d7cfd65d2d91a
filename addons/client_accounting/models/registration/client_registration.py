import logging

import psycopg2

from odoo import api, models
from odoo.tools import SQL

from .documents import DOCUMENTS

_logger = logging.getLogger(__name__)

#: what a transaction has to register, in the data of its precommit hooks
QUEUE = "client_accounting.registration"
#: records that are registered by one set of statements
BATCH = 1000


class ClientRegistration(models.AbstractModel):
    """Makes events of what happens in the ERP: activities, meetings, mails, forms and
    calls, each exactly once, set by set.

    A source is a model; ``_prepare_<name>`` gives the values of the events of a set of
    its records, leaving out what is none. What a transaction brings is collected and
    registered before its commit by a few statements.
    """

    _name = "client.registration"
    _description = "Registration of Events"

    # ------------------------------------------------------------------ sources
    @api.model
    def _sources(self):
        """``{model: method}`` that gives the values of events of records by their ids.

        An addon adds its own by extending this.
        """
        return {
            "mail.message": self._prepare_mails,
            "mail.activity": self._prepare_activities,
            "calendar.event": self._prepare_meetings,
            "crm.lead": self._prepare_forms,
            "client.telephony.call": self._prepare_calls,
        }

    @api.model
    def _documents(self):
        """``{model: Document}`` of what belongs to a client and is installed."""
        return {
            model: document
            for model, document in DOCUMENTS.items()
            if model in self.env and document.fits(self.env[model])
        }

    # ------------------------------------------------------------------ queue
    @api.model
    def _queue(self, model, ids):
        """Register records of a source before the transaction commits."""
        precommit = self.env.cr.precommit
        if QUEUE not in precommit.data:
            precommit.data[QUEUE] = {}
            precommit.add(self.sudo()._run_queue)
        precommit.data[QUEUE].setdefault(model, set()).update(ids)

    def _run_queue(self):
        queue = self.env.cr.precommit.data.pop(QUEUE, {})
        for model, ids in queue.items():
            self._register_safely(model, sorted(ids))

    @api.model
    def _register_safely(self, model, ids, live=True):
        """Register, and let nobody's mail fail for it: what goes wrong is logged, and
        tried again by the nightly check."""
        try:
            with self.env.cr.savepoint(flush=False):
                return self._register_source(model, ids, live)
        except psycopg2.OperationalError:
            raise  # of the transaction as a whole: it is tried again
        except Exception:
            self.env.transaction.invalidate_field_data()
            _logger.exception("Events of %s %s are not registered", model, ids[:20])
            return self.env["client.event"]

    @api.model
    def _register_source(self, model, ids, live=True):
        """Make events of records of a source; those that are events already, or are
        kept private, are left out.

        :param bool live: see ``client.event._register_events``
        :return: the new events
        """
        events = self.env["client.event"].sudo()
        prepare = self.sudo()._sources()[model]
        ids = sorted(ids)
        for start in range(0, len(ids), BATCH):
            vals_list = prepare(self._not_yet(model, ids[start : start + BATCH]))
            buried = self.env["client.event.exclusion"]._buried(
                {vals["source_key"] for vals in vals_list}
            )
            vals_list = [vals for vals in vals_list if vals["source_key"] not in buried]
            if vals_list:
                events |= events._register_events(vals_list, live=live)
        return events

    @api.model
    def _not_yet(self, model, ids):
        """Those of the ids that no event was made of."""
        self.env["client.event"].flush_model(["source_key"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT source.id FROM unnest(%s::int[]) AS source (id)
                 WHERE NOT EXISTS (
                    SELECT 1 FROM client_event e
                     WHERE e.source_key = %s || source.id)
              ORDER BY source.id
                """,
                list(ids),
                f"{model},",
            )
        )
        return [record_id for (record_id,) in rows]

    @api.model
    def _reassign(self, model, ids, contact):
        """Give the events of records to the contact who turned out to be theirs."""
        events = (
            self.env["client.event"]
            .sudo()
            .search([("source_key", "in", [f"{model},{res_id}" for res_id in ids])])
        )
        events.filtered(lambda event: event.partner_id != contact).partner_id = contact
