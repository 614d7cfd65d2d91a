from dataclasses import replace
from datetime import datetime, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from odoo import api, fields, models
from odoo.tools import SQL

from .figures import SOURCES, Scope


class ClientFigures(models.Model):
    """What the documents of the ERP say about a client, in numbers.

    One row for each commercial partner and company (a branch has its own row) that
    has a document; amounts are in the currency of that company. Rows are written by
    set-based SQL only: see ``_rebuild``, ``_refresh`` and ``_live_query``.
    """

    _name = "client.figures"
    _description = "Client Figures"
    _order = "turnover_12m desc, id"
    _rec_name = "partner_id"
    _log_access = False

    partner_id = fields.Many2one(
        "res.partner", "Client", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    computed_at = fields.Datetime(
        "Changed on", readonly=True, help="When a figure of this row changed last."
    )
    salesperson_id = fields.Many2one(
        related="partner_id.user_id", string="Salesperson", related_sudo=True
    )
    country_id = fields.Many2one(related="partner_id.country_id")
    industry_id = fields.Many2one(related="partner_id.industry_id")

    # turnover
    turnover_total = fields.Monetary(
        "Turnover",
        readonly=True,
        help="Posted invoices, receipts and credit notes (negative), without taxes.",
    )
    turnover_12m = fields.Monetary(
        "Turnover, 12 Months",
        readonly=True,
        help="Turnover by invoice date in the 12 months up to today.",
    )
    turnover_prev_12m = fields.Monetary(
        "Turnover, Year Before",
        readonly=True,
        help="Turnover by invoice date in the 12 months before the last 12.",
    )
    turnover_change = fields.Monetary(
        readonly=True,
        help="Turnover of the last 12 months less that of the 12 months before.",
    )
    invoice_count = fields.Integer(
        "Invoices", readonly=True, help="Posted invoices and receipts."
    )
    first_purchase_date = fields.Date(
        "First Purchase", readonly=True, help="Date of the first posted invoice."
    )
    last_purchase_date = fields.Date(
        "Last Purchase", readonly=True, help="Date of the latest posted invoice."
    )
    purchase_days = fields.Integer(
        readonly=True, help="Days on which the client was invoiced."
    )

    # margin
    margin_total = fields.Monetary(
        "Margin",
        readonly=True,
        help="Turnover less cost: the cost kept on the order line, or the cost of the "
        "product now where the invoice does not come from an order.",
    )
    margin_12m = fields.Monetary(
        "Margin, 12 Months",
        readonly=True,
        help="Margin of the invoices of the 12 months up to today.",
    )

    # receivables
    receivable_open = fields.Monetary(
        "Receivable",
        readonly=True,
        help="Unpaid residual of posted receivable lines. Credit notes and payments "
        "that are not allocated yet reduce it.",
    )
    receivable_overdue = fields.Monetary(
        "Overdue",
        readonly=True,
        help="The part of the receivable whose due date has passed.",
    )
    oldest_due_date = fields.Date(
        "Overdue Since",
        readonly=True,
        help="The oldest due date among the overdue unpaid amounts.",
    )
    days_to_pay = fields.Float(
        "Days to Pay",
        readonly=True,
        digits=(16, 2),
        aggregator="avg",
        help="Average days from the invoice date to the payment, weighted by amount.",
    )

    # orders
    order_open_count = fields.Integer(
        "Open Orders",
        readonly=True,
        help="Confirmed orders that are not yet both invoiced and delivered in full.",
    )
    order_open_amount = fields.Monetary(
        "Open Orders Amount",
        readonly=True,
        help="Amount of the open orders, without taxes.",
    )
    quotation_open_count = fields.Integer(
        "Quotations",
        readonly=True,
        help="Quotations that are neither confirmed nor cancelled.",
    )
    quotation_open_amount = fields.Monetary(
        "Quotations Amount",
        readonly=True,
        help="Amount of the open quotations, without taxes.",
    )
    order_count = fields.Integer("Orders", readonly=True, help="Confirmed orders.")
    order_total = fields.Monetary(
        "Ordered", readonly=True, help="Amount of the confirmed orders, without taxes."
    )

    # deliveries
    delivery_done_count = fields.Integer(
        "Deliveries", readonly=True, help="Transfers done to the client."
    )
    delivery_waiting_count = fields.Integer(
        "Waiting Deliveries",
        readonly=True,
        help="Transfers to the client that are confirmed and not done.",
    )
    delivery_late_count = fields.Integer(
        "Late Deliveries",
        readonly=True,
        help="Waiting deliveries whose deadline, or scheduled date without one, has "
        "passed.",
    )
    delivery_done_late_count = fields.Integer(
        "Delivered Late", readonly=True, help="Transfers done after their deadline."
    )
    delivery_return_count = fields.Integer(
        "Returns", readonly=True, help="Transfers done back from the client."
    )
    last_delivery_date = fields.Date(
        "Last Delivery", readonly=True, help="Day of the latest delivery done."
    )

    # leads
    lead_open_count = fields.Integer(
        "Open Leads", readonly=True, help="Active leads and opportunities, not won."
    )
    lead_open_amount = fields.Monetary(
        "Pipeline", readonly=True, help="Expected revenue of the open leads."
    )
    lead_won_count = fields.Integer(
        "Won Leads", readonly=True, help="Leads and opportunities won."
    )
    lead_lost_count = fields.Integer(
        "Lost Leads", readonly=True, help="Leads and opportunities lost."
    )

    # contacts
    last_contact_date = fields.Date(
        "Last Contact",
        readonly=True,
        help="The latest of done activities, past meetings and mails.",
    )
    next_contact_date = fields.Date(
        "Next Contact",
        readonly=True,
        help="The earliest of open activities and coming meetings. A date in the past "
        "is an overdue step.",
    )

    _partner_company_uniq = models.UniqueIndex(
        "(partner_id, company_id)", "A client has one row of figures in a company."
    )
    # the largest clients of a company first, as lists show them
    _turnover_idx = models.Index("(company_id, turnover_12m DESC, id)")

    @api.model
    def _figure_sources(self):
        """The sources of the figures, in the order of the columns.

        An addon adds its own by extending this method and adds the fields of its
        figures to this model; the columns of all sources have different names.
        """
        return SOURCES

    @api.model
    def _figure_names(self):
        """Names of all figures."""
        return [
            figure.name
            for source in self._figure_sources()
            for figure in source.figures
        ]

    @api.model
    def _figures_scope(self, clients=None):
        """The scope of a computation: today, in the time zone of the main company.

        :param clients: ids of commercial partners, ``None`` for all
        """
        main_id = self.env["ir.model.data"]._xmlid_to_res_id("base.main_company")
        companies_sudo = self.env["res.company"].sudo()
        main_company = companies_sudo.browse(main_id) or companies_sudo.search(
            [], limit=1
        )
        # not all that a company and a partner have
        main_company.fetch(["partner_id"])
        main_company.partner_id.fetch(["tz"])
        tz = main_company.partner_id.tz or "UTC"
        try:
            zone = ZoneInfo(tz)
        except (ZoneInfoNotFoundError, ValueError):
            tz, zone = "UTC", timezone.utc
        today = self.env.context.get("client_figures_today")
        return Scope(
            today=fields.Date.to_date(today) or datetime.now(zone).date(),
            tz=tz,
            main_company_id=main_company.id,
            clients=None if clients is None else tuple(clients),
        )

    @api.model
    def _figures_query(self, scope, company_ids=None):
        """``SELECT partner_id, company_id, <all figures>`` for a scope.

        :param company_ids: only these companies; ``None`` for all
        """
        sources = self._wanted_sources(scope)
        joined = SQL(" FULL JOIN ").join(
            SQL(
                "(%s) %s%s",
                source.query(self.env, scope),
                SQL.identifier(f"s_{source.name}"),
                SQL(" USING (partner_id, company_id)") if index else SQL(),
            )
            for index, source in enumerate(sources)
        )
        figures = [
            figure
            for source in sources
            for figure in source.figures
            if scope.wants(figure.name)
        ]
        query = SQL(
            """
            SELECT partner_id, company_id, %(figures)s
              FROM %(joined)s
              JOIN (SELECT com.id AS com_id, unit.rounding
                      FROM res_company com
                      JOIN res_currency unit ON unit.id = com.currency_id
                   ) cur ON cur.com_id = company_id
             WHERE %(condition)s
            """,
            figures=SQL(", ").join(figure.select() for figure in figures),
            joined=joined,
            condition=SQL("TRUE")
            if company_ids is None
            else SQL("company_id = ANY(%s)", list(company_ids)),
        )
        return scope.wrap(query)

    @api.model
    def _wanted_sources(self, scope):
        """The sources of the figures that are asked for."""
        sources = self._figure_sources()
        wanted = {
            name
            for source in sources
            if any(scope.wants(figure.name) for figure in source.figures)
            for name in (source.name, *source.needs)
        }
        return [source for source in sources if source.name in wanted]

    @api.model
    def _live_query(self, partner_ids, company_ids, names=None):
        """The figures as the documents say them now, by the SQL of the rebuild.

        Pending writes of this environment are flushed. Nothing is checked: the caller
        answers for access.

        :param partner_ids: ids of commercial partners
        :param company_ids: ids of companies
        :param names: the figures, where not all are wanted; fewer may be faster
        :return: ``SQL`` of ``SELECT partner_id, company_id, <figures>``, one row
            for each client and company with documents, amounts in the currency of
            that company; usable as a subquery
        """
        self._flush_sources()
        scope = self._figures_scope(partner_ids)
        if names is not None:
            scope = replace(scope, names=frozenset(names))
        return self._figures_query(scope, company_ids)

    @api.model
    def _flush_sources(self):
        """Send pending writes of the documents to the database."""
        for name in {
            name for source in self._figure_sources() for name in source.models
        }:
            self.env[name].flush_model()
