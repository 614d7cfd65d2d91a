"""The dossier of a usual client, of a large one and of the largest."""

from dateutil.relativedelta import relativedelta

from ..hand_sql import dossier as hand
from ..registry import Row, register


def by_orm(bench, client_id: int) -> dict:
    """Return the parts of the dossier as a form of core would: records and fields."""
    env = bench.env
    client = env["res.partner"].browse(client_id)
    year_ago = bench.today - relativedelta(months=12)
    two_years_ago = bench.today - relativedelta(months=24)
    family = env["res.partner"].search([("commercial_partner_id", "=", client_id)])
    sales = [
        ("commercial_partner_id", "=", client_id),
        ("state", "=", "posted"),
        ("move_type", "in", ("out_invoice", "out_refund", "out_receipt")),
    ]
    found = {
        "passport": client.read(
            ["name", "vat", "phone", "email", "contact_address", "category_id"]
            + ["country_id", "user_id", "property_payment_term_id", "credit_limit"]
        ),
        "people": family.read(["name", "function", "phone", "email", "type"]),
    }
    moves = env["account.move"]
    total, date = "amount_untaxed_signed:sum", "invoice_date"
    last_year = [*sales, (date, ">", year_ago), (date, "<=", bench.today)]
    year_before = [*sales, (date, ">", two_years_ago), (date, "<=", year_ago)]
    found["turnover"] = (
        moves._read_group(
            [*sales, ("move_type", "!=", "out_refund")], [], [f"{date}:min"]
        ),
        moves._read_group(last_year, [], [total])[0][0],
        moves._read_group(year_before, [], [total])[0][0],
    )
    found["months"] = moves._read_group(
        [*sales, (date, ">", two_years_ago)], [f"{date}:month"], [total]
    )
    found["margin"] = found["turnover"][1] - _cost(moves.search(last_year))
    found["products"] = _products(env, sales)
    found["days_to_pay"] = _days_to_pay(env, family)
    open_lines = env["account.move.line"].search(
        [
            ("partner_id", "=", client_id),
            ("account_type", "=", "asset_receivable"),
            ("parent_state", "=", "posted"),
            ("reconciled", "=", False),
        ]
    )
    found["receivables"] = open_lines.read(
        ["name", "date_maturity", "amount_residual", "move_id"]
    )
    found["credit"] = client.credit
    orders = env["sale.order"].search([("partner_id", "in", family.ids)])
    found["orders"] = orders.filtered(
        lambda order: (
            order.state in ("draft", "sent")
            or order.invoice_status != "invoiced"
            or order.delivery_status != "full"
        )
    ).read(["name", "state", "date_order", "amount_untaxed", "user_id"])
    found["leads"] = (
        env["crm.lead"]
        .with_context(active_test=False)
        .search([("partner_id", "in", family.ids)])
        .read(["name", "stage_id", "probability", "expected_revenue", "won_status"])
    )
    pickings = env["stock.picking"].search([("partner_id", "in", family.ids)])
    waiting = pickings.filtered(lambda picking: picking.state != "done")
    done = (pickings - waiting).sorted("date_done", reverse=True)[:5]
    found["deliveries"] = (waiting | done).read(
        ["name", "origin", "state", "date_deadline", "date_done"]
    )
    leads = env["crm.lead"].search([("partner_id", "in", family.ids)])
    documents = (family, leads, orders, moves.search(sales), pickings)
    found["contacts"] = [_contacts(env, records) for records in documents]
    found["meetings"] = (
        env["calendar.event"]
        .search([("partner_ids", "in", family.ids)], limit=20)
        .read(["name", "start"])
    )
    return found


def _cost(invoices):
    """What the goods of the invoices cost us: no field of core adds it up, so their
    lines are walked through."""
    lines = invoices.invoice_line_ids.filtered("product_id")
    lines.sale_line_ids.fetch(["purchase_price", "product_uom_id", "order_id"])
    lines.sale_line_ids.order_id.fetch(["currency_rate"])
    cost = 0.0
    for line in lines:
        sold = line.sale_line_ids[:1]
        price = line.product_id.standard_price
        unit = line.product_id.uom_id
        if sold:
            price = sold.purchase_price / (sold.order_id.currency_rate or 1)
            unit = sold.product_uom_id
        quantity = line.quantity
        if line.product_uom_id != unit:
            quantity = line.product_uom_id._compute_quantity(
                quantity, unit, round=False
            )
        cost += price * quantity * (-1 if line.move_type == "out_refund" else 1)
    return cost


def _products(env, sales):
    """The goods bought most, with the quantity, the last date, in how many invoices."""
    lines = env["account.move.line"]
    of_sales = [("move_id", "any", sales), ("display_type", "=", "product")]
    best = lines._read_group(
        [*of_sales, ("product_id", "!=", False)],
        ["product_id"],
        ["balance:sum"],
        order="balance:sum",
        limit=8,
    )
    shown = [("product_id", "in", [product.id for product, _balance in best])]
    more = {
        (product, is_refund): numbers
        for is_refund, operator in ((False, "!="), (True, "="))
        for product, *numbers in lines._read_group(
            [*of_sales, *shown, ("move_id.move_type", operator, "out_refund")],
            ["product_id"],
            ["quantity:sum", "invoice_date:max", "move_id:count_distinct"],
        )
    }
    found = []
    for product, balance in best:
        quantity, last, invoices = more.get((product, False), (0, None, 0))
        quantity -= more.get((product, True), (0, None, 0))[0]
        found.append((product.display_name, -balance, quantity, last, invoices))
    return found


def _days_to_pay(env, family):
    """Days from the invoice to its payments, weighted by the amount."""
    partials = env["account.partial.reconcile"].search(
        [
            ("debit_move_id.partner_id", "in", family.ids),
            ("debit_move_id.account_id.account_type", "=", "asset_receivable"),
            ("debit_move_id.parent_state", "=", "posted"),
            ("debit_move_id.display_type", "=", "payment_term"),
            ("credit_move_id.display_type", "!=", "payment_term"),
        ]
    )
    partials.debit_move_id.fetch(["invoice_date"])
    partials.credit_move_id.fetch(["date", "move_id"])
    exchanges = env["account.partial.reconcile"].search(
        [("exchange_move_id", "in", partials.credit_move_id.move_id.ids)]
    )
    differences = exchanges.exchange_move_id
    days = amount = 0.0
    for partial in partials:
        due, paid = partial.debit_move_id, partial.credit_move_id
        if paid.move_id not in differences:
            days += (paid.date - due.invoice_date).days * partial.amount
            amount += partial.amount
    return days / amount if amount else None


def _contacts(env, records):
    """Return activities and mails on the client's records of one model, as the
    dossier looks them up on every kind of document."""
    on_records = [("res_model", "=", records._name), ("res_id", "in", records.ids)]
    activities = env["mail.activity"].with_context(active_test=False)
    messages = env["mail.message"].search(
        [
            ("model", "=", records._name),
            ("res_id", "in", records.ids),
            ("message_type", "in", ("email", "comment")),
        ],
        limit=10,
    )
    return (
        activities.search(on_records, limit=20).read(["summary", "date_deadline"]),
        messages.read(["date", "subject", "body", "author_id"]),
    )


#: what all ways show beside the figures; further parts are hidden by a layout, which
#: then does not ask the database for them
COMPARED = {
    "deliveries",
    "last_contacts",
    "next_steps",
    "opportunities",
    "orders",
    "passport",
    "people",
    "products",
    "receivables",
    "turnover",
}


class Dossier(Row):
    """The parts that all ways have by one RPC, against one query a part, against
    records of the ORM."""

    share = 0.0

    def client(self, bench):
        return bench.client_at(self.share)

    def ways(self, bench):
        client = self.client(bench)
        dossiers = bench.env["client.dossier"]
        others = sorted(set(dossiers._section_titles()) - COMPARED)
        dossiers.save_places([[key, "hidden"] for key in others])
        return {
            "ours": lambda bench: bench.env["client.dossier"].get_dossier(
                client, arranged=True
            ),
            "sql": lambda bench: hand.fetch(bench, client),
            "usual": lambda bench: by_orm(bench, client),
        }

    def check(self, bench, results):
        parts = {part["key"]: part["data"] for part in results["ours"]["sections"]}
        tiles = {tile["key"]: tile["value"] for tile in parts["figures"]["tiles"]}
        usual, by_hand = results["usual"], results["sql"]
        turnover = float(by_hand["turnover"][0][1] or 0)
        days = usual["days_to_pay"]
        pairs = {
            "turnover by hand": (tiles["turnover_12m"], turnover),
            "turnover": (tiles["turnover_12m"], usual["turnover"][1] or 0),
            "margin": (tiles["margin_12m"], usual["margin"] or 0),
            "days to pay": (
                tiles["days_to_pay"],
                None if days is None else round(days),
            ),
            "receivables": (
                len(parts["receivables"]["rows"]),
                len(by_hand["receivables"]),
            ),
        }
        for ours, other in zip(
            parts["products"]["rows"], usual["products"], strict=True
        ):
            name, amount, _quantity, _last, invoices = other
            pairs[f"amount of {name}"] = (ours["values"]["amount"], amount)
            pairs[f"invoices of {name}"] = (ours["values"]["invoices"], invoices)
        return "; ".join(
            f"{name}: {ours}, the other way {other}"
            for name, (ours, other) in pairs.items()
            if ours != other and abs((ours or 0) - (other or 0)) > 0.011
        )


@register
class MedianClient(Dossier):
    name = "dossier-median"
    title = "dossier: median client"
    share = 0.5


@register
class LargeClient(Dossier):
    name = "dossier-p99"
    title = "dossier: p99 client"
    share = 0.99


@register
class BiggestClient(Dossier):
    name = "dossier-biggest"
    title = "dossier: biggest client"

    def client(self, bench):
        return bench.biggest_buyer


@register
class WholeDossier(Row):
    """Every part of the dossier of the biggest client, as an administrator sees it."""

    name = "dossier-whole"
    title = "dossier: biggest client, every part"

    def ways(self, bench):
        client = bench.biggest_buyer
        return {"ours": lambda bench: bench.env["client.dossier"].get_dossier(client)}

    def check(self, bench, results):
        keys = {part["key"] for part in results["ours"]["sections"]}
        missing = COMPARED - keys
        return f"missing: {', '.join(sorted(missing))}" if missing else ""
