from markupsafe import Markup

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

MANAGER = "client_accounting.group_client_accounting_manager"
KINDS = [
    ("self", "By Himself"),
    ("head", "By the Head"),
    ("shopper", "By a Mystery Shopper"),
]
STATES = [("draft", "To Fill In"), ("done", "Finished")]
#: written by the buttons only
GUARDED = {"state", "done_on", "is_published", "published_on"}
#: what may still happen to a finished sheet, through its buttons
AFTERWARDS = {"is_published", "published_on"}


class ClientAppraisal(models.Model):
    """A sheet on which somebody appraises a manager on the agreed criteria.

    A finished sheet is not changed by anybody. The manager himself sees what others
    wrote of him when it is published, the head sees finished sheets of the team.
    """

    _name = "client.appraisal"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _description = "Appraisal Sheet"
    _order = "date_to desc, user_id, kind, id"

    user_id = fields.Many2one(
        "res.users",
        "Manager",
        check_company=True,
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        help="Who is appraised.",
    )
    rater_id = fields.Many2one(
        "res.users",
        "Filled In by",
        check_company=True,
        index=True,
        ondelete="set null",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        help="Who appraises.",
    )
    kind = fields.Selection(
        KINDS, required=True, default="head", help="From whose point of view."
    )
    round_id = fields.Many2one(
        "client.appraisal.round", readonly=True, index=True, ondelete="set null"
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
    )
    date_from = fields.Date(
        "Period from",
        required=True,
        default=lambda self: fields.Date.context_today(self).replace(day=1),
    )
    date_to = fields.Date("Period to", required=True, default=fields.Date.context_today)
    deadline = fields.Date("Fill In by")
    state = fields.Selection(
        STATES,
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
        help="A finished sheet is not changed any more.",
    )
    done_on = fields.Date("Finished on", readonly=True, copy=False)
    is_published = fields.Boolean(
        "Published",
        readonly=True,
        copy=False,
        tracking=True,
        help="The manager may read what others wrote of him.",
    )
    published_on = fields.Date(readonly=True, copy=False)
    line_ids = fields.One2many("client.appraisal.line", "appraisal_id", "Marks")
    score = fields.Float(
        "Mark",
        compute="_compute_score",
        store=True,
        aggregator="avg",
        digits=(16, 2),
        help="Average of the marks by the weights of the criteria, from 1 to 5.",
    )
    rated_count = fields.Integer(
        "Rated", compute="_compute_score", store=True, aggregator=None
    )
    strengths = fields.Text(help="What the manager does well.")
    to_improve = fields.Text(help="What he can do better, and how.")
    goal_ids = fields.One2many("client.appraisal.goal", "appraisal_id", "Goals")
    event_id = fields.Many2one(
        "client.event",
        "Event Seen",
        check_company=True,
        index="btree_not_null",
        ondelete="set null",
        domain="[('user_id', '=', user_id)]",
        help="The call or visit that the mystery shopper judges by.",
    )
    is_mine = fields.Boolean(
        compute="_compute_is_mine", help="The reader is who fills in the sheet."
    )
    may_publish = fields.Boolean(
        compute="_compute_is_mine",
        help="The reader is who filled in the sheet, or leads the manager.",
    )

    _dates_order = models.Constraint(
        "CHECK(date_to >= date_from)", "The last day is not before the first one."
    )
    _period_idx = models.Index("(user_id, date_to, kind)")

    # ------------------------------------------------------------------ computes
    @api.depends("line_ids.score", "line_ids.weight")
    def _compute_score(self):
        for sheet in self:
            rated = sheet.line_ids.filtered("score")
            weight = sum(rated.mapped("weight"))
            points = sum(line.score * line.weight for line in rated)
            sheet.score = points / weight if weight else 0
            sheet.rated_count = len(rated)

    @api.depends("user_id", "kind", "date_to")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for sheet in self:
            sheet.display_name = self.env._(
                "%(manager)s, %(kind)s",
                manager=sheet.sudo().user_id.name,
                kind=(kinds.get(sheet.kind) or "").lower(),
            )

    @api.depends_context("uid")
    @api.depends("rater_id", "user_id", "state")
    def _compute_is_mine(self):
        user = self.env.user
        manager = user.has_group(MANAGER)
        team = user._client_team_users() - user
        for sheet in self:
            sheet.is_mine = sheet.rater_id == user
            sheet.may_publish = sheet.state == "done" and (
                manager or sheet.is_mine or sheet.user_id in team
            )

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if "line_ids" in fields and "line_ids" not in values:
            values["line_ids"] = self._prepare_lines()
        return values

    @api.model
    def _prepare_lines(self):
        """Commands for a line of each criterion."""
        return [
            Command.create(
                {
                    "criterion_id": criterion.id,
                    "sequence": criterion.sequence,
                    "weight": criterion.weight,
                }
            )
            for criterion in self.env["client.appraisal.criterion"].search([])
        ]

    # ------------------------------------------------------------------ constraints
    @api.constrains("kind", "user_id", "rater_id")
    def _check_rater(self):
        for sheet in self:
            if not sheet.rater_id:
                continue
            is_self = sheet.kind == "self"
            if is_self != (sheet.rater_id == sheet.user_id):
                raise ValidationError(
                    self.env._(
                        "A manager fills in the sheet by himself; those by the head "
                        "and by a mystery shopper are filled in by somebody else."
                    )
                )

    @api.constrains("event_id", "user_id")
    def _check_event(self):
        for sheet in self.filtered("event_id"):
            if sheet.event_id.user_id != sheet.user_id:
                raise ValidationError(
                    self.env._("Choose an event of the manager who is appraised.")
                )

    def _check_not_done(self):
        """
        :raise UserError: where a sheet is finished
        """
        if any(sheet.state == "done" for sheet in self.sudo()):
            raise UserError(
                self.env._(
                    "This sheet is finished, and nobody changes it any more. Fill in "
                    "a new one for another period."
                )
            )

    def _check_may_rate(self):
        """Only of oneself, or of one's team; administrators give anybody a sheet.

        :raise AccessError: for others
        """
        user = self.env.user
        if self.env.su or user.has_group(MANAGER):
            return
        allowed = user._client_team_users()
        if any(sheet.user_id not in allowed for sheet in self.sudo()):
            raise AccessError(
                self.env._(
                    "You appraise yourself and the managers of the sales teams that "
                    "you lead. Ask an administrator for a sheet of somebody else."
                )
            )

    # ------------------------------------------------------------------ CRUD
    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            vals_list = [
                {name: value for name, value in vals.items() if name not in GUARDED}
                for vals in vals_list
            ]
        sheets = super().create(vals_list)
        sheets._check_may_rate()
        for sheet in sheets.filtered(lambda sheet: not sheet.line_ids):
            sheet.line_ids = sheet._prepare_lines()
        return sheets

    def write(self, vals):
        self.check_access("write")
        if not self.env.su and GUARDED & vals.keys():
            raise UserError(self.env._("Use the buttons of the sheet for that."))
        if not (self.env.su and vals.keys() <= AFTERWARDS):
            self._check_not_done()
        result = super().write(vals)
        if {"user_id", "kind", "rater_id"} & vals.keys():
            self._check_may_rate()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        self._check_not_done()

    # ------------------------------------------------------------------ actions
    def action_done(self):
        """Finish the sheet; that of the manager himself is open to his head at once.

        :raise AccessError: for others than who fills it in and administrators
        :raise UserError: where marks are missing
        """
        self.check_access("write")
        for sheet in self.filtered(lambda sheet: sheet.state == "draft"):
            missing = sheet.line_ids.filtered(lambda line: not line.score)
            if missing or not sheet.line_ids:
                raise UserError(
                    self.env._(
                        "Give a mark for each criterion. Missing: %(names)s.",
                        names=", ".join(missing.criterion_id.mapped("name")),
                    )
                )
            sheet_sudo = sheet.sudo()
            sheet_sudo.activity_unlink(["mail.mail_activity_data_todo"])
            sheet_sudo.write(
                {"state": "done", "done_on": fields.Date.context_today(self)}
            )
            if sheet.kind == "self":
                sheet_sudo._publish()
        self.sudo().round_id._check_finished()

    def action_publish(self):
        """Let the managers read these finished sheets; their goals become activities.

        :raise AccessError: for others than who wrote them, heads and administrators
        """
        self.check_access("read")
        for sheet in self:
            if not sheet.may_publish:
                raise AccessError(
                    self.env._(
                        "A finished sheet is published by who filled it in, by the "
                        "head of the manager, or by an administrator."
                    )
                )
        sheets_sudo = self.sudo().filtered(lambda sheet: not sheet.is_published)
        sheets_sudo._publish()
        for sheet in sheets_sudo:
            sheet._tell_manager()

    def _publish(self):
        self.write(
            {"is_published": True, "published_on": fields.Date.context_today(self)}
        )
        self.goal_ids._plan()

    def _tell_manager(self):
        self.ensure_one()
        self = self.with_context(lang=self.user_id.lang)
        self.message_notify(
            partner_ids=self.user_id.partner_id.ids,
            subject=self.env._("Your appraisal is ready to be read"),
            body=Markup("<p>%s</p>")
            % self.env._(
                "Appraised %(kind)s for %(date_from)s to %(date_to)s.",
                kind=dict(self._fields["kind"]._description_selection(self.env))[
                    self.kind
                ].lower(),
                date_from=self.date_from,
                date_to=self.date_to,
            ),
        )

    def action_open_comparison(self):
        """Open the marks of all finished sheets of the period side by side."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_accounting.client_appraisal_comparison_action"
        )
        return {
            **action,
            "domain": [
                ("user_id", "=", self.user_id.id),
                ("date_from", "=", fields.Date.to_string(self.date_from)),
                ("date_to", "=", fields.Date.to_string(self.date_to)),
            ],
            "context": {},
        }
