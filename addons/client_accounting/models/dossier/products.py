"""What the client buys."""

from dataclasses import dataclass

from odoo.tools import SQL, LazyTranslate

from .scope import also, select
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
        return [("parent_state", "=", "posted"), ("display_type", "=", "product")]

    def sums(self, scope):
        """Return the SQL of the amounts, quantities and invoices by product."""
        query = scope.documents("account.move.line", self._domain(scope))
        also(query, SQL("move.move_type IN ('out_invoice','out_refund','out_receipt')"))
        return select(
            query,
            SQL(
                """account_move_line.product_id,
                SUM(-account_move_line.balance * %(rate)s) AS amount,
                SUM(account_move_line.quantity * COALESCE(line_unit.factor, 1)
                    * CASE move.move_type WHEN 'out_refund' THEN -1 ELSE 1 END
                ) AS quantity,
                MAX(move.invoice_date) FILTER (
                    WHERE move.move_type <> 'out_refund') AS last_date,
                count(DISTINCT move.id) FILTER (
                    WHERE move.move_type <> 'out_refund') AS invoices""",
                rate=scope.rate(SQL("account_move_line.company_id")),
            ),
            SQL(
                """JOIN account_move move ON move.id = account_move_line.move_id
                LEFT JOIN uom_uom line_unit
                       ON line_unit.id = account_move_line.product_uom_id"""
            ),
            # In WHERE, PostgreSQL would read the index of all lines with a product.
            SQL(
                """GROUP BY account_move_line.product_id
                  HAVING account_move_line.product_id IS NOT NULL"""
            ),
        )

    def query(self, scope):
        top = SQL(
            """SELECT sums.*, count(*) OVER () AS total FROM (%s) sums
            ORDER BY sums.amount DESC, sums.product_id LIMIT %s""",
            self.sums(scope),
            TABLE_LIMIT,
        )
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
            top=top,
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
                ("product_id", "!=", False),
                *self._domain(scope),
            ],
            context={"group_by": ["product_id"]},
        )
