from datetime import timedelta

from odoo import api, fields, models

from ...tools import local_day

#: what decides whether a meeting was held with a client
DECISIVE = frozenset(
    {
        "active",
        "allday",
        "opportunity_id",
        "partner_ids",
        "privacy",
        "res_id",
        "start",
        "start_date",
        "stop",
        "stop_date",
    }
)
#: days after which a meeting that is moved is another one
RECENT = timedelta(days=7)
#: hours of a whole day
WORK_DAY = 8.0


class CalendarEvent(models.Model):
    _inherit = "calendar.event"

    _client_registration_idx = models.Index("(stop)")

    client_is_afterthought = fields.Boolean(
        "Made Afterwards",
        readonly=True,
        copy=False,
        help="A change of its series made the record after its time: the meeting that "
        "was held then had another record.",
        groups="base.group_user",
    )

    @api.model_create_multi
    def create(self, vals_list):
        now = fields.Datetime.now()
        for vals in vals_list:
            stop = fields.Datetime.to_datetime(vals.get("stop"))
            if vals.get("recurrence_id") and stop and stop <= now:
                vals["client_is_afterthought"] = True
        meetings = super().create(vals_list)
        over = meetings.filtered(lambda meeting: meeting._client_is_over())
        if over:
            self.env["client.registration"]._queue("calendar.event", over.ids)
        return meetings

    def write(self, vals):
        result = super().write(vals)
        if not DECISIVE.isdisjoint(vals):
            self.exists()._client_is_changed()
        return result

    def _client_is_changed(self):
        """What is over now is registered; what was and is not over any more, since it
        was put off, is no event yet."""
        over = self.filtered(lambda meeting: meeting._client_is_over())
        if over:
            self.env["client.registration"]._queue("calendar.event", over.ids)
        ahead = self - over
        if ahead:
            since = fields.Datetime.now() - RECENT
            events_sudo = self.env["client.event"].sudo()
            events_sudo.search(
                [
                    ("source_key", "in", [f"calendar.event,{one.id}" for one in ahead]),
                    ("source", "=", "meeting"),
                    ("date", ">=", since),
                    ("outcome_id", "=", False),
                    ("decision_ids", "=", False),
                ]
            ).with_context(client_event_not_buried=True).unlink()

    def _client_zone(self):
        self.ensure_one()
        user_sudo = self.sudo().user_id
        return self.event_tz or user_sudo.tz or self.env.user.tz or "UTC"

    def _client_is_over(self):
        """Whether the meeting has ended; a whole day ends where the organizer is."""
        self.ensure_one()
        now = fields.Datetime.now()
        if self.allday:
            day = self.stop_date or self.stop.date()
            return local_day.end_of_day(day, self._client_zone()) <= now
        return bool(self.stop) and self.stop <= now

    def _client_time(self):
        """``(beginning in UTC, hours)`` of the meeting."""
        self.ensure_one()
        if self.allday:
            first = self.start_date or self.start.date()
            last = self.stop_date or self.stop.date()
            days = max((last - first).days + 1, 1)
            return local_day.noon(first, self._client_zone()), days * WORK_DAY
        return self.start, max((self.stop - self.start).total_seconds() / 3600, 0)
