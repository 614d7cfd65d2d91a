from odoo import api, models
from odoo.tools import SQL

#: purchases that an interval is made of at least, and months that are looked back
PURCHASES = 3
MONTHS = 36
#: intervals without a purchase after which goods are not usual any more
LAPSED = 3
COLUMNS = (
    "purchase_count",
    "interval_days",
    "last_date",
    "due_date",
    "lapse_date",
    "usual_quantity",
)


class ClientReorder(models.Model):
    """The rows of all clients in one statement."""

    _inherit = "client.reorder"

    @api.model
    def _fresh_query(self):
        """``SELECT partner_id, product_id, company_id, purchase_count, interval_days,
        last_date, due_date, lapse_date, usual_quantity`` of all clients."""
        scope = self.env["client.figures"].sudo()._figures_scope()
        return SQL(
            """
            WITH bought AS (
                SELECT move.commercial_partner_id AS partner_id, line.product_id,
                       line.company_id, move.invoice_date AS day,
                       SUM(line.quantity * COALESCE(used.factor, unit.factor)
                           / unit.factor) AS quantity
                  FROM account_move move
                  JOIN account_move_line line ON line.move_id = move.id
                  JOIN product_product product ON product.id = line.product_id
                  JOIN product_template template
                    ON template.id = product.product_tmpl_id
                  JOIN uom_uom unit ON unit.id = template.uom_id
             LEFT JOIN uom_uom used ON used.id = line.product_uom_id
                 WHERE move.state = 'posted'
                   AND move.move_type IN ('out_invoice', 'out_receipt')
                   AND move.invoice_date > %(since)s AND move.invoice_date <= %(today)s
                   AND line.display_type = 'product' AND line.quantity > 0
                   AND template.type = 'consu' AND template.sale_ok
                   AND template.active AND product.active
                   AND move.commercial_partner_id IS NOT NULL
              GROUP BY 1, 2, 3, 4
            ), paced AS (
                SELECT bought.*, day - LAG(day) OVER (
                           PARTITION BY partner_id, product_id, company_id
                               ORDER BY day) AS days
                  FROM bought
            ), usual AS (
                SELECT partner_id, product_id, company_id, count(*) AS purchase_count,
                       MAX(day) AS last_date,
                       percentile_cont(0.5) WITHIN GROUP (ORDER BY days)
                           AS interval_days,
                       percentile_disc(0.5) WITHIN GROUP (ORDER BY quantity)
                           AS usual_quantity
                  FROM paced
              GROUP BY partner_id, product_id, company_id
                HAVING count(*) >= %(purchases)s
            )
            SELECT usual.partner_id, usual.product_id, usual.company_id,
                   usual.purchase_count, usual.interval_days, usual.last_date,
                   usual.last_date + ROUND(usual.interval_days::numeric)::integer
                       AS due_date,
                   usual.last_date + CEIL(usual.interval_days * %(lapsed)s)::integer
                       AS lapse_date,
                   usual.usual_quantity
              FROM usual
              JOIN res_partner client ON client.id = usual.partner_id AND client.active
             WHERE NOT EXISTS (SELECT FROM res_company own
                                WHERE own.partner_id = client.id)
            """,
            since=scope.months_ago(MONTHS),
            today=scope.today,
            purchases=PURCHASES,
            lapsed=LAPSED,
        )

    @api.model
    def _rebuild(self):
        """Bring the rows of all clients up to date; return how many changed."""
        self.env.flush_all()
        stored, excluded = (
            SQL(", ").join(SQL.identifier(table, name) for name in COLUMNS)
            for table in ("client_reorder", "excluded")
        )
        names = SQL(", ").join(map(SQL.identifier, COLUMNS))
        [(changed, gone)] = self.env.execute_query(
            SQL(
                """
                WITH fresh AS MATERIALIZED (%(fresh)s), put AS (
                    INSERT INTO client_reorder
                           (partner_id, product_id, company_id, %(names)s)
                    SELECT partner_id, product_id, company_id, %(names)s FROM fresh
                        ON CONFLICT (partner_id, product_id, company_id) DO UPDATE
                       SET (%(names)s) = ROW(%(excluded)s)
                     WHERE (%(stored)s) IS DISTINCT FROM (%(excluded)s)
                 RETURNING 1
                ), gone AS (
                    DELETE FROM client_reorder old
                     WHERE NOT EXISTS (SELECT FROM fresh
                                        WHERE fresh.partner_id = old.partner_id
                                          AND fresh.product_id = old.product_id
                                          AND fresh.company_id = old.company_id)
                 RETURNING 1
                )
                SELECT (SELECT count(*) FROM put), (SELECT count(*) FROM gone)
                """,
                fresh=self._fresh_query(),
                names=names,
                stored=stored,
                excluded=excluded,
            )
        )
        self.invalidate_model(flush=False)
        return changed + gone

    @api.model
    def _cron_rebuild(self):
        self.sudo()._rebuild()
