from datetime import timedelta

from dateutil.relativedelta import relativedelta
from markupsafe import Markup

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError

from .client_appraisal import MANAGER

STATES = [("draft", "Prepared"), ("open", "Under Way"), ("done", "Finished")]
#: days before the deadline on which who has not finished is told
REMIND = 2


class ClientAppraisalRound(models.Model):
    """Appraises several managers for one period: makes their sheets at once, and
    reminds those who have not filled theirs in."""

    _name = "client.appraisal.round"
    _description = "Round of Appraisals"
    _order = "date_to desc, id desc"

    name = fields.Char(required=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
    )
    user_id = fields.Many2one(
        "res.users",
        "Led by",
        check_company=True,
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        help="Prepares the round, and appraises managers who have no head.",
    )
    date_from = fields.Date(
        "Period from",
        required=True,
        default=lambda self: (
            fields.Date.context_today(self).replace(day=1) - relativedelta(months=3)
        ),
    )
    date_to = fields.Date(
        "Period to",
        required=True,
        default=lambda self: (
            fields.Date.context_today(self).replace(day=1) - timedelta(days=1)
        ),
    )
    deadline = fields.Date(
        "Fill In by",
        required=True,
        default=lambda self: fields.Date.context_today(self) + timedelta(days=14),
    )
    team_id = fields.Many2one(
        "crm.team", "Sales Team", check_company=True, index="btree_not_null"
    )
    user_ids = fields.Many2many(
        "res.users",
        "client_appraisal_round_user_rel",
        "round_id",
        "user_id",
        "Managers",
        compute="_compute_user_ids",
        store=True,
        readonly=False,
        domain="[('share', '=', False)]",
    )
    by_self = fields.Boolean(
        "By Themselves", default=True, help="Each manager fills in a sheet."
    )
    by_head = fields.Boolean(
        "By the Head",
        default=True,
        help="The leader of each manager's sales team fills in a sheet.",
    )
    shopper_id = fields.Many2one(
        "res.users",
        "Mystery Shopper",
        check_company=True,
        index="btree_not_null",
        ondelete="set null",
        domain="[('share', '=', False)]",
        help="Also fills in a sheet for each manager; leave empty for none.",
    )
    state = fields.Selection(
        STATES, required=True, default="draft", readonly=True, copy=False
    )
    reminded_on = fields.Date(readonly=True, copy=False)
    appraisal_ids = fields.One2many("client.appraisal", "round_id", "Sheets")
    sheet_count = fields.Integer(
        "Number of Sheets", compute="_compute_counts", compute_sudo=True
    )
    done_count = fields.Integer(
        "Finished", compute="_compute_counts", compute_sudo=True
    )
    unpublished_count = fields.Integer(
        "Not Published", compute="_compute_counts", compute_sudo=True
    )
    progress = fields.Float(compute="_compute_counts", compute_sudo=True)

    _dates_order = models.Constraint(
        "CHECK(date_to >= date_from)", "The last day is not before the first one."
    )

    @api.depends("team_id")
    def _compute_user_ids(self):
        for appraisal_round in self:
            if appraisal_round.team_id:
                appraisal_round.user_ids = appraisal_round.team_id.member_ids

    @api.depends("appraisal_ids.state", "appraisal_ids.is_published")
    def _compute_counts(self):
        for appraisal_round in self:
            sheets = appraisal_round.appraisal_ids
            done = sheets.filtered(lambda sheet: sheet.state == "done")
            appraisal_round.sheet_count = len(sheets)
            appraisal_round.done_count = len(done)
            appraisal_round.unpublished_count = len(
                done.filtered(lambda sheet: not sheet.is_published)
            )
            appraisal_round.progress = 100 * len(done) / (len(sheets) or 1)

    # ------------------------------------------------------------------ sheets
    def action_start(self):
        """Make the sheets and tell who is to fill them in; managers who came later get
        theirs when it is pressed again.

        :raise AccessError: for managers whom the user does not lead
        :raise UserError: where nobody is to be appraised, or by nobody
        """
        self.ensure_one()
        self.check_access("write")
        self._check_may_start()
        sheets_sudo = self.env["client.appraisal"].sudo()
        known = {(sheet.user_id, sheet.kind) for sheet in self.sudo().appraisal_ids}
        values = [
            self._prepare_sheet(user, kind, rater)
            for user in self.user_ids
            for kind, rater in self._raters(user)
            if (user, kind) not in known
        ]
        if not values and not known:
            raise UserError(
                self.env._(
                    "Choose managers, and by whom they are appraised. A manager needs "
                    "a head who is somebody else."
                )
            )
        self._plan_filling_in(sheets_sudo.create(values))
        self.sudo().state = "open"
        return self.action_open_sheets()

    def _plan_filling_in(self, sheets):
        for sheet in sheets:
            sheet.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=self.deadline,
                summary=self.with_context(lang=sheet.rater_id.lang).env._(
                    "Fill in the appraisal sheet"
                ),
                user_id=sheet.rater_id.id,
            )

    def _check_may_start(self):
        user = self.env.user
        if user.has_group(MANAGER):
            return
        if self.user_id != user or self.user_ids - user._client_team_users():
            raise AccessError(
                self.env._(
                    "You appraise the managers of the sales teams that you lead. An "
                    "administrator starts rounds for others."
                )
            )

    def _raters(self, user):
        """[(kind, who fills in the sheet)] for a manager."""
        raters = [("self", user)] if self.by_self else []
        head = self._head(user)
        if self.by_head and head:
            raters.append(("head", head))
        if self.shopper_id and self.shopper_id != user:
            raters.append(("shopper", self.shopper_id))
        return raters

    def _head(self, user):
        """The leader of the manager's sales team, else the head of the company, else
        who leads the round; nobody where that is the manager himself."""
        self_sudo = self.sudo()
        for head in (
            user.sudo().sale_team_id.user_id,
            self_sudo.company_id.client_head_id,
            self_sudo.user_id,
        ):
            if head and head != user and head.active:
                return head
        return self.env["res.users"]

    def _prepare_sheet(self, user, kind, rater):
        return {
            "round_id": self.id,
            "company_id": self.company_id.id,
            "user_id": user.id,
            "kind": kind,
            "rater_id": rater.id,
            "date_from": self.date_from,
            "date_to": self.date_to,
            "deadline": self.deadline,
            "line_ids": self.env["client.appraisal"]._prepare_lines(),
        }

    def _check_finished(self):
        """A round whose sheets are all finished is finished."""
        for appraisal_round in self.filtered(lambda one: one.state == "open"):
            states = set(appraisal_round.appraisal_ids.mapped("state"))
            if states == {"done"}:
                appraisal_round.state = "done"

    def action_open_sheets(self):
        """Open the sheets of the round that the user may see."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_accounting.client_appraisal_action"
        )
        return {
            **action,
            "name": self.name,
            "domain": [("round_id", "=", self.id)],
            "context": {},
        }

    def action_publish(self):
        """Let the managers read all finished sheets of the round.

        :raise AccessError: for managers whom the user does not lead
        """
        self.ensure_one()
        self.check_access("write")
        self._check_may_start()
        sheets = self.sudo().appraisal_ids.filtered(
            lambda sheet: sheet.state == "done" and not sheet.is_published
        )
        sheets._publish()
        for sheet in sheets:
            sheet._tell_manager()

    # ------------------------------------------------------------------ reminding
    def action_remind(self):
        """Remind everybody who has not finished his sheets.

        :raise AccessError: for others than who leads the round and administrators
        """
        self.check_access("write")
        count = self.sudo()._remind()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("%(count)s people were reminded.", count=count),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    @api.model
    def _cron_remind(self):
        """Remind once, shortly before the deadline."""
        today = self.env["client.figures"]._figures_scope().today
        self.search(
            [
                ("state", "=", "open"),
                ("deadline", "<=", today + timedelta(days=REMIND)),
                ("reminded_on", "=", False),
            ]
        )._remind()

    def _remind(self):
        count = 0
        for appraisal_round in self:
            open_sheets = appraisal_round.appraisal_ids.filtered(
                lambda sheet: sheet.state == "draft" and sheet.rater_id.active
            )
            for rater, sheets in open_sheets.grouped("rater_id").items():
                appraisal_round._remind_rater(rater, sheets)
                count += 1
            appraisal_round.reminded_on = (
                self.env["client.figures"]._figures_scope().today
            )
        return count

    def _remind_rater(self, rater, sheets):
        sheets = sheets.with_context(lang=rater.lang)
        env = sheets.env
        body = Markup("<p>%s</p><ul>%s</ul>") % (
            env._(
                "These appraisal sheets of “%(round)s” are to be filled in by "
                "%(deadline)s:",
                round=self.name,
                deadline=self.deadline,
            ),
            Markup("").join(
                Markup("<li><a href='/odoo/appraisals/%s'>%s</a></li>")
                % (sheet.id, sheet.display_name)
                for sheet in sheets
            ),
        )
        env["mail.thread"].message_notify(
            partner_ids=rater.partner_id.ids,
            subject=env._("Appraisal sheets to fill in: %(count)s", count=len(sheets)),
            body=body,
        )

    # ------------------------------------------------------------------ CRUD
    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            vals_list = [
                {name: value for name, value in vals.items() if name != "state"}
                for vals in vals_list
            ]
        return super().create(vals_list)

    def write(self, vals):
        if "state" in vals and not self.env.su:
            raise UserError(self.env._("Use the buttons of the round for that."))
        return super().write(vals)

    def copy_data(self, default=None):
        """The same people once more, for the period that follows."""
        vals_list = super().copy_data(default)
        for appraisal_round, vals in zip(self, vals_list, strict=True):
            days = appraisal_round.date_to - appraisal_round.date_from
            start = appraisal_round.date_to + timedelta(days=1)
            vals["name"] = self.env._("%(name)s (next)", name=appraisal_round.name)
            vals["date_from"] = start
            vals["date_to"] = start + days
            vals["deadline"] = start + days + timedelta(days=14)
            vals["user_ids"] = [Command.set(appraisal_round.user_ids.ids)]
        return vals_list
