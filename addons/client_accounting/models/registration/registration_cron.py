from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .client_registration import BATCH
from .mail_message import WRITTEN

#: days that the nightly check looks back
CHECKED_DAYS = 3
#: a whole day may end so much earlier or later than its record says
DAY = timedelta(days=2)


class ClientRegistration(models.AbstractModel):
    """What is registered by the clock: meetings that have ended, and what slipped
    through because a program wrote to the tables or something went wrong."""

    _inherit = "client.registration"

    @api.model
    def _cron_meetings(self):
        """Register the meetings that have ended since the last run."""
        parameters = self.env["ir.config_parameter"].sudo()
        now = fields.Datetime.now()
        known = parameters.get_param("client_accounting.meetings_up_to")
        since = fields.Datetime.to_datetime(known) or now
        ids = self._source_ids("calendar.event", since - DAY, now)
        self._register_batches("calendar.event", ids)
        parameters.set_param("client_accounting.meetings_up_to", str(now))
        self.env["ir.cron"]._commit_progress(remaining=0)

    @api.model
    def _cron_check(self):
        """Register what the last days brought and nobody registered, and what waited
        for a contact that was made meanwhile."""
        self.env["client.contact.proposal"]._settle_known()
        now = fields.Datetime.now()
        since = now - timedelta(days=CHECKED_DAYS)
        for model in self._sources():
            self._register_batches(model, self._source_ids(model, since, now))

    @api.model
    def _register_batches(self, model, ids):
        cron = self.env["ir.cron"]
        remaining = len(ids)
        for start in range(0, len(ids), BATCH):
            part = ids[start : start + BATCH]
            self._register_safely(model, part)
            remaining -= len(part)
            cron._commit_progress(len(part), remaining=remaining)

    @api.model
    def _source_ids(self, model, since, until):
        """Ids of records of a source that happened in a time, without those that are
        events already.

        :param since: UTC, as ``until``
        """
        table = self.env[model]
        table.flush_model()
        return [
            row[0]
            for row in self.env.execute_query(
                SQL(
                    """
                    SELECT source.id FROM %(table)s source
                     WHERE %(condition)s
                       AND NOT EXISTS (
                           SELECT 1 FROM client_event e
                            WHERE e.source_key = %(model)s || source.id)
                  ORDER BY source.id
                    """,
                    table=SQL.identifier(table._table),
                    condition=self._source_condition(model, since, until),
                    model=f"{model},",
                )
            )
        ]

    @api.model
    def _source_condition(self, model, since, until):
        """SQL over ``source``: what of a source may be an event of that time."""
        conditions = {
            "mail.message": SQL(
                "source.date BETWEEN %s AND %s AND source.message_type IN %s"
                " AND source.is_internal IS NOT TRUE AND source.model = ANY(%s)",
                since,
                until,
                WRITTEN,
                list(self._documents()),
            ),
            "mail.activity": SQL(
                "source.date_done BETWEEN %s AND %s AND source.active IS NOT TRUE",
                since.date(),
                until.date(),
            ),
            "calendar.event": SQL(
                "source.stop >= %s AND source.stop <= %s AND source.active"
                " AND (source.allday OR source.stop <= %s)",
                since,
                until + DAY,  # a whole day ends where its people are
                until,
            ),
            "crm.lead": SQL(
                "source.create_date BETWEEN %s AND %s AND source.client_is_form",
                since,
                until,
            ),
            "client.telephony.call": SQL(
                "source.ended_at BETWEEN %s AND %s AND source.partner_id IS NOT NULL",
                since,
                until,
            ),
        }
        return conditions[model]
