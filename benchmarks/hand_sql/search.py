"""A search over everything one remembers of a client, in one statement."""

SEARCH = """
WITH found AS (
    (SELECT commercial_partner_id AS client_id, 1 AS rank, name AS why
       FROM res_partner
      WHERE active AND (name ILIKE %(part)s OR ref ILIKE %(part)s
                        OR vat ILIKE %(part)s)
      LIMIT 1000)
    UNION ALL
    (SELECT commercial_partner_id, 2, email FROM res_partner
      WHERE active AND email ILIKE %(part)s LIMIT 1000)
    UNION ALL
    (SELECT commercial_partner_id, 2, phone FROM res_partner
      WHERE %(digits)s <> '' AND active AND phone_sanitized LIKE %(digits)s LIMIT 1000)
    UNION ALL
    (SELECT commercial_partner_id, 3, name FROM account_move
      WHERE %(number)s AND company_id = %(company)s AND name ILIKE %(part)s
        AND move_type IN ('out_invoice', 'out_refund', 'out_receipt') LIMIT 1000)
    UNION ALL
    (SELECT partner.commercial_partner_id, 3, sale.name
       FROM sale_order sale JOIN res_partner partner ON partner.id = sale.partner_id
      WHERE %(number)s AND sale.company_id = %(company)s AND sale.name ILIKE %(part)s
      LIMIT 1000)
    UNION ALL
    (SELECT partner.commercial_partner_id, 3, picking.name
       FROM stock_picking picking
       JOIN res_partner partner ON partner.id = picking.partner_id
      WHERE %(number)s AND picking.company_id = %(company)s
        AND picking.name ILIKE %(part)s
      LIMIT 1000)
    UNION ALL
    (SELECT partner.commercial_partner_id, 4, lead.name
       FROM crm_lead lead JOIN res_partner partner ON partner.id = lead.partner_id
      WHERE lead.active AND lead.company_id = %(company)s AND lead.name ILIKE %(part)s
      LIMIT 1000)
), best AS (
    SELECT client_id, min(rank) AS rank, min(why) AS why FROM found GROUP BY client_id
)
SELECT client.id, client.name, client.city, best.why
  FROM best JOIN res_partner client ON client.id = best.client_id
  LEFT JOIN client_figures figures ON figures.partner_id = client.id
        AND figures.company_id = %(company)s
 ORDER BY best.rank, figures.turnover_12m DESC NULLS LAST, client.name LIMIT 10
"""


def search(bench, term: str) -> list[tuple]:
    """Return id, name, city and reason of ten clients."""
    digits = "".join(char for char in term if char.isdigit())
    is_phone = len(digits) >= 5 and not any(char.isalpha() for char in term)
    cr = bench.env.cr
    cr.execute(
        SEARCH,
        {
            "part": f"%{term}%",
            "digits": f"%{digits[-10:]}%" if is_phone else "",
            "number": bool(digits),
            "company": bench.company_id,
        },
    )
    return cr.fetchall()
