from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .client_link_mixin import LINKS
from .consumed import SALE_TYPES, consumed_lines

STATES = [
    ("open", "Not Linked"),
    ("partly", "Partly Split"),
    ("linked", "Linked"),
]


class ClientLinkTask(models.Model):
    """The work list of accountants: posted documents of payers who do not consume what
    they pay, and of goods that went to another client.

    Rows are derived from the documents by `_refresh` and hold no decision: who
    consumed stands on the document.
    """

    _name = "client.link.task"
    _description = "Invoice to Link to Its End Client"
    _log_access = False
    _order = "invoice_date desc, id desc"
    _rec_name = "move_id"

    move_id = fields.Many2one(
        "account.move", "Invoice", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    payer_id = fields.Many2one(
        "res.partner", required=True, readonly=True, index=True, ondelete="cascade"
    )
    journal_id = fields.Many2one(
        "account.journal", required=True, readonly=True, index=True, ondelete="cascade"
    )
    move_type = fields.Selection(
        [
            ("out_invoice", "Invoice"),
            ("out_refund", "Credit Note"),
            ("out_receipt", "Receipt"),
        ],
        "Kind",
        required=True,
        readonly=True,
        help="Credit notes are negative.",
    )
    invoice_date = fields.Date(required=True, readonly=True)
    amount = fields.Monetary(
        readonly=True,
        help="Without taxes, in the currency of the company, credit notes negative.",
    )
    open_amount = fields.Monetary(
        "Not Linked",
        readonly=True,
        help="The part of the amount of which nobody said who consumed it.",
    )
    state = fields.Selection(STATES, required=True, readonly=True)
    proposal_id = fields.Many2one(
        "client.link.proposal",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The best of the clients that the rules propose.",
    )
    confidence = fields.Float(
        readonly=True,
        digits=(5, 1),
        aggregator="avg",
        help="How sure the best proposal is, in percent; the rule says how it counts.",
    )
    proposed_id = fields.Many2one(
        related="proposal_id.client_id", string="Proposed Client"
    )
    reason = fields.Char(related="proposal_id.reason", string="Why")
    number = fields.Char(related="move_id.name", string="Invoice Number")
    ref = fields.Char(related="move_id.ref", string="Payer's Reference")
    client_end_id = fields.Many2one(related="move_id.client_end_id", readonly=False)
    client_manager_id = fields.Many2one(
        related="move_id.client_manager_id", readonly=False
    )
    client_channel_id = fields.Many2one(
        related="move_id.client_channel_id", readonly=False
    )
    client_lead_id = fields.Many2one(related="move_id.client_lead_id", readonly=False)
    client_link_locked = fields.Boolean(related="move_id.client_link_locked")
    ship_id = fields.Many2one(
        related="move_id.partner_shipping_id", string="Delivered to"
    )

    _move_uniq = models.UniqueIndex("(move_id)", "An invoice is on the list once.")
    # the first page, newest first, and the totals, without touching the documents
    _open_idx = models.Index(
        "(company_id, invoice_date DESC, id DESC)"
        " INCLUDE (open_amount, amount, confidence, proposal_id, payer_id)"
        " WHERE state <> 'linked'"
    )
    _proposed_idx = models.Index(
        "(company_id, confidence DESC)"
        " WHERE state <> 'linked' AND proposal_id IS NOT NULL"
    )

    @api.depends("move_id")
    def _compute_display_name(self):
        for task in self:
            task.display_name = task.sudo().move_id.name or ""

    def write(self, vals):
        # EXTENDS base: many rows at once, as the list edits them
        links = {name: vals[name] for name in LINKS if name in vals}
        others = {name: value for name, value in vals.items() if name not in LINKS}
        result = super().write(others) if others else True
        if links:
            self.check_access("write")
            self.move_id._set_client_links(
                links, reason=self.env.context.get("client_link_reason", "")
            )
        return result

    # ----------------------------------------------------------------------- refresh
    @api.model
    def _refresh(self, move_ids=None):
        """Bring the rows of documents up to date, by one statement.

        :param move_ids: ids of documents, ``None`` for all
        """
        if move_ids is not None and not move_ids:
            return
        self.env["account.move"].flush_model()
        self.env["client.invoice.split"].flush_model()
        self.env["res.partner"].flush_model(
            ["client_bills_others", "commercial_partner_id", "category_id"]
        )
        self.env["res.partner.category"].flush_model(["client_bills_others"])
        self.flush_model()
        self.env.cr.execute(self._refresh_query(move_ids))
        self.invalidate_model()

    @api.model
    def _refresh_query(self, move_ids):
        scope = held = SQL("TRUE")
        if move_ids is not None:
            scope = SQL("m.id = ANY(%s)", list(move_ids))
            held = SQL("task.move_id = ANY(%s)", list(move_ids))
        columns = (
            "company_id",
            "payer_id",
            "journal_id",
            "move_type",
            "invoice_date",
            "amount",
            "open_amount",
            "state",
        )
        return SQL(
            """
            WITH needed AS (%(needed)s),
            gone AS (
                DELETE FROM client_link_task task
                 WHERE %(held)s
                   AND NOT EXISTS (SELECT FROM needed WHERE move_id = task.move_id)
            )
            INSERT INTO client_link_task AS task (move_id, %(columns)s)
            SELECT move_id, %(columns)s FROM needed
            ON CONFLICT (move_id) DO UPDATE SET %(assign)s
             WHERE (%(old)s) IS DISTINCT FROM (%(new)s)
            """,
            needed=self._needed(scope),
            held=held,
            columns=SQL(", ").join(map(SQL.identifier, columns)),
            assign=SQL(", ").join(
                SQL(
                    "%s = %s",
                    SQL.identifier(name),
                    SQL.identifier("excluded", name),
                )
                for name in columns
            ),
            old=SQL(", ").join(SQL.identifier("task", name) for name in columns),
            new=SQL(", ").join(SQL.identifier("excluded", name) for name in columns),
        )

    @api.model
    def _needed(self, scope):
        """Select of the documents that belong on the list, with what it shows."""
        split_scope = SQL(
            "%s AND m.id IN (SELECT move_id FROM client_invoice_split)", scope
        )
        return SQL(
            """
            SELECT m.id AS move_id, m.company_id,
                   m.commercial_partner_id AS payer_id, m.journal_id, m.move_type,
                   COALESCE(m.invoice_date, m.date) AS invoice_date,
                   m.amount_untaxed_signed AS amount,
                   CASE WHEN m.client_end_id IS NOT NULL THEN 0
                        ELSE COALESCE(rest.amount, m.amount_untaxed_signed)
                        END AS open_amount,
                   CASE WHEN m.client_end_id IS NOT NULL OR rest.parts = 0
                        THEN 'linked'
                        WHEN rest.move_id IS NOT NULL THEN 'partly'
                        ELSE 'open' END AS state
              FROM account_move m
              JOIN res_partner payer ON payer.id = m.commercial_partner_id
              LEFT JOIN res_partner ship ON ship.id = m.partner_shipping_id
              LEFT JOIN (
                    SELECT line.move_id,
                           COALESCE(SUM(line.amount) FILTER (
                               WHERE line.split_id IS NULL), 0) AS amount,
                           COUNT(*) FILTER (
                               WHERE line.split_id IS NULL AND line.amount <> 0)
                               AS parts
                      FROM (%(split)s) line
                  GROUP BY line.move_id
                   ) rest ON rest.move_id = m.id
             WHERE %(scope)s AND m.state = 'posted' AND m.move_type IN %(types)s
               AND (payer.client_bills_others
                    OR ship.commercial_partner_id <> m.commercial_partner_id
                    OR EXISTS (
                       SELECT FROM res_partner_res_partner_category_rel rel
                         JOIN res_partner_category tag ON tag.id = rel.category_id
                        WHERE rel.partner_id = payer.id AND tag.client_bills_others))
            """,
            split=consumed_lines(split_scope),
            scope=scope,
            types=SALE_TYPES,
        )

    @api.model
    def _refresh_payers(self, partner_ids):
        """Bring the documents of payers up to date, whose setting changed."""
        clients = self.env["res.partner"].sudo().browse(partner_ids)
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM account_move WHERE commercial_partner_id = ANY(%s)"
                " AND state = 'posted' AND move_type IN %s",
                clients.commercial_partner_id.ids,
                SALE_TYPES,
            )
        )
        self.sudo()._refresh([row[0] for row in rows])

    @api.model
    def _cron_refresh(self):
        """Find what came by other ways than posting, and propose clients anew."""
        self._refresh()
        self.env["client.link.rule"]._propose()

    # ---------------------------------------------------------------------- counters
    @api.model
    @api.readonly
    def get_counters(self):
        """What is left to link, in the companies of the reader, by one query.

        :return: ``[{"key", "label", "count", "amount", "currency_id", "filters",
            "tone"}]``; amounts in the currency of the current company
        :raise AccessError: to who may not read the list
        """
        self.check_access("read")
        currency = self.env.company.currency_id
        rates = {
            company.id: currency._get_conversion_rate(
                company.currency_id, currency, self.env.company
            )
            for company in self.env.companies.sudo()
        }
        names = ("open", "proposed", "sure", "unsure")
        totals = {name: [0, 0.0] for name in names}
        for company, proposed, sure, count, amount in self._count_open():
            places = {"open": True, "proposed": proposed, "sure": sure}
            places["unsure"] = not proposed
            for name in names:
                if places[name]:
                    totals[name][0] += count
                    totals[name][1] += (amount or 0) * rates.get(company, 1)
        labels = {
            "open": self.env._("not linked"),
            "proposed": self.env._("with a proposal"),
            "sure": self.env._("sure: 80 % or more"),
            "unsure": self.env._("without a proposal"),
        }
        tones = {"open": "danger", "proposed": "info", "sure": "success"}
        return [
            {
                "key": name,
                "label": labels[name],
                "count": totals[name][0],
                "amount": currency.round(totals[name][1]),
                "currency_id": currency.id,
                "filters": list(dict.fromkeys(("open", name))),
                "tone": tones.get(name, ""),
            }
            for name in names
        ]

    @api.model
    def _count_open(self):
        """Rows of what is not linked: (company id, proposed, sure, count, amount)."""
        self.flush_model()
        query = self._search([("state", "in", ("open", "partly"))])
        return self.env.execute_query(
            SQL(
                """
                SELECT client_link_task.company_id,
                       client_link_task.proposal_id IS NOT NULL AS proposed,
                       COALESCE(client_link_task.confidence >= 80, FALSE) AS sure,
                       COUNT(*), SUM(client_link_task.open_amount)
                  FROM %s WHERE %s GROUP BY 1, 2, 3
                """,
                query.from_clause,
                query.where_clause or SQL("TRUE"),
            )
        )

    # ----------------------------------------------------------------------- actions
    def action_accept(self):
        """Link the chosen invoices to the clients that the rules propose best.

        :raise UserError: where nothing is proposed for any of them
        """
        proposals = self.proposal_id
        if not proposals:
            raise UserError(
                self.env._(
                    "Nothing is proposed for these invoices. Choose the end client, "
                    "or use “Link”."
                )
            )
        return proposals.action_accept()

    def action_reject(self):
        """Refuse the best proposals of the chosen invoices; they do not come back."""
        self.proposal_id.action_reject()

    def action_payer(self):
        """Say that the payer itself consumed the chosen invoices."""
        self.move_id._set_each_client_links(
            {task.move_id.id: {"client_end_id": task.payer_id.id} for task in self}
        )

    def action_link(self):
        """Ask for the links of the chosen invoices, with a reason if need be."""
        return self.env["client.link.assign"]._open(self.move_id)

    def action_split(self):
        """Ask how the chosen invoices are split between clients."""
        return self.env["client.link.split"]._open(self.move_id)

    def action_open_document(self):
        """Open the invoice."""
        self.ensure_one()
        return self.move_id.get_formview_action()

    def action_propose(self):
        """Let the rules look at the chosen invoices now.

        :raise AccessError: to who may not write the list
        """
        self.check_access("write")
        self.env["client.link.rule"].sudo()._propose(self.move_id.ids)
