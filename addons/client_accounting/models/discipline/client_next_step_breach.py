from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

KINDS = [
    ("none", "No Next Step"),
    ("late", "Late Step"),
]


class ClientNextStepBreach(models.Model):
    """A client has no next step, or a late one: from when to when, with whom, and
    whether the head was told. Open rows are the work list, closed ones the history."""

    _name = "client.next.step.breach"
    _inherit = ["client.reader.mixin", "client.escalation.mixin"]
    _description = "Client without a Next Step"
    _order = "date_from, id"
    _rec_name = "partner_id"
    _log_access = False

    partner_id = fields.Many2one(
        "res.partner", "Client", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    rule_id = fields.Many2one(
        "client.next.step.rule", readonly=True, index=True, ondelete="set null"
    )
    user_id = fields.Many2one(
        "res.users",
        "Manager",
        readonly=True,
        ondelete="set null",
        help="Who looked after the client at that time.",
    )
    kind = fields.Selection(
        KINDS,
        "What",
        required=True,
        readonly=True,
        help="Whether nothing is planned, or what is planned is late.",
    )
    date_from = fields.Date(
        "Since",
        required=True,
        readonly=True,
        help="The last contact of a client without a next step; the day of a late one.",
    )
    date_found = fields.Date(
        "On the List since", required=True, readonly=True, help="Allowed days are over."
    )
    date_to = fields.Date(
        "Until", readonly=True, help="When the next step was there again."
    )
    days = fields.Integer(
        compute="_compute_days",
        search="_search_days",
        help="Days without a next step, or by which the step is late.",
    )
    last_contact_date = fields.Date("Last Contact", compute="_compute_contacts")
    next_contact_date = fields.Date("Next Step", compute="_compute_contacts")
    suggestion = fields.Char("Suggested Step", compute="_compute_suggestion")
    city = fields.Char(related="partner_id.city", related_sudo=True)
    phone = fields.Char(related="partner_id.phone", related_sudo=True)

    # a client is on the list of a company once
    _open_uniq = models.UniqueIndex(
        "(partner_id, company_id) WHERE date_to IS NULL",
        "The client is on the list already.",
    )
    _user_idx = models.Index("(user_id, date_from) WHERE date_to IS NULL")
    _found_idx = models.Index("(date_found, user_id)")

    @api.depends("date_from", "date_to")
    def _compute_days(self):
        today = self.env["client.work.days"]._today()
        for breach in self:
            last = breach.date_to or today
            breach.days = (last - breach.date_from).days if breach.date_from else 0

    @api.model
    def _search_days(self, operator, value):
        if operator not in ("<", ">", "<=", ">=", "in", "not in"):
            return NotImplemented
        today = self.env["client.work.days"]._today()
        days = SQL(
            "(COALESCE(%s, %s::date) - %s)",
            SQL.identifier(self._table, "date_to"),
            today,
            SQL.identifier(self._table, "date_from"),
        )
        if operator in ("in", "not in"):
            condition = SQL(
                "%s %s", days, SQL("= ANY(%s)", [int(item) for item in value])
            )
            if operator == "not in":
                condition = SQL("NOT (%s)", condition)
        else:
            condition = SQL("%s %s %s", days, SQL(operator), int(value))
        query = SQL("(SELECT id FROM client_next_step_breach WHERE %s)", condition)
        return [("id", "in", query)]

    def _compute_contacts(self):
        """One query for all rows: the figures of exactly their companies."""
        rows = {
            (partner_id, company_id): (last, planned)
            for partner_id, company_id, last, planned in self.env.execute_query(
                SQL(
                    """SELECT partner_id, company_id, last_contact_date,
                              next_contact_date
                         FROM client_figures WHERE partner_id = ANY(%s)""",
                    self.sudo().partner_id.ids,
                )
            )
        }
        for breach in self:
            key = breach.sudo().partner_id.id, breach.company_id.id
            breach.last_contact_date, breach.next_contact_date = rows.get(
                key, (False, False)
            )

    @api.depends("rule_id.summary", "rule_id.event_type_id", "rule_id.activity_type_id")
    def _compute_suggestion(self):
        for breach in self:
            rule = breach.sudo().rule_id.with_context(lang=self.env.lang)
            breach.suggestion = (
                rule.summary
                or rule.event_type_id.name
                or rule.activity_type_id.name
                or self.env._("Call the client")
            )

    # ------------------------------------------------------------------ doing
    def action_plan(self):
        """Plan the suggested step of these clients for their managers, or for the user
        where they have none; the clients leave the list.

        :raise AccessError: to who may not read a client
        """
        self.check_access("read")
        breaches_sudo = self.sudo().filtered(lambda breach: not breach.date_to)
        if not breaches_sudo:
            raise UserError(self.env._("These clients have their next step already."))
        breaches_sudo._plan(self.env.user)
        message = self.env._("Planned for %(count)s clients.", count=len(breaches_sudo))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _plan(self, user):
        """Plan the suggested steps; `user` gets those of clients without a manager."""
        days = self.env["client.work.days"]._with_memo()
        substitutions = self.env["client.substitution"].with_context(**days.env.context)
        today = days._today()
        model_id = self.env["ir.model"]._get_id("res.partner")
        default = self.env.ref("mail.mail_activity_data_call", raise_if_not_found=False)
        values = []
        for breach in self:
            rule = breach.rule_id
            due = days._of_company(breach.company_id).add(today, rule.delay or 1)
            acting = substitutions._acting(breach.user_id or user, due) or user
            values.append(
                {
                    "res_model_id": model_id,
                    "res_id": breach.partner_id.id,
                    "activity_type_id": (rule.activity_type_id or default).id,
                    "summary": breach.with_context(lang=acting.lang).suggestion,
                    "date_deadline": days._of_user(acting, breach.company_id).next(due),
                    "user_id": acting.id,
                }
            )
        self.env["mail.activity"].sudo().with_context(
            mail_activity_quick_update=True
        ).create(values)
        self._close()

    def _close(self):
        """The next step is there again."""
        self.write({"date_to": self.env["client.work.days"]._today()})

    def action_open_client(self):
        """Open the dossier of the client."""
        self.ensure_one()
        return self.partner_id.action_open_dossier()

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise AccessError(
                self.env._("The rules bring clients on this list, not a person.")
            )
        return super().create(vals_list)
