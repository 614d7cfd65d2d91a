from odoo import api, fields, models
from odoo.tools import SQL, format_date


class ClientSubstitution(models.Model):
    """During an absence the work lies with the substitute: activities due until the
    last day go to him when it begins and as they come, and what he has not done goes
    back afterwards. Each lies with one of them at any time."""

    _inherit = "client.substitution"

    moved_activity_ids = fields.One2many(
        "mail.activity",
        "client_substitution_id",
        "With the Substitute",
        readonly=True,
        domain=[("active", "=", True)],
    )
    activity_count = fields.Integer(
        "Activities with the Substitute",
        compute="_compute_activity_count",
        compute_sudo=True,
        help="They go back to the absent colleague after the last day.",
    )

    @api.depends("moved_activity_ids")
    def _compute_activity_count(self):
        counts = dict(
            self.env["mail.activity"]._read_group(
                [("client_substitution_id", "in", self.ids), ("active", "=", True)],
                ["client_substitution_id"],
                ["__count"],
            )
        )
        for substitution in self:
            substitution.activity_count = counts.get(substitution._origin, 0)

    @api.model_create_multi
    def create(self, vals_list):
        substitutions = super().create(vals_list)
        substitutions._bring_in_line()
        return substitutions

    def write(self, vals):
        moving = {"user_id", "substitute_id", "date_from", "date_to"} & set(vals)
        if moving:
            self.sudo()._return_activities()
        result = super().write(vals)
        if moving:
            self._bring_in_line()
        return result

    def unlink(self):
        self.sudo()._return_activities()
        return super().unlink()

    @api.model
    def _cron_activities(self):
        """Give the work of absent users to their substitutes, and back."""
        today = self.env["client.work.days"]._today()
        over = self.search(
            [("moved_activity_ids", "!=", False), ("date_to", "<", today)], order="id"
        )
        over._return_activities()
        self.search(self._on(today), order="id")._give_activities()

    def _bring_in_line(self):
        """Begin at once where today is one of the days."""
        self.sudo().filtered("is_current")._give_activities()

    def _give_activities(self):
        """Activities due until the last day go to who acts today."""
        today = self.env["client.work.days"]._today()
        for substitution in self:
            acting = self._acting(substitution.user_id, today)
            if not acting or acting == substitution.user_id:
                continue
            substitution._set_activities(
                acting,
                SQL(
                    "user_id = %s AND client_substitution_id IS NULL"
                    " AND res_model IS NOT NULL AND date_deadline <= %s",
                    substitution.user_id.id,
                    substitution.date_to,
                ),
                substitution,
            )
            # the substitute is away too meanwhile: to who acts for him
            substitution._set_activities(
                acting,
                SQL(
                    "client_substitution_id = %s AND user_id <> %s",
                    substitution.id,
                    acting.id,
                ),
                substitution,
            )

    def _return_activities(self):
        """What has not been done goes back to the absent user, unless somebody gave it
        to a third one."""
        for substitution in self:
            substitution._set_activities(
                substitution.user_id,
                SQL("client_substitution_id = %s", substitution.id),
                self.browse(),
            )

    def _set_activities(self, user, condition, mark):
        """Write users in one statement, without a mail for each activity."""
        self.env.flush_all()
        moved = self.env.execute_query(
            SQL(
                """UPDATE mail_activity
                      SET user_id = %s, client_substitution_id = %s, write_date = %s
                    WHERE active AND %s RETURNING id""",
                user.id,
                mark.id or None,
                self.env.cr.now(),
                condition,
            )
        )
        self._follow_activities([row[0] for row in moved], user)

    def _follow_activities(self, activity_ids, user):
        """Runs of processes stand with who has the activity of their step."""
        if activity_ids:
            self.env.cr.execute(
                SQL(
                    """WITH steps AS (
                           UPDATE client_process_run_step SET user_id = %(user)s
                            WHERE activity_id = ANY(%(ids)s) AND state = 'planned'
                        RETURNING id)
                       UPDATE client_process_run SET user_id = %(user)s
                        WHERE line_id IN (SELECT id FROM steps)""",
                    user=user.id,
                    ids=activity_ids,
                )
            )
        self.env["mail.activity"].invalidate_model(
            ["user_id", "client_substitution_id"], flush=False
        )
        self.env["client.process.run"].invalidate_model(["user_id"], flush=False)
        self.env["client.process.run.step"].invalidate_model(["user_id"], flush=False)

    @api.model
    def _covering(self, owner, acting, day):
        """The substitution for which somebody else takes a step of the owner on a day;
        empty where he takes it himself."""
        if not owner or owner == acting:
            return self.browse()
        return self.sudo().search([*self._on(day), ("user_id", "=", owner.id)], limit=1)

    # ------------------------------------------------------------------ saying it
    @api.model
    def _away_notes(self):
        """``{absent user id: sentence}`` of today."""
        today = self.env["client.work.days"]._today()
        notes = {}
        for one in self.sudo().search(self._on(today)):
            acting = self._acting(one.user_id, today)
            notes[one.user_id.id] = self.env._(
                "%(user)s is away until %(date)s; %(acting)s acts for him.",
                user=one.user_id.name,
                date=format_date(self.env, one.date_to),
                acting=acting.name or self.env._("nobody"),
            )
        return notes


class ClientHandover(models.Model):
    _inherit = "client.handover"

    def _return_from_substitute(self):
        """What a substitute of the author has moves from the author, not from him."""
        self.env["client.substitution"].sudo().search(
            [
                ("user_id", "=", self.from_user_id.id),
                ("moved_activity_ids", "!=", False),
            ]
        )._return_activities()
