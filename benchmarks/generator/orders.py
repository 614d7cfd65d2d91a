"""Sale orders: quotations, open orders (some delivered already), finished ones."""


def fill(stage):
    _stage_orders(stage)
    _stage_lines(stage)
    _insert_orders(stage)
    _insert_lines(stage)


def _stage_orders(stage):
    # Half of the recent open orders are delivered and only wait for their invoice; of
    # the finished recent ones some owe a part of the goods (a backorder).
    (name,) = stage.prototypes["order"]["name"].params
    prefix = name.rstrip("0123456789")
    stage.params |= {"order_prefix": prefix, "order_width": len(name) - len(prefix)}
    stage.table(
        "so",
        """
    SELECT row_number() OVER (ORDER BY order_date, n) AS so_n,
           %(order)s + row_number() OVER (ORDER BY order_date, n) AS id,
           %(order_prefix)s || bench.pad(
               row_number() OVER (ORDER BY order_date, n), %(order_width)s) AS name,
           deal.n, deal.key, deal.kind, deal.age, deal.date, deal.addressee_id,
           deal.partner_id, deal.user_id, deal.team_id, deal.term_id,
           deal.currency_id, coalesce(ordering.rate, 1) AS rate, deal.lines, drawn.*,
           deal.order_date + interval '9 hours'
               + floor(500 * bench.rnd(key, 'minute')) * interval '1 minute' AS ordered,
           CASE WHEN kind <> 'quote' THEN 'sale'
                WHEN age > %(recent)s AND bench.rnd(key, 'given up') < 0.6
                THEN 'cancel'
                WHEN bench.rnd(key, 'quote') < 0.4 THEN 'draft'
                ELSE 'sent' END AS state,
           CASE WHEN delivered THEN deal.date + interval '15 hours' END AS done,
           -- Promised for the day of delivery, or earlier if it came late.
           CASE WHEN delivered OR NOT late THEN
                    deal.date - CASE WHEN late
                        THEN 1 + floor(9 * bench.rnd(key, 'days late'))::int ELSE 0 END
                ELSE least(deal.date, %(today)s - 1)
           END + CASE WHEN delivered OR late THEN 0 ELSE deal.age + 2 END
               + interval '16 hours' AS deadline,
           refund_doc, refund_date
      FROM bench.deal
      LEFT JOIN (SELECT n AS refund_n, doc AS refund_doc, date AS refund_date
                   FROM bench.doc WHERE sign < 0) refund ON refund_n = n
      LEFT JOIN LATERAL (
           SELECT stored.rate FROM res_currency_rate stored
            WHERE stored.currency_id = %(foreign_id)s
              AND stored.company_id = %(company_id)s
              AND stored.name <= deal.order_date
            ORDER BY stored.name DESC LIMIT 1) ordering ON deal.abroad,
           LATERAL (SELECT kind = 'order' OR (kind = 'open'
                               AND bench.rnd(key, 'delivered') < 0.5) AS delivered,
                           bench.rnd(key, 'late delivery')
                               < CASE kind WHEN 'order' THEN 0.13 ELSE 0.4 END AS late,
                           kind = 'order' AND age < 60
                               AND bench.rnd(key, 'backorder') < 0.12 AS owing) drawn
     WHERE kind <> 'direct'
    """,
        key="n",
        order=stage.last_id("sale_order"),
        recent=45,
    )


def _stage_lines(stage):
    # The owed goods are one more line, of the product of the first line.
    stage.table(
        "sol",
        """
    SELECT %(line)s + row_number() OVER (ORDER BY so.id, lines.k) AS id, lines.*,
           so.id AS order_id, so.so_n,
           coalesce(back.qty, 0) AS returned,
           CASE WHEN lines.owed OR NOT so.delivered THEN 0
                ELSE lines.qty - coalesce(back.qty, 0) END AS delivered_qty,
           CASE WHEN lines.owed OR so.kind <> 'order' THEN 0
                ELSE lines.qty - coalesce(back.qty, 0) END AS invoiced_qty
      FROM bench.so
      JOIN (SELECT n, k, qty, product_id, name, price, subtotal, cost,
                   cost_in_currency, false AS owed
              FROM bench.line WHERE kind <> 'direct'
            UNION ALL
            SELECT line.n, 50, line.qty, product_id, line.name, price, subtotal, cost,
                   cost_in_currency, true
              FROM bench.line JOIN bench.so ON so.n = line.n AND so.owing
             WHERE line.k = 1) lines ON lines.n = so.n
      LEFT JOIN bench.doc_line back ON back.doc = so.refund_doc AND back.k = lines.k
    """,
        key="n,k",
        line=stage.last_id("sale_order_line"),
    )
    stage.table(
        "so_total",
        """
        SELECT n, sum(subtotal) AS untaxed,
               sum(subtotal - cost_in_currency * qty) AS margin,
               round(sum(subtotal) * %(tax_share)s::numeric, 2) AS tax
          FROM bench.sol GROUP BY n
        """,
        key="n",
    )


def _insert_orders(stage):
    common = {
        "id": "id",
        "name": "name",
        "state": "state",
        "partner_id": "addressee_id",
        "partner_invoice_id": "addressee_id",
        "partner_shipping_id": "addressee_id",
        "payment_term_id": "term_id",
        "user_id": "user_id",
        "team_id": "team_id",
        "currency_id": "currency_id",
        "currency_rate": "rate",
        "date_order": "ordered",
        "validity_date": "ordered::date + 30",
        "amount_untaxed": "untaxed",
        "amount_tax": "tax",
        "amount_total": "untaxed + tax",
        "margin": "margin",
        "margin_percent": "margin / untaxed",
        "create_date": "ordered",
    }
    finished = common | {
        "invoice_status": """CASE WHEN kind = 'open' AND delivered THEN 'to invoice'
                                  WHEN kind = 'open' OR owing THEN 'no'
                                  ELSE 'invoiced' END""",
        "delivery_status": """CASE WHEN owing THEN 'partial' WHEN delivered THEN 'full'
                                   ELSE 'pending' END""",
        "effective_date": "done",
        "write_date": "greatest(ordered, done)",
    }
    source = "bench.so JOIN bench.so_total USING (n) WHERE "
    stage.insert(
        "sale_order",
        [
            (
                "quotation",
                common | {"write_date": "ordered"},
                source + "kind = 'quote'",
            ),
            ("order", finished, source + "kind <> 'quote'"),
        ],
        order="id",
    )


def _insert_lines(stage):
    common = {
        "id": "sol.id",
        "order_id": "order_id",
        "sequence": "10 + k",
        "name": "sol.name",
        "state": "so.state",
        "order_partner_id": "addressee_id",
        "salesman_id": "user_id",
        "currency_id": "currency_id",
        "product_id": "product_id",
        "product_uom_qty": "qty",
        "price_unit": "price",
        "technical_price_unit": "price",
        "price_subtotal": "subtotal",
        "price_tax": "round(subtotal * %(tax_share)s::numeric, 2)",
        "price_total": "subtotal + round(subtotal * %(tax_share)s::numeric, 2)",
        "price_reduce_taxexcl": "price",
        "price_reduce_taxinc": "price + round(price * %(tax_share)s::numeric, 2)",
        "purchase_price": "cost_in_currency",
        "margin": "subtotal - cost_in_currency * qty",
        "margin_percent": "(subtotal - cost_in_currency * qty) / subtotal",
        "create_date": "ordered",
    }
    ordered = common | {
        "qty_delivered": "delivered_qty",
        "qty_invoiced": "invoiced_qty",
        "qty_to_invoice": "delivered_qty - invoiced_qty",
        "untaxed_amount_invoiced": "price * invoiced_qty",
        "untaxed_amount_to_invoice": "price * (delivered_qty - invoiced_qty)",
        "invoice_status": """CASE WHEN delivered_qty > invoiced_qty THEN 'to invoice'
                                  WHEN owed OR NOT delivered THEN 'no'
                                  ELSE 'invoiced' END""",
        "write_date": "greatest(ordered, done)",
    }
    source = "bench.sol JOIN bench.so USING (n) WHERE "
    stage.insert(
        "sale_order_line",
        [
            (
                "quotation_line",
                common | {"write_date": "ordered"},
                source + "kind = 'quote'",
            ),
            ("order_line", ordered, source + "kind <> 'quote'"),
        ],
        order="id",
    )
    stage.insert(
        "account_tax_sale_order_line_rel",
        [
            (
                None,
                {"sale_order_line_id": "id", "account_tax_id": "%(tax_id)s"},
                "bench.sol",
            )
        ],
    )
