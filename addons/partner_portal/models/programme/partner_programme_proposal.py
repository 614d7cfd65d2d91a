from odoo import api, fields, models


class PartnerProgramme(models.Model):
    """What follows from where partners stand: changes of tiers."""

    _inherit = "partner.programme"

    @api.model
    def _cron_evaluate(self):
        """Every night: certificates, specialisations, tiers, changes, warnings."""
        cron = self.env["ir.cron"]
        self.env["client.figures"]._refresh()
        cron._commit_progress(remaining=5)
        self.search([])._run()
        time_left = cron._commit_progress(1, remaining=4)
        batches = (
            self.env["partner.tier.change"]._apply_due,
            self._warn,
            self.env["partner.certification"]._remind,
        )
        for batch in batches:
            while time_left:
                done = batch()
                time_left = cron._commit_progress(done, remaining=1 if done else 0)
                if not done:
                    break

    def _run(self):
        """Measure all partners and propose what follows for these programmes."""
        self.env["partner.certification"]._issue()
        self.env["partner.specialisation.holder"]._evaluate()
        self._evaluate()
        self._propose()
        self.evaluated_on = self._today()

    def _propose(self):
        """Propose changes, withdraw proposals that hold no longer, and apply what needs
        nobody's word.

        :return: the changes that were made
        """
        today = self._today()
        self._withdraw()
        due = self._due_promotions(today) | self._due_demotions(today)
        changes = self.env["partner.tier.change"]
        values = []
        for progress in due:
            programme = progress.programme_id
            direction = "up" if progress.status == "up" else "down"
            approval = (
                programme.promotion_approval
                if direction == "up"
                else programme.demotion_approval
            )
            values.append(
                {
                    "partner_id": progress.partner_id.id,
                    "company_id": progress.company_id.id,
                    "programme_id": programme.id,
                    "from_grade_id": progress.grade_id.id,
                    "to_grade_id": progress.reached_id.id,
                    "origin": "evaluation",
                    "state": "proposed" if approval else "confirmed",
                    "date_proposed": today,
                    "date_effective": today,
                    "reason": progress._reason(direction),
                }
            )
        changes = changes.with_context(tracking_disable=True)._create_kept(values)
        changes = changes.with_context(tracking_disable=False)
        changes.filtered(lambda change: change.state == "confirmed")._apply()
        for change in changes.filtered(lambda change: change.state == "proposed"):
            change._plan_for_manager()
        self._mark_review(today)
        return changes

    def _withdraw(self):
        """Proposals of the evaluation whose ground is gone."""
        changes = self.env["partner.tier.change"].search(
            [
                ("programme_id", "in", self.ids),
                ("state", "=", "proposed"),
                ("origin", "=", "evaluation"),
            ]
        )
        progress = {
            one.partner_id: one
            for one in self.env["partner.tier.progress"].search(
                [("partner_id", "in", changes.partner_id.ids)]
            )
        }
        changes.filtered(
            lambda change: (
                not progress.get(change.partner_id)
                or not progress[change.partner_id]._still_proposes(change)
            )
        )._make_obsolete()

    def _without_open_change(self, progress):
        """Those for whom nothing waits for a decision."""
        open_changes = self.env["partner.tier.change"].search(
            [
                ("partner_id", "in", progress.partner_id.ids),
                ("state", "in", ("proposed", "confirmed")),
            ]
        )
        waiting = set(open_changes.partner_id.ids)
        return progress.filtered(lambda one: one.partner_id.id not in waiting)

    def _due_promotions(self, today):
        """Who has earned a higher tier and may have it now."""
        programmes = self.filtered(lambda one: one._reviews_promotions(today))
        earned = self.env["partner.tier.progress"].search(
            [("programme_id", "in", programmes.ids), ("status", "=", "up")]
        )
        declined = self.env["partner.tier.change"].search(
            [
                ("partner_id", "in", earned.partner_id.ids),
                ("state", "=", "declined"),
                ("direction", "=", "up"),
            ]
        )
        barred = {
            (change.partner_id.id, change.to_grade_id.id)
            for change in declined
            if change.programme_id
            and fields.Date.to_date(change.decided_at)
            >= change.programme_id._period_start(today)
        }
        return self._without_open_change(
            earned.filtered(
                lambda one: (one.partner_id.id, one.reached_id.id) not in barred
            )
        )

    def _reviews_promotions(self, today):
        """Whether promotions are due: always, or on the first night of a period."""
        self.ensure_one()
        if self.promotion == "daily" or not self.reviewed_on:
            return True
        return self._period_start(today) > self.reviewed_on

    def _mark_review(self, today):
        for programme in self:
            start = programme._period_start(today)
            if not programme.reviewed_on or programme.reviewed_on < start:
                programme.reviewed_on = today

    def _due_demotions(self, today):
        """Who was below its tier when the grace ended."""
        return self._without_open_change(
            self.env["partner.tier.progress"].search(
                [
                    ("programme_id", "in", self.ids),
                    ("status", "=", "below"),
                    ("loss_date", "<=", today),
                ]
            )
        )
