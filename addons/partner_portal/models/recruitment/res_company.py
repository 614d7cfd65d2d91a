from datetime import timedelta

from odoo import fields, models

#: Working hours in which somebody outside is answered, where nothing else is set.
ANSWER_HOURS = 72


class ResCompany(models.Model):
    _inherit = "res.company"

    partner_application_review_hours = fields.Integer(
        "Working Hours of an Application",
        default=72,
        groups="base.group_user",
        help="An application is answered in so many hours of the working calendar.",
    )
    partner_application_hourly_limit = fields.Integer(
        "Applications in an Hour",
        default=5,
        groups="base.group_user",
        help="So many are taken from one network address in an hour; 0 for any number.",
    )
    partner_team_limit = fields.Integer(
        "People of a Partner",
        default=50,
        groups="base.group_user",
        help="So many people a partner may have in its portal team.",
    )

    def _plan_working_hours(self, hours, now):
        """The moment in which so many working hours are over, in UTC.

        Hours are those of the working calendar of the company; without one, days of
        eight hours are counted as 24 hours each.

        :param int hours: 72 where it is not positive
        :param now: when the clock starts, UTC
        """
        self.ensure_one()
        hours = hours if hours > 0 else ANSWER_HOURS
        calendar = self.resource_calendar_id
        end = calendar and calendar.plan_hours(hours, now, compute_leaves=True)
        return (end or now + timedelta(hours=3 * hours)).replace(tzinfo=None)
