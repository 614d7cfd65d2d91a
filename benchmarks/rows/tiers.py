"""Tiers of all partners of a programme: a twentieth of the clients are partners."""

from odoo.fields import Command
from odoo.tools import SQL

from ..registry import Row, register

#: Turnover of 12 months for the tiers, and growth in percent of the second way to Gold.
GOLD, GOLD_LESS, GROWTH, SILVER = 50000, 20000, 10, 5000
PART = 20

# The same rules over the documents, now and on the day of the check: what a programmer
# would write who knows them.
BY_HAND = """
    WITH bought AS (
        SELECT p.id,
               COALESCE(SUM(m.amount_untaxed_signed) FILTER (
                   WHERE m.invoice_date > %(today)s::date - INTERVAL '12 months'
               ), 0) AS now,
               COALESCE(SUM(m.amount_untaxed_signed) FILTER (
                   WHERE m.invoice_date <= %(today)s::date - INTERVAL '12 months'
                     AND m.invoice_date > %(today)s::date - INTERVAL '24 months'
               ), 0) AS before,
               COALESCE(SUM(m.amount_untaxed_signed) FILTER (
                   WHERE m.invoice_date > %(check)s::date - INTERVAL '12 months'
               ), 0) AS now_ahead,
               COALESCE(SUM(m.amount_untaxed_signed) FILTER (
                   WHERE m.invoice_date <= %(check)s::date - INTERVAL '12 months'
                     AND m.invoice_date > %(check)s::date - INTERVAL '24 months'
               ), 0) AS before_ahead
          FROM res_partner p
     LEFT JOIN account_move m
            ON m.commercial_partner_id = p.id AND m.company_id = %(company)s
           AND m.state = 'posted' AND m.invoice_date <= %(today)s
           AND m.invoice_date > %(today)s::date - INTERVAL '24 months'
           AND m.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
         WHERE p.grade_id = %(silver)s
      GROUP BY p.id
    ), tier AS (
        SELECT id,
               CASE WHEN now >= %(gold_amount)s
                      OR now >= %(gold_less)s
                     AND (CASE WHEN before > 0
                               THEN ROUND((now / before - 1) * 100, 2) >= %(growth)s
                               ELSE now > 0 END)
                    THEN %(gold)s
                    WHEN now >= %(silver_amount)s THEN %(silver)s
                    ELSE %(bronze)s END AS reached,
               now_ahead >= %(silver_amount)s
                 OR now_ahead >= %(gold_less)s AND before_ahead > 0
                AND now_ahead / NULLIF(before_ahead, 0) >= 1 + %(growth)s / 100.0
                   AS is_kept_ahead
          FROM bought
    ), stored AS (
        UPDATE partner_tier_progress s
           SET reached_id = tier.reached
          FROM tier
         WHERE s.partner_id = tier.id AND s.reached_id IS DISTINCT FROM tier.reached
    )
    SELECT id, reached FROM tier
"""


@register
class Tiers(Row):
    """All partners are measured; nobody moves, as on most nights."""

    name = "tiers"
    title = "tiers: measure all partners"

    def missing(self, bench):
        if "partner.programme" not in bench.env:
            return "partner_portal is not installed"
        return ""

    def ways(self, bench):
        return {"ours": self._ours, "sql": self._by_hand, "usual": self._usual}

    def before(self, bench, way):
        env = bench.env(su=True)
        grades = env["res.partner.grade"]
        self.gold, self.silver, self.bronze = (
            grades.create({"name": name, "sequence": number, "company_id": False})
            for number, name in enumerate(("Gold", "Silver", "Bronze"))
        )
        self.programme = env["partner.programme"].create(
            {
                "name": "Bench",
                "company_id": bench.company_id,
                "grade_ids": [Command.set((self.gold | self.silver | self.bronze).ids)],
                "requirement_ids": [
                    Command.create(
                        {
                            "grade_id": grade.id,
                            "way": way,
                            "measure": measure,
                            "threshold": threshold,
                        }
                    )
                    for grade, way, measure, threshold in (
                        (self.gold, 1, "turnover", GOLD),
                        (self.gold, 2, "turnover", GOLD_LESS),
                        (self.gold, 2, "growth", GROWTH),
                        (self.silver, 1, "turnover", SILVER),
                    )
                ],
            }
        )
        env.flush_all()
        env.cr.execute(
            SQL(
                """UPDATE res_partner SET grade_id = %s
                    WHERE commercial_partner_id = id AND active AND id %% %s = 0
                      AND company_id IS NULL""",
                self.silver.id,
                PART,
            )
        )
        env.invalidate_all(flush=False)
        self.programme._evaluate()
        for table in ("partner_tier_progress", "partner_tier_progress_line"):
            env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
        tiers = self.gold | self.silver | self.bronze
        self.names = {tier.id: tier.name for tier in tiers}
        self.stored = {
            partner: self.names[tier]
            for partner, tier in bench.rows(
                "SELECT partner_id, reached_id FROM partner_tier_progress"
            )
        }

    def _ours(self, bench):
        return self.programme._evaluate()

    def _by_hand(self, bench):
        rows = bench.rows(
            BY_HAND,
            today=bench.today,
            check=self.programme._period_end(bench.today),
            company=bench.company_id,
            gold=self.gold.id,
            silver=self.silver.id,
            bronze=self.bronze.id,
            gold_amount=GOLD,
            gold_less=GOLD_LESS,
            growth=GROWTH,
            silver_amount=SILVER,
        )
        return {partner: self.names[tier] for partner, tier in rows}

    def _usual(self, bench):
        """A scheduled action that adds up the invoices of each partner."""
        env = bench.env(context={"allowed_company_ids": [bench.company_id]}, su=True)
        found = {}
        for partner in env["res.partner"].search([("grade_id", "=", self.silver.id)]):
            invoices = env["account.move"].search(
                [
                    ("commercial_partner_id", "=", partner.id),
                    ("state", "=", "posted"),
                    ("move_type", "in", ("out_invoice", "out_refund", "out_receipt")),
                    ("company_id", "=", bench.company_id),
                ]
            )
            found[partner.id] = sum(invoices.mapped("amount_untaxed_signed"))
        return len(found)

    def check(self, bench, results):
        by_hand = results["sql"]
        unequal = [
            partner
            for partner, tier in by_hand.items()
            if self.stored.get(partner) != tier
        ]
        if unequal or len(by_hand) != len(self.stored):
            return f"{len(unequal)} partners of {len(by_hand)} at other tiers"
        return "" if by_hand else "nobody takes part"
