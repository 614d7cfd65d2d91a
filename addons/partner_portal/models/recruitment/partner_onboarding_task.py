from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from .partner_onboarding_step import SIDES

BATCH = 200


class PartnerOnboardingTask(models.Model):
    """A step of the beginning of one partner: who does it, until when, when it was."""

    _name = "partner.onboarding.task"
    _description = "Task of the Onboarding"
    _order = "partner_id, date_deadline, sequence, id"

    partner_id = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
        domain="[('is_channel_partner', '=', True), ('parent_id', '=', False)]",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    step_id = fields.Many2one(
        "partner.onboarding.step", index="btree_not_null", ondelete="set null"
    )
    name = fields.Char("Task", required=True)
    sequence = fields.Integer(default=10)
    description = fields.Text()
    link = fields.Char("Page")
    side = fields.Selection(
        SIDES,
        "Done by",
        required=True,
        default="partner",
        help="Who does it; the partner sees both sides and ticks its own.",
    )
    user_id = fields.Many2one(
        "res.users",
        "Our Person",
        index="btree_not_null",
        check_company=True,
        domain="[('share', '=', False)]",
        help="Does our part and asks after the partner's.",
    )
    date_deadline = fields.Date("Due on", required=True)
    done_at = fields.Datetime("Done on", readonly=True, copy=False)
    done_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    reminded_at = fields.Datetime("Reminded on", readonly=True, copy=False)
    note = fields.Char(help="Ours; the partner does not see it.")
    state = fields.Selection(
        [("open", "To Do"), ("late", "Overdue"), ("done", "Done")],
        compute="_compute_state",
        search="_search_state",
    )

    _open_idx = models.Index("(date_deadline) WHERE done_at IS NULL")

    @api.depends("done_at", "date_deadline")
    def _compute_state(self):
        today = fields.Date.context_today(self)
        for task in self:
            late = task.date_deadline and task.date_deadline < today
            task.state = "done" if task.done_at else "late" if late else "open"

    @api.model
    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        undone = Domain("done_at", "=", False)
        domains = {
            "done": Domain("done_at", "!=", False),
            "late": undone & Domain("date_deadline", "<", today),
            "open": undone & Domain("date_deadline", ">=", today),
        }
        return Domain.OR([domains[key] for key in value if key in domains])

    @api.constrains("partner_id")
    def _check_partner_id(self):
        for task in self:
            if task.partner_id != task.partner_id.commercial_partner_id:
                raise UserError(
                    self.env._(
                        "Tasks belong to a company: choose %(company)s.",
                        company=task.partner_id.commercial_partner_id.name,
                    )
                )

    # ------------------------------------------------------------------ doing
    @api.model
    def _start(self, partner, kind, company, user):
        """Make the checklist of a partner; steps that it has already stay as they are.

        :param partner: the company that begins
        :param kind: its type
        :param company: our company
        :param user: who does our part
        :return: the new tasks (sudo)
        """
        steps_sudo = self.env["partner.onboarding.step"].sudo()._needed_for(kind)
        known_sudo = self.sudo().search([("partner_id", "=", partner.id)]).step_id
        today = fields.Date.context_today(self)
        missing_sudo = steps_sudo - known_sudo
        return self.sudo().create(
            [
                {
                    "partner_id": partner.id,
                    "company_id": company.id,
                    "step_id": step.id,
                    "name": step.name,
                    "sequence": step.sequence,
                    "description": step.description,
                    "link": step.link,
                    "side": step.side,
                    "user_id": user.id,
                    "date_deadline": fields.Date.add(today, days=step.days),
                }
                for step in missing_sudo.with_context(lang=partner.sudo().lang)
            ]
        )

    def action_done(self):
        """Mark the tasks as done, by us."""
        self.check_access("write")
        self._set_done()

    def action_reopen(self):
        """Take back that the tasks are done."""
        self.check_access("write")
        self._set_open()

    def _set_done(self):
        for task_sudo in self.sudo().filtered(lambda one: not one.done_at):
            task_sudo.write(
                {"done_at": fields.Datetime.now(), "done_by_id": self.env.uid}
            )

    def _set_open(self):
        self.sudo().write({"done_at": False, "done_by_id": False})

    def _done_by_partner(self, done):
        """The partner says that its own task is done, or is not after all.

        :raise AccessError: for a task of ours
        """
        self.ensure_one()
        if self.side != "partner":
            raise AccessError(self.env._("This is done by us."))
        if done:
            self._set_done()
        else:
            self._set_open()

    # ------------------------------------------------------------------ by the clock
    @api.model
    def _cron_remind(self):
        """Once a task is overdue: a mail to the partner, an activity to our person."""
        cron = self.env["ir.cron"]
        domain = (
            Domain("done_at", "=", False)
            & Domain("date_deadline", "<", fields.Date.context_today(self))
            & Domain("reminded_at", "=", False)
        )
        time_left = cron._commit_progress(remaining=self.search_count(domain))
        while time_left:
            late = self.search(domain, limit=BATCH).try_lock_for_update()
            late = late.filtered_domain(domain)
            if not late:
                break
            late._remind()
            late.write({"reminded_at": fields.Datetime.now()})
            time_left = cron._commit_progress(len(late))

    def _remind(self):
        for partner, tasks in self.grouped("partner_id").items():
            theirs = tasks.filtered(lambda task: task.side == "partner")
            if theirs:
                theirs[0]._tell_partner()
            for task in tasks - theirs:
                user = task.user_id or partner.user_id
                if user:
                    partner.activity_schedule(
                        "mail.mail_activity_data_todo",
                        date_deadline=fields.Date.context_today(self),
                        summary=task.name,
                        user_id=user.id,
                    )

    def _tell_partner(self):
        """One mail to the owners of the partner, whatever number of tasks is late."""
        template_sudo = self.env.ref(
            "partner_portal.mail_template_partner_onboarding_late"
        ).sudo()
        mails_sudo = self.env["mail.mail"].sudo()
        for owner_sudo in self.partner_id._team_owners_sudo().filtered("email"):
            mail_id = template_sudo.with_context(lang=owner_sudo.lang).send_mail(
                self.id, email_values={"email_to": owner_sudo.email_formatted}
            )
            mails_sudo |= mails_sudo.browse(mail_id)
        mails_sudo.send_after_commit()
