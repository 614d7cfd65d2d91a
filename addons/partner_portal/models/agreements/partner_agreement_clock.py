from odoo import api, fields, models
from odoo.fields import Domain

BATCH = 200


class PartnerAgreement(models.Model):
    """The clock: agreements begin, are reminded of and end."""

    _inherit = "partner.agreement"

    reminded_on = fields.Date("Reminded on", readonly=True, copy=False)
    reminded_last_on = fields.Date("Reminded Again on", readonly=True, copy=False)
    days_left = fields.Integer(
        compute="_compute_days_left",
        help="Days until the agreement ends; empty where it has no end.",
    )
    is_to_renew = fields.Boolean(
        "To Renew",
        compute="_compute_days_left",
        search="_search_is_to_renew",
        help="In force, within the days of the first reminder, and no newer version.",
    )

    def _last_day(self):
        """The last day in force, or none where it has no end."""
        days = [day for day in (self.date_end, self.ended_on) if day]
        return min(days, default=False)

    @api.depends("state", "date_end", "ended_on", "next_ids.state")
    def _compute_days_left(self):
        today = fields.Date.context_today(self)
        for agreement in self:
            last = agreement._last_day()
            in_force = agreement.state == "active" and last
            agreement.days_left = (last - today).days if in_force else 0
            agreement.is_to_renew = bool(
                in_force
                and not agreement.ended_on
                and agreement.days_left <= agreement.type_id.remind_days
                and not agreement._has_successor()
            )

    def _has_successor(self):
        return any(one.state != "declined" for one in self.next_ids)

    def _search_is_to_renew(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = self._to_renew_domain("remind_days")
        return domain if True in value else ~domain

    @api.model
    def _to_renew_domain(self, days_field):
        """Agreements in force whose end is near, without a newer version.

        :param str days_field: of the type, how many days before the end
        """
        today = fields.Date.context_today(self)
        types = (
            self.env["partner.agreement.type"].sudo().with_context(active_test=False)
        )
        near = Domain.OR(
            Domain("type_id", "=", one.id)
            & Domain("date_end", "<=", fields.Date.add(today, days=one[days_field]))
            for one in types.search([(days_field, ">", 0)])
        )
        return (
            Domain("state", "=", "active")
            & Domain("date_end", ">=", today)
            & Domain("ended_on", "=", False)
            & near
            & ~Domain("next_ids", "any", [("state", "!=", "declined")])
        )

    # ------------------------------------------------------------------ cron
    @api.model
    def _cron_clock(self):
        """Begin what begins, end what has ended, remind of what ends soon."""
        cron = self.env["ir.cron"]
        steps = [
            (self._ended_domain, self._end),
            (self._due_domain, self._start),
            (self._last_domain, self._remind_last),
            (self._first_domain, self._remind_first),
        ]
        remaining = sum(self.search_count(domain()) for domain, _step in steps)
        time_left = cron._commit_progress(remaining=remaining)
        for domain_of, step in steps:
            domain = domain_of()
            while time_left:
                found = self.search(domain, limit=BATCH).try_lock_for_update()
                found = found.filtered_domain(domain)
                if not found:
                    break
                step(found)
                remaining = max(0, remaining - len(found))
                time_left = cron._commit_progress(len(found), remaining=remaining)

    @api.model
    def _due_domain(self):
        return Domain("state", "=", "signed") & Domain(
            "date_start", "<=", fields.Date.context_today(self)
        )

    @api.model
    def _ended_domain(self):
        today = fields.Date.context_today(self)
        return Domain("state", "in", ("signed", "active")) & (
            Domain("date_end", "<", today) | Domain("ended_on", "<", today)
        )

    @api.model
    def _first_domain(self):
        return self._to_renew_domain("remind_days") & Domain("reminded_on", "=", False)

    @api.model
    def _last_domain(self):
        return self._to_renew_domain("remind_last_days") & Domain(
            "reminded_last_on", "=", False
        )

    def _start_due(self):
        """Begin now where the first day has come."""
        self._start(self.filtered_domain(self._due_domain()))
        ended = self.previous_id.filtered_domain(self._ended_domain())
        self._end(ended)

    @api.model
    def _start(self, agreements):
        for agreement in agreements:
            agreement._move("active")

    @api.model
    def _end(self, agreements):
        """Bring what has ended into the state that says why."""
        for agreement in agreements:
            agreement._move(agreement._state_of_end())
            agreement.sudo().activity_ids.filtered("automated").unlink()
            if agreement.state == "expired":
                agreement._tell("mail_template_partner_agreement_expired")

    def _state_of_end(self):
        signed = self.next_ids.filtered(lambda one: one.signed_at)
        if signed and not self.end_reason:
            return "superseded"
        if self.ended_on and self.end_reason:
            return "terminated"
        return "expired"

    @api.model
    def _remind_first(self, agreements):
        self._remind(agreements, "reminded_on")

    @api.model
    def _remind_last(self, agreements):
        self._remind(agreements, "reminded_last_on")
        silent = agreements.filtered(lambda one: not one.reminded_on)
        silent._write_kept({"reminded_on": fields.Date.context_today(self)})

    @api.model
    def _remind(self, agreements, field):
        for agreement in agreements:
            agreement._plan_for_manager(
                self.env._(
                    "Agreement to renew: %(agreement)s ends on %(date)s",
                    agreement=agreement.display_name,
                    date=agreement.date_end,
                )
            )
            agreement._tell("mail_template_partner_agreement_ending")
        agreements._write_kept({field: fields.Date.context_today(self)})
