"""The dossier of a usual client, of a large one and of the largest."""

from datetime import timedelta

from ..hand_sql import dossier as hand
from ..registry import Row, register


def by_orm(bench, client_id: int) -> dict:
    """Return the parts of the dossier as a form of core would: records and fields."""
    env = bench.env
    client = env["res.partner"].browse(client_id)
    year_ago = bench.today - timedelta(days=365)
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
    found["turnover"] = (
        moves._read_group(
            sales, [], ["amount_untaxed_signed:sum", "invoice_date:count_distinct"]
        ),
        moves._read_group(
            [*sales, ("invoice_date", ">", year_ago)], [], ["amount_untaxed_signed:sum"]
        ),
    )
    found["months"] = moves._read_group(
        sales, ["invoice_date:month"], ["amount_untaxed_signed:sum"]
    )
    # No field of core adds the cost of invoices up: their lines are walked through.
    lines = moves.search(sales).invoice_line_ids
    lines.sale_line_ids.fetch(["purchase_price"])
    found["margin"] = sum(
        (
            sum(line.sale_line_ids.mapped("purchase_price"))
            or line.product_id.standard_price
        )
        * line.quantity
        for line in lines
    )
    best = env["account.move.line"]._read_group(
        [("move_id", "any", sales), ("display_type", "=", "product")],
        ["product_id"],
        ["balance:sum", "quantity:sum"],
        order="balance:sum",
        limit=8,
    )
    found["products"] = [(product.display_name, *total) for product, *total in best]
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
    found["credit"] = (client.credit, client.total_invoiced)
    found["days_to_pay"] = client.days_sales_outstanding
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


class Dossier(Row):
    """All parts by one RPC, against one query a part, against records of the ORM."""

    share = 0.0

    def ways(self, bench):
        client = bench.client_at(self.share)
        return {
            "ours": lambda bench: bench.env["client.dossier"].get_dossier(client),
            "sql": lambda bench: hand.fetch(bench, client),
            "usual": lambda bench: by_orm(bench, client),
        }

    def check(self, bench, results):
        parts = {part["key"]: part["data"] for part in results["ours"]["sections"]}
        tiles = {tile["key"]: tile["value"] for tile in parts["figures"]["tiles"]}
        turnover = float(results["sql"]["turnover"][0][1] or 0)
        if abs(tiles["turnover_12m"] - turnover) > 0.01:
            return f"turnover {tiles['turnover_12m']}, by hand {turnover}"
        waiting = len(results["sql"]["receivables"])
        if len(parts["receivables"]["rows"]) != waiting:
            return f"{waiting} receivables by hand, the dossier shows others"
        return ""


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
    share = 1.0
