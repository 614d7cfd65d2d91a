"""Journal entries: invoices, credit notes, payments and their reconciliation."""


def fill(stage):
    _insert_moves(stage)
    _insert_payments(stage)
    _insert_lines(stage)
    _insert_matches(stage)


DOC_SOURCE = """
    bench.doc JOIN bench.result USING (doc)
    JOIN bench.move ON move.kind = 'doc' AND move.n = doc.doc
    JOIN bench.client ON client.i = doc.i
    LEFT JOIN bench.person ON person.id = doc.addressee_id
    LEFT JOIN bench.so ON so.n = doc.n
    WHERE """

PAYMENT_SOURCE = """
    bench.payment JOIN bench.payment_name USING (p)
    JOIN bench.move ON move.kind = 'pay' AND move.n = payment.p
    JOIN bench.client ON client.id = payment.partner_id
    JOIN bench.result ON result.doc = payment.doc
    CROSS JOIN LATERAL (SELECT prefix || bench.pad(number, %(payment_in_move_width)s)
                        AS name) named
    WHERE """


def _document_values():
    return {
        "id": "move.id",
        "name": "doc.name",
        "state": "doc.state",
        "journal_id": "%(sale_journal_id)s",
        "sequence_prefix": "CASE WHEN doc.state = 'posted' THEN prefix ELSE '' END",
        "sequence_number": "CASE WHEN doc.state = 'posted' THEN number ELSE 0 END",
        "posted_before": "doc.state = 'posted'",
        "payment_state": "result.payment_state",
        "payment_reference": "CASE WHEN doc.sign > 0 THEN doc.name END",
        "invoice_partner_display_name":
            "coalesce(client.name || ', ' || person.name, client.name)",
        "partner_id": "doc.addressee_id",
        "partner_shipping_id": "doc.addressee_id",
        "commercial_partner_id": "doc.partner_id",
        "invoice_user_id": "doc.user_id",
        "team_id": "doc.team_id",
        "invoice_payment_term_id": "CASE WHEN doc.sign > 0 THEN doc.term_id END",
        "currency_id": "doc.currency_id",
        "invoice_currency_rate": "doc.rate",
        "date": "doc.date",
        "invoice_date": "doc.date",
        "invoice_date_due": "due",
        "delivery_date": "so.done::date",
        "ref": "so.name",
        "invoice_origin": "so.name",
        "amount_untaxed": "untaxed",
        "amount_tax": "tax",
        "amount_total": "doc.total",
        "amount_residual": "residual",
        "amount_untaxed_signed": "doc.sign * untaxed_balance",
        "amount_tax_signed": "doc.sign * tax_balance",
        "amount_total_signed": "doc.sign * doc.balance",
        "amount_residual_signed": "doc.sign * residual_balance",
        "amount_untaxed_in_currency_signed": "doc.sign * untaxed",
        "amount_total_in_currency_signed": "doc.sign * doc.total",
        "reversed_entry_id": "NULL",
        "create_date": "doc.date + interval '10 hours'",
        "write_date": "last_date + interval '14 hours'",
    }  # fmt: skip


def _insert_moves(stage):
    document = _document_values()
    draft = document | {"amount_residual": "doc.total"}
    refund = document | {
        "reversed_entry_id": """(SELECT reversed.id
            FROM bench.doc0 origin JOIN bench.move reversed
              ON reversed.kind = 'doc' AND reversed.n = origin.doc
           WHERE origin.n = doc.n AND origin.type = 'out_invoice')""",
    }
    payment = {
        "id": "move.id",
        "name": "named.name",
        "sequence_prefix": "prefix",
        "sequence_number": "number",
        "ref": "memo",
        "partner_id": "partner_id",
        "commercial_partner_id": "partner_id",
        "invoice_partner_display_name": "client.name",
        "origin_payment_id": "%(payment)s + p",
        "currency_id": "payment.currency_id",
        "date": "payment.date",
        "invoice_date_due": "payment.date",
        "amount_total": "amount",
        "amount_total_signed": "payment.balance",
        "amount_total_in_currency_signed": "amount",
        "create_date": "payment.date + interval '12 hours'",
        "write_date": "payment.date + interval '12 hours'",
    }
    stage.params["payment"] = stage.last_id("account_payment")
    invoices = DOC_SOURCE + "doc.sign > 0 AND doc.state "
    stage.insert(
        "account_move",
        [
            ("invoice", document, invoices + "= 'posted'"),
            ("direct_draft", draft, invoices + "<> 'posted'"),
            ("refund", refund, DOC_SOURCE + "doc.sign < 0"),
            ("payment_in_move", payment, PAYMENT_SOURCE + "payment.sign > 0"),
            ("payment_out_move", payment, PAYMENT_SOURCE + "payment.sign < 0"),
        ],
        order="id",
    )


def _insert_payments(stage):
    payment = {
        "id": "%(payment)s + p",
        "name": "named.name",
        "move_id": "move.id",
        "partner_id": "partner_id",
        "currency_id": "payment.currency_id",
        "memo": "memo",
        "date": "payment.date",
        "amount": "amount",
        "amount_company_currency_signed": "payment.sign * payment.balance",
        "state": "CASE WHEN result.residual = 0 THEN 'paid' ELSE 'in_process' END",
        "create_date": "payment.date + interval '12 hours'",
        "write_date": "payment.date + interval '12 hours'",
    }
    stage.insert(
        "account_payment",
        [
            ("payment_in", payment, PAYMENT_SOURCE + "payment.sign > 0"),
            ("payment_out", payment, PAYMENT_SOURCE + "payment.sign < 0"),
        ],
        order="id",
    )
    stage.insert(
        "account_move__account_payment",
        [
            (
                None,
                {"invoice_id": "move.id", "payment_id": "%(payment)s + p"},
                """bench.payment
                   JOIN bench.move ON move.kind = 'doc' AND move.n = payment.doc""",
            )
        ],
    )


ENTRY_SOURCE = """
    bench.entry JOIN bench.doc ON doc.doc = entry.n JOIN bench.result USING (doc)
    LEFT JOIN bench.so ON so.n = doc.n
    {join} WHERE entry.kind = 'doc' AND {k} AND doc.sign {sign} 0"""

PAYMENT_ENTRY_SOURCE = """
    bench.entry JOIN bench.payment ON payment.p = entry.n
    JOIN bench.payment_name USING (p) JOIN bench.result ON result.doc = payment.doc
    CROSS JOIN LATERAL (SELECT prefix || bench.pad(number, %(payment_in_move_width)s)
                        AS name) named
    WHERE entry.kind = 'pay' AND entry.k = {k} AND payment.sign {sign} 0"""


def _side(value, currency_value):
    """Return the columns of an amount that is positive in debit."""
    return {
        "balance": value,
        "debit": f"greatest({value}, 0)",
        "credit": f"greatest(-({value}), 0)",
        "amount_currency": currency_value,
    }


def _line_values():
    """Return the columns of the product, tax and receivable line of a document."""
    common = {
        "id": "entry.id",
        "move_id": "entry.move_id",
        "journal_id": "%(sale_journal_id)s",
        "move_name": "doc.name",
        "parent_state": "doc.state",
        "partner_id": "doc.partner_id",
        "currency_id": "doc.currency_id",
        "date": "doc.date",
        "invoice_date": "doc.date",
        "ref": "so.name",
        "create_date": "doc.date + interval '10 hours'",
        "write_date": "doc.date + interval '10 hours'",
    }
    product = common | {
        "sequence": "10 + entry.k",
        "name": "doc_line.name",
        "product_id": "product_id",
        "quantity": "qty",
        "price_unit": "price",
        "price_subtotal": "subtotal",
        "price_total": "subtotal + round(subtotal * %(tax_share)s::numeric, 2)",
        **_side("-doc.sign * doc_line.balance", "-doc.sign * subtotal"),
    }
    tax = common | {
        "tax_base_amount": "untaxed_balance",
        **_side("-doc.sign * tax_balance", "-doc.sign * tax"),
    }
    receivable = common | {
        "name": "coalesce(so.name || ' - ' || doc.name, doc.name)",
        "date_maturity": "due",
        **_side("doc.sign * doc.balance", "doc.sign * doc.total"),
        "amount_residual": "doc.sign * residual_balance",
        "amount_residual_currency": "doc.sign * residual",
        "reconciled": "doc.state = 'posted' AND residual = 0",
        "full_reconcile_id": "full_id",
        "matching_number": "matching",
        "write_date": "last_date + interval '14 hours'",
    }
    return product, tax, receivable


def _insert_lines(stage):
    product, tax, receivable = _line_values()
    join = "JOIN bench.doc_line ON doc_line.doc = doc.doc AND doc_line.k = entry.k"
    branches = []
    for kind, sign in (("invoice", ">"), ("refund", "<")):
        for part, values, with_lines, k in (
            ("product", product, join, "entry.k BETWEEN 1 AND 50"),
            ("tax", tax, "", "entry.k = 99"),
            ("payment_term", receivable, "", "entry.k = 0"),
        ):
            source = ENTRY_SOURCE.format(join=with_lines, k=k, sign=sign)
            branches.append((f"{kind}_{part}", values, source))
    common = {
        "id": "entry.id",
        "move_id": "entry.move_id",
        "move_name": "named.name",
        "name": "'Manual Payment: ' || memo",
        "ref": "memo",
        "partner_id": "partner_id",
        "payment_id": "%(payment)s + p",
        "currency_id": "payment.currency_id",
        "date": "payment.date",
        "date_maturity": "payment.date",
        "create_date": "payment.date + interval '12 hours'",
        "write_date": "payment.date + interval '12 hours'",
    }
    amount, balance = "payment.sign * amount", "payment.sign * payment.balance"
    bank = common | {
        **_side(balance, amount),
        "price_subtotal": amount,
        "price_total": amount,
        "amount_residual": balance,
        "amount_residual_currency": amount,
    }
    counterpart = common | {
        **_side(f"-{balance}", f"-{amount}"),
        "price_subtotal": f"-{amount}",
        "price_total": f"-{amount}",
        "full_reconcile_id": "full_id",
        "matching_number": "matching",
    }
    for kind, sign in (("payment_in", ">"), ("payment_out", "<")):
        for part, values, k in (("bank", bank, 98), ("receivable", counterpart, 0)):
            source = PAYMENT_ENTRY_SOURCE.format(k=k, sign=sign)
            branches.append((f"{kind}_{part}", values, source))
    stage.insert("account_move_line", branches, order="id")
    entry_of_line = """bench.entry
        JOIN bench.doc_line ON doc_line.doc = entry.n AND doc_line.k = entry.k """
    stage.insert(
        "account_move_line_account_tax_rel",
        [
            (
                None,
                {"account_move_line_id": "entry.id", "account_tax_id": "%(tax_id)s"},
                entry_of_line + "WHERE entry.kind = 'doc'",
            )
        ],
    )
    stage.insert(
        "sale_order_line_invoice_rel",
        [
            (
                None,
                {"invoice_line_id": "entry.id", "order_line_id": "sol.id"},
                entry_of_line
                + """JOIN bench.doc0 USING (doc)
                     JOIN bench.sol ON sol.n = doc0.n AND sol.k = entry.k
                     WHERE entry.kind = 'doc'""",
            )
        ],
    )


def _insert_matches(stage):
    stage.insert(
        "account_full_reconcile",
        [
            (
                "full",
                {
                    "id": "id",
                    "create_date": "date + interval '14 hours'",
                    "write_date": "date + interval '14 hours'",
                },
                'bench."full"',
            )
        ],
        order="id",
    )
    stage.insert(
        "account_partial_reconcile",
        [
            (
                "partial",
                {
                    "id": "match.id",
                    "debit_move_id": "debit.id",
                    "credit_move_id": "credit.id",
                    "full_reconcile_id": '"full".id',
                    "debit_currency_id": "currency_id",
                    "credit_currency_id": "currency_id",
                    "amount": "balance",
                    "debit_amount_currency": "amount",
                    "credit_amount_currency": "amount",
                    "max_date": "greatest(match.date, doc0.date)",
                    "create_date": "match.date + interval '14 hours'",
                    "write_date": "match.date + interval '14 hours'",
                },
                """bench.match JOIN bench.doc0 USING (doc)
                   JOIN bench.entry debit ON debit.kind = debit_kind
                        AND debit.n = debit_n AND debit.k = 0
                   JOIN bench.entry credit ON credit.kind = credit_kind
                        AND credit.n = credit_n AND credit.k = 0
                   LEFT JOIN bench."full" ON "full".doc = match.doc""",
            )
        ],
        order="id",
    )
