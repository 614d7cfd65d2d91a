"""What the client buys."""

from dataclasses import dataclass

from odoo.tools import SQL, LazyTranslate

from .scope import select
from .section import TABLE_LIMIT, Section, column, row, table, window

_lt = LazyTranslate(__name__)


@dataclass(frozen=True)
class Products(Section):
    """Products by invoiced amount, untaxed, credit notes taken off; quantities in
    the product's own unit of measure."""

    key: str = "products"
    title: object = _lt("Purchased Goods")
    kind: str = "table"
    sequence: int = 60
    models: tuple = ("account.move.line", "product.product")
    personal: bool = True
    icon: str = "fa-cubes"
    empty: object = _lt("No goods were invoiced yet.")

    def _domain(self, scope):
        return [
            ("parent_state", "=", "posted"),
            ("display_type", "=", "product"),
            ("product_id", "!=", False),
        ]

    def _lines(self, scope):
        """Select of the lines with their invoices, from two indexes that hold all."""
        query = scope.documents("account.move.line", self._domain(scope))
        return select(
            query,
            SQL(
                """account_move_line.product_id, account_move_line.product_uom_id,
                account_move_line.quantity, %s AS balance, invoice.id AS invoice_id,
                invoice.invoice_date, invoice.move_type = 'out_refund' AS is_refund""",
                scope.converted(
                    SQL("account_move_line.balance"),
                    SQL("account_move_line.company_id"),
                ),
            ),
            SQL("JOIN invoice ON invoice.id = account_move_line.move_id"),
        )

    def best(self, scope):
        """Return the SQL of the products shown, with amount, quantity, last date and
        number of invoices; ``total`` is how many products there are."""
        # What is more than the amount is added up for the few that are shown.
        return SQL(
            """WITH invoice AS MATERIALIZED (
                SELECT id, move_type, invoice_date FROM account_move
                 WHERE commercial_partner_id IN %(family)s AND state = 'posted'
                   AND move_type IN ('out_invoice', 'out_refund', 'out_receipt')
            ), line AS MATERIALIZED (%(lines)s), best AS MATERIALIZED (
                SELECT product_id, count(*) OVER () AS total
                  FROM line GROUP BY product_id
                 ORDER BY SUM(balance), product_id LIMIT %(limit)s
            )
            SELECT line.product_id, -SUM(line.balance) AS amount,
                (SELECT total FROM best LIMIT 1) AS total,
                SUM(line.quantity * COALESCE(line_unit.factor, 1)
                    * CASE WHEN line.is_refund THEN -1 ELSE 1 END) AS quantity,
                MAX(line.invoice_date) FILTER (WHERE NOT line.is_refund) AS last_date,
                count(DISTINCT line.invoice_id) FILTER (WHERE NOT line.is_refund)
                    AS invoices
            FROM line LEFT JOIN uom_uom line_unit ON line_unit.id = line.product_uom_id
            WHERE line.product_id = ANY(ARRAY(SELECT product_id FROM best))
            GROUP BY line.product_id""",
            family=tuple(scope.family_ids),
            lines=self._lines(scope),
            limit=TABLE_LIMIT,
        )

    def query(self, scope):
        return SQL(
            """SELECT top.product_id, top.amount, top.last_date, top.invoices,
                top.total, top.quantity / COALESCE(unit.factor, 1) AS quantity,
                product.default_code AS code, %(name)s AS name, %(unit)s AS unit,
                (SELECT string_agg(
                            %(value)s, ', ' ORDER BY attribute.sequence, attribute.id)
                   FROM product_variant_combination combination
                   JOIN product_template_attribute_value chosen
                     ON chosen.id
                      = combination.product_template_attribute_value_id
                   JOIN product_attribute_value value
                     ON value.id = chosen.product_attribute_value_id
                   JOIN product_attribute attribute
                     ON attribute.id = value.attribute_id
                  WHERE combination.product_product_id = product.id
                ) AS variant
            FROM (%(top)s) top
            JOIN product_product product ON product.id = top.product_id
            JOIN product_template template ON template.id = product.product_tmpl_id
            LEFT JOIN uom_uom unit ON unit.id = template.uom_id
            ORDER BY top.amount DESC, top.product_id""",
            top=self.best(scope),
            name=scope.translated(SQL("template.name")),
            unit=scope.translated(SQL("unit.name")),
            value=scope.translated(SQL("value.name")),
        )

    def render(self, scope, rows):
        _ = scope.env._
        lines = []
        for found in rows:
            name = found["name"] or ""
            if found["variant"]:
                name = f"{name} ({found['variant']})"
            values = {
                "name": name,
                "code": found["code"] or "",
                "quantity": round(found["quantity"] or 0.0, 2),
                "unit": found["unit"] or "",
                "invoices": found["invoices"],
                "last": found["last_date"],
                "amount": scope.round(found["amount"]),
            }
            lines.append(row("product.product", found["product_id"], values))
        return table(
            [
                column("name", _("Product"), hint="code"),
                column("quantity", _("Quantity"), "number", unit="unit"),
                column("invoices", _("Invoices"), "integer", optional=True),
                column("last", _("Last Bought"), "date"),
                column("amount", _("Amount"), "monetary", strong=True, bar=True),
            ],
            lines,
            rows[0]["total"] if rows else 0,
        )

    def action(self, scope, params):
        return window(
            scope.env,
            scope.env._("Purchased Goods"),
            "account.move.line",
            [
                ("partner_id", "in", scope.family_ids),
                ("company_id", "in", scope.company_ids),
                ("move_type", "in", ("out_invoice", "out_refund", "out_receipt")),
                *self._domain(scope),
            ],
            context={"group_by": ["product_id"]},
        )
