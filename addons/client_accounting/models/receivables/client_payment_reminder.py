from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

#: a reminder so many days old starts no new level
FORGOTTEN = 120


class ClientPaymentReminder(models.Model):
    """A client was reminded of payments: when, in which tone, of how much, by whom."""

    _name = "client.payment.reminder"
    _inherit = ["client.reader.mixin"]
    _description = "Payment Reminder"
    _order = "date desc, id desc"
    _rec_name = "partner_id"
    _check_company_auto = True

    partner_id = fields.Many2one(
        "res.partner",
        "Client",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    recipient_id = fields.Many2one(
        "res.partner",
        "Sent to",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one(
        "res.users",
        "Sent by",
        default=lambda self: self.env.user,
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
    )
    level_id = fields.Many2one(
        "client.reminder.level", required=True, index=True, ondelete="restrict"
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary(
        "Overdue", help="What the client was reminded of, in company currency."
    )
    oldest_due_date = fields.Date()
    days_late = fields.Integer(aggregator="max")
    message_id = fields.Many2one(
        "mail.message", "Letter", index="btree_not_null", ondelete="set null"
    )

    _client_idx = models.Index("(partner_id, company_id, date)")

    @api.depends("partner_id", "level_id", "date")
    def _compute_display_name(self):
        for reminder in self:
            reminder.display_name = self.env._(
                "%(client)s: %(level)s",
                client=reminder.partner_id.display_name or "",
                level=reminder.level_id.name or "",
            )

    # ------------------------------------------------------------------ whom
    @api.model
    def _overdue_clients(self, partners, companies):
        """What clients may be reminded of: overdue items that are neither disputed nor
        promised nor set aside.

        :return: ``{(client id, company id): {"overdue", "left_out", "disputed",
            "promised", "credit", "oldest", "last_date", "last_level_id"}}``, amounts in
            company currency
        """
        today = fields.Date.context_today(self)
        self.env.flush_all()
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT row.partner_id, row.company_id,
                       SUM(row.free) FILTER (WHERE row.late AND row.followed)
                           AS overdue,
                       SUM(row.amount) FILTER (WHERE row.late AND row.disputed)
                           AS disputed,
                       SUM(row.promised) FILTER (WHERE row.late AND NOT row.disputed)
                           AS promised,
                       -SUM(row.amount) FILTER (WHERE row.amount < 0) AS credit,
                       MIN(row.due) FILTER (WHERE row.late AND row.followed
                                                  AND row.free > 0) AS oldest
                  FROM (
                    SELECT p.commercial_partner_id AS partner_id, l.company_id,
                           l.amount_residual AS amount, x.due,
                           l.amount_residual > 0 AND x.due < %(today)s AS late,
                           dispute.id IS NOT NULL AS disputed,
                           l.no_followup IS NOT TRUE AND dispute.id IS NULL AS followed,
                           LEAST(COALESCE(promised.amount, 0), l.amount_residual)
                               AS promised,
                           l.amount_residual - LEAST(COALESCE(promised.amount, 0),
                                                     l.amount_residual) AS free
                      FROM account_move_line l
                      JOIN res_partner p ON p.id = l.partner_id
                CROSS JOIN LATERAL (SELECT COALESCE(l.date_maturity, l.date) AS due) x
                 LEFT JOIN client_dispute dispute
                        ON dispute.move_id = l.move_id AND dispute.state = 'open'
                 LEFT JOIN (SELECT item.line_id, SUM(item.amount) AS amount
                              FROM client_payment_promise_item item
                              JOIN client_payment_promise promise
                                ON promise.id = item.promise_id AND promise.active
                               AND promise.state = 'open'
                               AND promise.date_limit >= %(today)s
                          GROUP BY item.line_id) promised ON promised.line_id = l.id
                     WHERE p.commercial_partner_id = ANY(%(clients)s)
                       AND l.company_id = ANY(%(companies)s)
                       AND l.parent_state = 'posted' AND l.reconciled IS NOT TRUE
                       AND l.amount_residual <> 0
                       AND l.account_id = ANY(ARRAY(
                           SELECT id FROM account_account
                            WHERE account_type = 'asset_receivable'))
                  ) row
              GROUP BY row.partner_id, row.company_id
                """,
                today=today,
                clients=partners.ids,
                companies=companies.ids,
            )
        )
        found = {}
        for row in rows:
            key = row.pop("partner_id"), row.pop("company_id")
            found[key] = {
                name: value or (False if name == "oldest" else 0.0)
                for name, value in row.items()
            }
            found[key]["last"] = self.browse()
        last = self.sudo().search(
            [
                ("partner_id", "in", partners.ids),
                ("company_id", "in", companies.ids),
                ("date", ">=", today - timedelta(days=FORGOTTEN)),
            ],
            order="date, id",
        )
        for reminder in last:
            key = reminder.partner_id.id, reminder.company_id.id
            if key in found:
                found[key]["last"] = reminder
        return found

    def action_open_dossier(self):
        """Open the dossier of the client."""
        self.ensure_one()
        return self.partner_id.action_open_dossier()
