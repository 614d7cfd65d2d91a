from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError


class ClientWinbackBonus(models.Model):
    """Who won a client back, and what he is thanked with.

    A note is made when a client comes back; its amount follows the invoices until an
    administrator approves it.
    """

    _name = "client.winback.bonus"
    _description = "Win-Back Bonus"
    _order = "date desc, id desc"
    _rec_name = "partner_id"
    _check_company_auto = True

    partner_id = fields.Many2one(
        "res.partner", "Client", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one(
        "res.users",
        "Manager",
        check_company=True,
        help="Who looked after the client when he came back.",
    )
    date = fields.Date("Came back on", required=True, readonly=True)
    until = fields.Date(
        "Counted until", required=True, readonly=True, help="Last day that counts."
    )
    from_stage_id = fields.Many2one(
        "client.lifecycle.stage", "Came from", readonly=True, ondelete="set null"
    )
    churn_reason_id = fields.Many2one(
        "client.churn.reason", readonly=True, ondelete="set null"
    )
    rate = fields.Float("Bonus, %", digits=(16, 2))
    turnover = fields.Monetary(
        compute="_compute_turnover",
        help="Posted invoices and credit notes from the return to the last day.",
    )
    amount = fields.Monetary("Bonus", compute="_compute_amount")
    approved_amount = fields.Monetary(readonly=True, aggregator="sum")
    state = fields.Selection(
        [("open", "Counting"), ("approved", "Approved"), ("refused", "Refused")],
        default="open",
        required=True,
        readonly=True,
    )
    note = fields.Char()

    _open_uniq = models.UniqueIndex(
        "(partner_id, company_id, date)", "This return has its note already."
    )

    @api.depends("partner_id", "company_id", "date", "until")
    def _compute_turnover(self):
        """One query for all notes."""
        turnover = {}
        if self:
            groups = (
                self.env["account.move"]
                .sudo()
                ._read_group(
                    [
                        ("commercial_partner_id", "in", self.partner_id.ids),
                        ("company_id", "in", self.company_id.ids),
                        ("state", "=", "posted"),
                        (
                            "move_type",
                            "in",
                            ("out_invoice", "out_refund", "out_receipt"),
                        ),
                        ("invoice_date", ">=", min(self.mapped("date"))),
                        ("invoice_date", "<=", max(self.mapped("until"))),
                    ],
                    ["commercial_partner_id", "company_id", "invoice_date:day"],
                    ["amount_untaxed_signed:sum"],
                )
            )
            for partner, company, day, amount in groups:
                turnover.setdefault((partner.id, company.id), []).append((day, amount))
        for bonus in self:
            days = turnover.get((bonus.partner_id.id, bonus.company_id.id), [])
            bonus.turnover = sum(
                amount for day, amount in days if bonus.date <= day <= bonus.until
            )

    @api.depends("turnover", "rate", "state", "approved_amount")
    def _compute_amount(self):
        for bonus in self:
            amount = max(0.0, bonus.turnover) * bonus.rate / 100
            bonus.amount = {"approved": bonus.approved_amount, "refused": 0.0}.get(
                bonus.state, bonus.currency_id.round(amount)
            )

    def action_approve(self):
        """Fix the amount as it is now."""
        self.check_access("write")
        if self.filtered(lambda bonus: bonus.state != "open"):
            raise UserError(self.env._("Only a bonus that is counting is approved."))
        for bonus in self:
            bonus.write({"approved_amount": bonus.amount, "state": "approved"})

    def action_refuse(self):
        """No bonus for this return."""
        self.write({"state": "refused", "approved_amount": 0})

    def action_reopen(self):
        """Let the amount follow the invoices again."""
        self.write({"state": "open", "approved_amount": 0})


class ClientLifecycleState(models.Model):
    _inherit = "client.lifecycle.state"

    def _note_bonus(self):
        """Make a note for the manager of each of these clients, who came back today."""
        today = self._today()
        bonuses_sudo = self.env["client.winback.bonus"].sudo()
        states = self.sudo().filtered("company_id.client_winback_rate")
        known = {
            (partner.id, company.id)
            for partner, company in bonuses_sudo._read_group(
                [("partner_id", "in", states.partner_id.ids), ("until", ">=", today)],
                ["partner_id", "company_id"],
            )
        }
        bonuses_sudo.create(
            [
                {
                    "partner_id": state.partner_id.id,
                    "company_id": state.company_id.id,
                    "user_id": state.partner_id.user_id.filtered(
                        lambda user, state=state: state.company_id in user.company_ids
                    ).id,
                    "date": today,
                    "until": today
                    + timedelta(days=state.company_id.client_winback_days),
                    "from_stage_id": state.previous_stage_id.id,
                    "churn_reason_id": state.churn_reason_id.id,
                    "rate": state.company_id.client_winback_rate,
                }
                for state in states
                if (state.partner_id.id, state.company_id.id) not in known
            ]
        )
