from datetime import timedelta

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    partner_lead_auto = fields.Boolean(
        "Offer New Leads by Themselves",
        groups="base.group_user",
        help="A new lead that a rule is for is offered to a partner within minutes.",
    )

    def _add_working_hours(self, hours, moment):
        """Return the moment so many working hours later, in UTC.

        Hours are those of the working calendar of the company, holidays left out;
        without a calendar a working day of eight hours is counted as 24.

        :param float hours: of work
        :param datetime moment: UTC
        """
        self.ensure_one()
        calendar = self.resource_calendar_id
        end = calendar and calendar.plan_hours(hours, moment, compute_leaves=True)
        return (end or moment + timedelta(hours=3 * hours)).replace(tzinfo=None)

    def _count_working_hours(self, start, end):
        """Return the working hours between two moments in UTC."""
        self.ensure_one()
        calendar = self.resource_calendar_id
        if not calendar:
            return (end - start).total_seconds() / 3600 / 3
        return calendar.get_work_hours_count(start, end)
