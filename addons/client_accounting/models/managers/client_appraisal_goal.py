from odoo import api, fields, models


class ClientAppraisalGoal(models.Model):
    """What a manager is to reach by a day; becomes an activity of his."""

    _name = "client.appraisal.goal"
    _description = "Goal of an Appraisal"
    _order = "date, id"

    appraisal_id = fields.Many2one(
        "client.appraisal", required=True, ondelete="cascade", index=True
    )
    name = fields.Char("Goal", required=True)
    date = fields.Date("Until", required=True)
    activity_id = fields.Many2one(
        "mail.activity",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )
    is_reached = fields.Boolean(
        "Reached",
        compute="_compute_is_reached",
        compute_sudo=True,
        help="The manager has marked the activity of the goal done.",
    )

    @api.depends("activity_id.active")
    def _compute_is_reached(self):
        for goal in self:
            activity = goal.activity_id
            goal.is_reached = bool(activity) and not activity.active

    # ------------------------------------------------------------------ frozen
    @api.model_create_multi
    def create(self, vals_list):
        sheet_ids = {vals.get("appraisal_id") for vals in vals_list} - {None}
        self.env["client.appraisal"].browse(sheet_ids)._check_not_done()
        return super().create(vals_list)

    def write(self, vals):
        # the activity comes when the finished sheet is published
        if not (self.env.su and vals.keys() <= {"activity_id"}):
            self.appraisal_id._check_not_done()
        result = super().write(vals)
        if "appraisal_id" in vals:
            self.appraisal_id._check_not_done()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        self.appraisal_id._check_not_done()

    def _plan(self):
        """Make the activities of goals that have none, on their sheet, which the
        manager may read by now."""
        for goal in self.filtered(lambda goal: not goal.activity_id):
            sheet = goal.appraisal_id
            activity = sheet.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=goal.date,
                summary=goal.name,
                user_id=sheet.user_id.id,
            )
            goal.activity_id = activity
