from odoo import models
from odoo.tools.misc import format_date


class PartnerTierProgress(models.Model):
    """What a partner can do to keep its tier or to reach the next one, in words.

    The partner reads them: our margin and figures that are not shown stay out.
    """

    _inherit = "partner.tier.progress"

    def _ways(self, grade, ahead=False):
        """The ways to a tier; the shortest one first.

        :param grade: tier of the programme
        :param bool ahead: as it will be on the day of the check, if nothing more comes
        :return: list of dicts ``{"is_met", "steps": [{"label", "value", "threshold",
            "percent", "is_met", "sentence"}]}``; ``value``, ``threshold`` and
            ``percent`` are None where the partner must not see them. Empty for a tier
            without requirements
        """
        self.ensure_one()
        lines = self.line_ids.filtered(lambda line: line.grade_id == grade)
        always = lines.filtered(lambda line: not line.way)
        numbers = sorted(set(lines.mapped("way")) - {0}) or ([0] if always else [])
        ways = []
        for number in numbers:
            mine = always | lines.filtered(lambda line, n=number: line.way == n)
            steps = [line._step(ahead) for line in mine]
            ways.append(
                {"is_met": all(step["is_met"] for step in steps), "steps": steps}
            )
        return sorted(
            ways, key=lambda way: sum(not step["is_met"] for step in way["steps"])
        )

    def _ways_to_keep(self):
        """What is to be done to keep the tier: a list of sentences for each way."""
        self.ensure_one()
        return [
            [step["sentence"] for step in way["steps"] if not step["is_met"]]
            for way in self._ways(self.grade_id, ahead=True)
            if not way["is_met"]
        ]

    def _days_left(self):
        """Days until the tier is lost; None where it is not at risk."""
        self.ensure_one()
        if not self.loss_date:
            return None
        return (self.loss_date - self.env["partner.programme"]._today()).days

    def _is_warning_due(self):
        """Whether the loss is near enough to speak of it."""
        self.ensure_one()
        days = self._days_left()
        return days is not None and 0 <= days <= self.programme_id.warning_days

    def _warning_title(self):
        """“You lose Gold on … (30 days).”"""
        self.ensure_one()
        return self.env._(
            "You lose %(tier)s on %(date)s, in %(days)s days",
            tier=self.grade_id.name,
            date=format_date(self.env, self.loss_date),
            days=self._days_left(),
        )

    def _ways_title(self, ways):
        """Heading of the ways to keep the tier."""
        if len(ways) == 2:
            return self.env._("Two ways to keep it")
        if len(ways) > 2:
            return self.env._("%(count)s ways to keep it", count=len(ways))
        return self.env._("How to keep it")

    def _recipients(self):
        """People of the partner who hear of its tier: those who may open the page of
        the programme and have an address; else the company."""
        self.ensure_one()
        people_sudo = self.partner_id.sudo()._portal_people(self.partner_id)
        people_sudo = people_sudo.filtered(
            lambda user: user.email and "programme" in user._channel_rights()
        ).partner_id
        return people_sudo or self.partner_id.sudo().filtered("email")

    def _reason(self, direction):
        """Why a change is proposed: for our own eyes, with all values."""
        self.ensure_one()
        grade = self.reached_id if direction == "up" else self.grade_id
        lines = self.line_ids.filtered(lambda line: line.grade_id == grade)
        lines = lines.filtered(lambda line: line.is_met == (direction == "up"))
        return "\n".join(line._comparison() for line in lines)

    def _still_proposes(self, change):
        """Whether a proposal of the evaluation still holds."""
        self.ensure_one()
        if change.direction == "up":
            return self.status == "up" and self.reached_id == change.to_grade_id
        return (
            self.status == "below"
            and self.grade_id == change.from_grade_id
            and self.reached_id == change.to_grade_id
        )
