"""The figures once more, from records and in plain Python.

Shares nothing with the SQL but the words of the contract.
"""

from collections import defaultdict

from dateutil.relativedelta import relativedelta

from ..tools.share_out import share_out

SALES = ("out_invoice", "out_receipt", "out_refund")


def expected_figures(env, today):
    """All rows that the documents of the database should give.

    :return: {(client id, company id): {figure: value}}
    """
    env = env(su=True, context={"active_test": False})
    rows = defaultdict(lambda: defaultdict(float))
    for add in (_turnover, _receivables, _days_to_pay, _orders, _deliveries, _leads):
        add(env, today, rows)
    _contacts(env, today, rows)
    _consumption(env, today, rows)
    return {
        key: {name: row[name] or 0 for name in env["client.figures"]._figure_names()}
        for key, row in rows.items()
    }


def _turnover(env, today, rows):
    year, two_years = today - relativedelta(years=1), today - relativedelta(years=2)
    dates = defaultdict(set)
    moves = env["account.move"].search(
        [("state", "=", "posted"), ("move_type", "in", SALES)]
    )
    for move in moves:
        # an invoice stays with the client that it was booked on
        client = move.commercial_partner_id.commercial_partner_id
        key = (client.id, move.company_id.id)
        row = rows[key]
        sign = -1 if move.move_type == "out_refund" else 1
        rate = move.invoice_currency_rate or 1
        amount = sign * move.company_id.currency_id.round(move.amount_untaxed / rate)
        cost = sign * sum(_cost(line) for line in move.invoice_line_ids)
        row["turnover_total"] += amount
        row["margin_total"] += amount - cost
        if year < move.invoice_date <= today:
            row["turnover_12m"] += amount
            row["margin_12m"] += amount - cost
        elif two_years < move.invoice_date <= year:
            row["turnover_prev_12m"] += amount
        row["turnover_change"] = row["turnover_12m"] - row["turnover_prev_12m"]
        if sign > 0:
            row["invoice_count"] += 1
            dates[key].add(move.invoice_date)
    for key, days in dates.items():
        rows[key]["first_purchase_date"] = min(days)
        rows[key]["last_purchase_date"] = max(days)
        rows[key]["purchase_days"] = len(days)


def _consumption(env, today, rows):
    year, two_years = today - relativedelta(years=1), today - relativedelta(years=2)
    lines = env["account.move.line"].search(
        [
            ("parent_state", "=", "posted"),
            ("move_id.move_type", "in", SALES),
            ("display_type", "=", "product"),
        ]
    )
    for row in list(rows.values()):
        for name in ("total", "12m", "prev_12m"):
            row[f"consumed_{name}"] = row[f"turnover_{name}"]
        row["consumed_margin_12m"] = row["margin_12m"]
    for line in lines:
        move = line.move_id
        payer = move.commercial_partner_id
        sign = -1 if move.move_type == "out_refund" else 1
        cost = sign * _cost(line)
        for client, amount in _shares(line):
            if client == payer or not line.balance:
                continue
            margin = amount - cost * amount / -line.balance
            for partner, way in ((client, 1), (payer, -1)):
                row = rows[partner.commercial_partner_id.id, line.company_id.id]
                row["consumed_total"] += way * amount
                if year < move.invoice_date <= today:
                    row["consumed_12m"] += way * amount
                    row["consumed_margin_12m"] += way * margin
                elif two_years < move.invoice_date <= year:
                    row["consumed_prev_12m"] += way * amount


def _shares(line):
    """Pairs of a client and its share of the line, in the currency of the company."""
    move = line.move_id
    rest = move.client_end_id or move.commercial_partner_id
    splits = line.client_split_ids.sorted("id")
    whole = line._client_document_amount()
    parts = [(split.client_id, split.amount) for split in splits]
    parts.append((rest, whole - sum(splits.mapped("amount"))))
    parts = [(client, part) for client, part in parts if round(part, 6)]
    unit = line.company_currency_id.rounding
    amounts = share_out(-line.balance, [part for _client, part in parts], unit)
    return [
        (client, amount) for (client, _p), amount in zip(parts, amounts, strict=True)
    ]


def _cost(line):
    if line.display_type != "product" or not line.product_id:
        return 0
    if order_line := line.sale_line_ids.sorted("id")[:1]:
        unit = order_line.purchase_price / (order_line.order_id.currency_rate or 1)
        quantity = line.quantity * line.product_uom_id.factor
        return unit * quantity / order_line.product_uom_id.factor
    product = line.product_id.with_company(line.company_id)
    quantity = line.quantity * line.product_uom_id.factor / product.uom_id.factor
    return product.standard_price * quantity


def _receivable_lines(env):
    return env["account.move.line"].search(
        [
            ("parent_state", "=", "posted"),
            ("account_id.account_type", "=", "asset_receivable"),
            ("partner_id", "!=", False),
        ]
    )


def _receivables(env, today, rows):
    for line in _receivable_lines(env):
        if line.reconciled or not line.amount_residual:
            continue
        row = rows[line.partner_id.commercial_partner_id.id, line.company_id.id]
        row["receivable_open"] += line.amount_residual
        if line.date_maturity and line.date_maturity < today:
            row["receivable_overdue"] += line.amount_residual
            if line.amount_residual > 0:
                oldest = row["oldest_due_date"] or line.date_maturity
                row["oldest_due_date"] = min(oldest, line.date_maturity)


def _days_to_pay(env, today, rows):
    weights = defaultdict(list)
    for line in _receivable_lines(env):
        if not line.move_id.is_sale_document(include_receipts=True):
            continue
        for partial in line.matched_credit_ids:
            payment = partial.credit_move_id.move_id
            exchange = env["account.partial.reconcile"].search(
                [("exchange_move_id", "=", payment.id)]
            )
            if payment.move_type == "entry" and not exchange:
                days = (partial.credit_move_id.date - line.move_id.invoice_date).days
                key = (line.partner_id.commercial_partner_id.id, line.company_id.id)
                weights[key].append((days, partial.amount))
    for key, pairs in weights.items():
        total = sum(amount for _days, amount in pairs)
        rows[key]["days_to_pay"] = sum(days * amount for days, amount in pairs) / total


def _orders(env, today, rows):
    for order in env["sale.order"].search([("state", "in", ("draft", "sent", "sale"))]):
        row = rows[order.partner_id.commercial_partner_id.id, order.company_id.id]
        amount = order.amount_untaxed / (order.currency_rate or 1)
        if order.state != "sale":
            row["quotation_open_count"] += 1
            row["quotation_open_amount"] += amount
            continue
        row["order_count"] += 1
        row["order_total"] += amount
        invoiced = order.invoice_status in ("invoiced", "upselling")
        delivered = order.delivery_status in ("full", False)
        if not (invoiced and delivered):
            row["order_open_count"] += 1
            row["order_open_amount"] += amount


def _deliveries(env, today, rows):
    for picking in env["stock.picking"].search([("partner_id", "!=", False)]):
        source, target = picking.location_id.usage, picking.location_dest_id.usage
        waiting = picking.state in ("waiting", "confirmed", "assigned")
        done = picking.state == "done"
        outgoing = target == "customer" and source not in ("customer", "supplier")
        returned = source == "customer" and target != "customer" and done
        if not (outgoing and (waiting or done) or returned):
            continue
        row = rows[picking.partner_id.commercial_partner_id.id, picking.company_id.id]
        due = (picking.date_deadline or picking.scheduled_date).date()
        if returned:
            row["delivery_return_count"] += 1
        elif waiting:
            row["delivery_waiting_count"] += 1
            row["delivery_late_count"] += due < today
        else:
            row["delivery_done_count"] += 1
            row["delivery_done_late_count"] += picking.date_done.date() > due
            last = row["last_delivery_date"] or picking.date_done.date()
            row["last_delivery_date"] = max(last, picking.date_done.date())


def _leads(env, today, rows):
    for lead in env["crm.lead"].search([("partner_id", "!=", False)]):
        company = (
            lead.company_id
            or lead.user_id.company_id
            or lead.partner_id.company_id
            or env.ref("base.main_company")
        )
        is_open = lead.active and lead.won_status == "pending"
        if not is_open and lead.won_status == "pending":
            continue
        row = rows[lead.partner_id.commercial_partner_id.id, company.id]
        if is_open:
            row["lead_open_count"] += 1
            row["lead_open_amount"] += lead.expected_revenue
        else:
            row[f"lead_{lead.won_status}_count"] += 1


def _partner_of(env, model, res_id):
    if model == "res.partner":
        return env["res.partner"].browse(res_id).exists()
    if model in ("crm.lead", "sale.order", "account.move"):
        return env[model].browse(res_id).exists().partner_id
    return env["res.partner"]


def _is_ours(partner):
    return any(not user.share for user in partner.user_ids)


def _contacts(env, today, rows):
    for add in (_events, _activities, _messages, _meetings):
        for partner, company, date, done in add(env, today):
            if partner and date:
                company = company or env.ref("base.main_company")
                row = rows[partner.commercial_partner_id.id, company.id]
                name = "last_contact_date" if done else "next_contact_date"
                row[name] = (max if done else min)(row[name] or date, date)


def _events(env, today):
    """What happened stays with the client, also when its activity is deleted."""
    for event in env["client.event"].search([]):
        company = event.company_id or event.user_id.company_id
        yield event.client_id, company, event.date.date(), True


def _activities(env, today):
    for activity in env["mail.activity"].search([]):
        user = activity.user_id or activity.create_uid
        date = activity.date_deadline if activity.active else activity.date_done
        partner = _partner_of(env, activity.res_model, activity.res_id)
        yield partner, user.company_id, date, not activity.active


def _messages(env, today):
    for message in env["mail.message"].search(
        [("message_type", "in", ("email", "comment")), ("subtype_id", "!=", False)]
    ):
        if message.is_internal or message.subtype_id.internal:
            continue
        company = message.record_company_id or message.create_uid.company_id
        partner = _partner_of(env, message.model, message.res_id)
        yield partner, company, message.date.date(), True
        if message.author_id and not _is_ours(message.author_id):
            yield message.author_id, company, message.date.date(), True


def _meetings(env, today):
    for event in env["calendar.event"].search([("active", "=", True)]):
        user = event.user_id or event.create_uid
        date = event.start_date if event.allday else event.start.date()
        for partner in event.partner_ids:
            if not _is_ours(partner):
                yield partner, user.company_id, date, date < today
