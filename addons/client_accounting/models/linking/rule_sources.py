"""What rules of linking look at: one SQL statement for each kind and many invoices.

Each gives ``move_id, client_id, lead_id, share, evidence``: the share, 0 to 1, of the
evidence that speaks for the client.
"""

import re

from odoo.tools import SQL

from ...tools import normalise
from .consumed import consumed_lines

#: words of a text that may make up a name together
NAME_WORDS = 5
#: invoices whose texts are read at once, the newest; the rest waits for its turn
TEXTS = 2000
#: words of a line that are read
WORDS = 30
#: the shortest name of one word that a text is searched for
NAME_LENGTH = 5


def pending(move_ids, company=None) -> SQL:
    """Select of the invoices on the work list: ``move_id, payer_id, company_id,
    invoice_date``."""
    conditions = [SQL("state <> 'linked'")]
    if move_ids is not None:
        conditions.append(SQL("move_id = ANY(%s)", list(move_ids)))
    if company:
        conditions.append(SQL("company_id = %s", company.id))
    return SQL(
        "(SELECT move_id, payer_id, company_id, invoice_date"
        " FROM client_link_task WHERE %s)",
        SQL(" AND ").join(conditions),
    )


def from_orders(rule, tasks):
    """Who ordered, or owns the delivery address, where that is not the payer."""
    return SQL(
        """
        SELECT move_id, client_id, MAX(lead_id) AS lead_id,
               SUM(size) / NULLIF(whole, 0) AS share,
               STRING_AGG(DISTINCT name, ', ') AS names, 0 AS count
          FROM (SELECT t.move_id, t.payer_id, ABS(l.balance) AS size, so.name,
                       so.opportunity_id AS lead_id,
                       CASE WHEN ship.commercial_partner_id <> t.payer_id
                            THEN ship.commercial_partner_id
                            ELSE buyer.commercial_partner_id END AS client_id,
                       SUM(ABS(l.balance)) OVER (PARTITION BY t.move_id) AS whole
                  FROM %(tasks)s t
                  JOIN account_move_line l
                    ON l.move_id = t.move_id AND l.display_type = 'product'
                  LEFT JOIN LATERAL (
                        SELECT MIN(r.order_line_id) AS id
                          FROM sale_order_line_invoice_rel r
                         WHERE r.invoice_line_id = l.id) of_line ON TRUE
                  LEFT JOIN sale_order_line sl ON sl.id = of_line.id
                  LEFT JOIN sale_order so ON so.id = sl.order_id
                  LEFT JOIN res_partner ship ON ship.id = so.partner_shipping_id
                  LEFT JOIN res_partner buyer ON buyer.id = so.partner_id) line
         WHERE client_id <> payer_id
      GROUP BY move_id, client_id, whole
        """,
        tasks=tasks,
    )


def from_leads(rule, tasks):
    """The client of the opportunity behind the orders."""
    return SQL(
        """
        SELECT move_id, client_id, MAX(lead_id) AS lead_id,
               SUM(size) / NULLIF(whole, 0) AS share,
               STRING_AGG(DISTINCT name, ', ') AS names, 0 AS count
          FROM (SELECT t.move_id, t.payer_id, ABS(l.balance) AS size, lead.name,
                       lead.id AS lead_id, buyer.commercial_partner_id AS client_id,
                       SUM(ABS(l.balance)) OVER (PARTITION BY t.move_id) AS whole
                  FROM %(tasks)s t
                  JOIN account_move_line l
                    ON l.move_id = t.move_id AND l.display_type = 'product'
                  JOIN account_move m ON m.id = t.move_id
                  LEFT JOIN LATERAL (
                        SELECT MIN(r.order_line_id) AS id
                          FROM sale_order_line_invoice_rel r
                         WHERE r.invoice_line_id = l.id) of_line ON TRUE
                  LEFT JOIN sale_order_line sl ON sl.id = of_line.id
                  LEFT JOIN sale_order so ON so.id = sl.order_id
                  LEFT JOIN crm_lead lead
                    ON lead.id = COALESCE(m.client_lead_id, so.opportunity_id)
                  LEFT JOIN res_partner buyer ON buyer.id = lead.partner_id) line
         WHERE client_id <> payer_id
      GROUP BY move_id, client_id, whole
        """,
        tasks=tasks,
    )


def from_addresses(rule, tasks):
    """The owner of the delivery address, where it is not the payer."""
    return SQL(
        """
        SELECT t.move_id, ship.commercial_partner_id AS client_id,
               NULL::integer AS lead_id, 1.0 AS share,
               COALESCE(ship.complete_name, ship.name, ship.city) AS names, 0 AS count
          FROM %s t
          JOIN account_move m ON m.id = t.move_id
          JOIN res_partner ship ON ship.id = m.partner_shipping_id
         WHERE ship.commercial_partner_id <> t.payer_id
        """,
        tasks,
    )


def from_previous(rule, tasks):
    """For whom the payer bought: shares of the amount of its linked invoices."""
    return SQL(
        """
        SELECT t.move_id, known.client_id, NULL::integer AS lead_id,
               known.share, NULL AS names, known.count
          FROM %(tasks)s t
          JOIN (WITH history AS (%(history)s), whole AS (
                    SELECT payer_id, company_id, SUM(size) AS size,
                           COUNT(DISTINCT move_id) AS count
                      FROM history GROUP BY payer_id, company_id)
                SELECT payer_id, company_id, client_id, whole.count,
                       SUM(history.size) / NULLIF(whole.size, 0) AS share
                  FROM history JOIN whole USING (payer_id, company_id)
              GROUP BY payer_id, company_id, client_id, whole.count, whole.size
               ) known
            ON known.payer_id = t.payer_id AND known.company_id = t.company_id
         WHERE known.count >= %(least)s
        """,
        tasks=tasks,
        history=_history(rule, tasks),
        least=rule.evidence_count,
    )


def from_products(rule, tasks):
    """For whom the payer bought the products of the invoice before."""
    return SQL(
        """
        SELECT move_id, client_id, NULL::integer AS lead_id,
               SUM(size * share) / NULLIF(MAX(whole), 0) AS share,
               STRING_AGG(DISTINCT name, ', ') AS names, MAX(count) AS count
          FROM (SELECT t.move_id, known.client_id, known.share, known.count, t.size,
                       t.whole, pt.name ->> 'en_US' AS name
                  FROM (SELECT task.move_id, task.payer_id, task.company_id,
                               l.product_id, ABS(l.balance) AS size,
                               SUM(ABS(l.balance)) OVER (PARTITION BY task.move_id)
                                   AS whole
                          FROM %(tasks)s task
                          JOIN account_move_line l ON l.move_id = task.move_id
                           AND l.display_type = 'product') t
                  JOIN (WITH history AS (%(history)s), whole AS (
                            SELECT payer_id, company_id, product_id,
                                   SUM(size) AS size, COUNT(DISTINCT move_id) AS count
                              FROM history
                          GROUP BY payer_id, company_id, product_id)
                        SELECT payer_id, company_id, product_id, client_id,
                               whole.count,
                               SUM(history.size) / NULLIF(whole.size, 0) AS share
                          FROM history
                          JOIN whole USING (payer_id, company_id, product_id)
                      GROUP BY payer_id, company_id, product_id, client_id,
                               whole.count, whole.size) known
                    ON known.payer_id = t.payer_id
                   AND known.company_id = t.company_id
                   AND known.product_id = t.product_id
                  JOIN product_product pp ON pp.id = t.product_id
                  JOIN product_template pt ON pt.id = pp.product_tmpl_id
                 WHERE known.count >= %(least)s) line
      GROUP BY move_id, client_id
        """,
        tasks=tasks,
        history=_history(rule, tasks),
        least=rule.evidence_count,
    )


def _history(rule, tasks):
    """Lines of the linked invoices of the payers, with who consumed them."""
    condition = SQL(
        """
        m.commercial_partner_id IN (SELECT payer_id FROM %s payers)
        AND m.invoice_date > CURRENT_DATE - %s * interval '1 month'
        AND (m.client_end_id IS NOT NULL
             OR m.id IN (SELECT move_id FROM client_invoice_split))
        """,
        tasks,
        rule.months,
    )
    return SQL(
        """
        SELECT m.commercial_partner_id AS payer_id, m.company_id, line.product_id,
               used.client_id, used.move_id, ABS(used.amount) AS size
          FROM (%s) used
          JOIN account_move m ON m.id = used.move_id
          JOIN account_move_line line ON line.id = used.line_id
         WHERE used.split_id IS NOT NULL OR m.client_end_id IS NOT NULL
        """,
        consumed_lines(condition),
    )


def from_texts(rule, tasks):
    """Clients and orders whose names and numbers stand in the texts of the invoice."""
    env = rule.env
    rows = env.execute_query(
        SQL(
            """
            SELECT t.move_id, t.payer_id,
                   CONCAT_WS(E'\n', m.ref, m.payment_reference, m.invoice_origin,
                       (SELECT STRING_AGG(l.name, E'\n') FROM account_move_line l
                         WHERE l.move_id = m.id AND l.display_type IN
                               ('product', 'line_section', 'line_note')))
              FROM %s t JOIN account_move m ON m.id = t.move_id
             ORDER BY t.invoice_date DESC, t.move_id DESC LIMIT %s
            """,
            tasks,
            TEXTS,
        )
    )
    keys = {"name": {}, "vat": {}, "number": {}}
    read = {}  # many lines say the same
    for move_id, payer_id, text in rows:
        for line in {*(text or "").split("\n")}:
            if line not in read:
                read[line] = tuple(_keys(line))
            for kind, key, words in read[line]:
                keys[kind].setdefault(key, []).append((move_id, payer_id, words))
    found = {}
    for kind, key, client_id in _known(env, keys):
        for move_id, payer_id, words in keys[kind].get(key, ()):
            if client_id != payer_id:
                found.setdefault((move_id, client_id), words)
    if not found:
        return None
    return SQL(
        "SELECT move_id, client_id, lead_id, 1.0 AS share, names, 0 AS count"
        " FROM (VALUES %s) given (move_id, client_id, lead_id, names)",
        SQL(", ").join(
            SQL("(%s, %s, NULL::integer, %s)", move_id, client_id, words)
            for (move_id, client_id), words in found.items()
        ),
    )


def _keys(line):
    """What in a line of text may name a client or an order: (kind, key, words)."""
    for token in re.findall(r"[\w/-]{4,}", line):
        yield "number", token.upper(), token
        if number := normalise.tax_number(token):
            yield "vat", number, token
    words = normalise.words(line)[:WORDS]
    spelled = re.findall(r"[^\s]+", line)
    for size in range(1, NAME_WORDS + 1):
        for start in range(len(words) - size + 1):
            phrase = " ".join(words[start : start + size])
            if size == 1 and len(phrase) < NAME_LENGTH:
                continue
            for reading in normalise.name_readings(phrase):
                if len(reading) >= NAME_LENGTH:
                    yield "name", reading, _spelling(spelled, phrase)


def _spelling(spelled, phrase):
    """The phrase as the text has it, as far as that can be told."""
    by_word = {word.strip('«»“”„",.;:()').upper(): word for word in spelled}
    words = [by_word.get(word, word.capitalize()) for word in phrase.split()]
    return " ".join(words).strip('«»“”„",.;:()')


def _known(env, keys):
    """Clients that the keys name, where they name one only: (kind, key, client)."""
    return env.execute_query(
        SQL(
            """
            SELECT kind, key, MIN(client_id)
              FROM (SELECT k.kind, k.key, p.commercial_partner_id AS client_id
                      FROM client_duplicate_key k
                      JOIN res_partner p ON p.id = k.partner_id
                     WHERE p.active AND p.id = p.commercial_partner_id
                       AND (k.kind = 'name' AND k.key = ANY(%(names)s)
                            OR k.kind = 'vat' AND k.key = ANY(%(vats)s))
                     UNION
                    SELECT 'number', UPPER(so.name), buyer.commercial_partner_id
                      FROM sale_order so
                      JOIN res_partner buyer ON buyer.id = so.partner_id
                     WHERE so.name = ANY(%(numbers)s) AND so.state = 'sale'
                     UNION
                    SELECT 'number', UPPER(p.ref), p.commercial_partner_id
                      FROM res_partner p
                     WHERE p.ref = ANY(%(numbers)s) AND p.active) known
          GROUP BY kind, key HAVING COUNT(DISTINCT client_id) = 1
            """,
            names=list(keys["name"]),
            vats=list(keys["vat"]),
            numbers=list(keys["number"]),
        )
    )


class Sources:
    """The kinds of rules and what is done with what they find."""

    kinds = {
        "order": from_orders,
        "lead": from_leads,
        "delivery": from_addresses,
        "product": from_products,
        "previous": from_previous,
        "reference": from_texts,
    }

    def store(self, rules, move_ids):
        """Store what the rules propose for invoices on the list, by one statement.

        Proposals that no rule makes any more disappear; decided ones stay.
        """
        env = rules.env
        parts = []
        for place, rule in enumerate(rules):
            query = self.kinds[rule.kind](rule, pending(move_ids, rule.company_id))
            if query is None:
                continue
            parts.append(
                SQL(
                    """
                    SELECT move_id, client_id, lead_id, %(rule)s AS rule_id,
                           %(place)s AS place,
                           ROUND(%(trust)s::numeric * LEAST(share, 1), 1)
                               AS confidence,
                           jsonb_build_object(
                               'share', ROUND(100 * share), 'names', LEFT(names, 200),
                               'count', count) AS evidence
                      FROM (%(query)s) source
                     WHERE client_id IS NOT NULL
                       AND %(trust)s * LEAST(share, 1) >= %(least)s
                    """,
                    rule=rule.id,
                    place=place,
                    trust=rule.trust,
                    least=max(rule.least, 0.1),
                    query=query,
                )
            )
        found = SQL(
            """
            SELECT NULL::integer AS move_id, NULL::integer AS client_id,
                   NULL::integer AS lead_id, NULL::integer AS rule_id,
                   NULL::integer AS place, NULL::numeric AS confidence,
                   NULL::jsonb AS evidence WHERE FALSE
            """
        )
        found = SQL(" UNION ALL ").join([found, *parts])
        held = SQL("TRUE")
        if move_ids is not None:
            held = SQL("proposal.move_id = ANY(%s)", list(move_ids))
        env.cr.execute(
            SQL(
                """
                WITH found AS (
                    SELECT DISTINCT ON (f.move_id, f.client_id) f.*, t.company_id
                      FROM (%(found)s) f
                      JOIN client_link_task t ON t.move_id = f.move_id
                  ORDER BY f.move_id, f.client_id, f.confidence DESC, f.place
                ), gone AS (
                    DELETE FROM client_link_proposal proposal
                     WHERE state = 'open' AND %(held)s
                       AND NOT EXISTS (
                           SELECT FROM found
                            WHERE found.move_id = proposal.move_id
                              AND found.client_id = proposal.client_id)
                )
                INSERT INTO client_link_proposal AS proposal
                       (move_id, company_id, client_id, lead_id, rule_id, confidence,
                        evidence, state)
                SELECT move_id, company_id, client_id, lead_id, rule_id, confidence,
                       evidence, 'open' FROM found
                ON CONFLICT (move_id, client_id) DO UPDATE
                   SET lead_id = excluded.lead_id, rule_id = excluded.rule_id,
                       confidence = excluded.confidence,
                       evidence = excluded.evidence
                 WHERE proposal.state = 'open'
                   AND (proposal.lead_id, proposal.rule_id, proposal.confidence,
                        proposal.evidence) IS DISTINCT FROM
                       (excluded.lead_id, excluded.rule_id, excluded.confidence,
                        excluded.evidence)
                """,
                found=found,
                held=held,
            )
        )

    def choose_best(self, env, move_ids=None):
        """Put the surest open proposal on each row of the work list."""
        scope = SQL("TRUE")
        if move_ids is not None:
            scope = SQL("t.move_id = ANY(%s)", list(move_ids))
        env.cr.execute(
            SQL(
                """
                UPDATE client_link_task task
                   SET proposal_id = best.id, confidence = best.confidence
                  FROM (SELECT t.id AS task_id, p.id, p.confidence
                          FROM client_link_task t
                          LEFT JOIN LATERAL (
                                SELECT p.id, p.confidence
                                  FROM client_link_proposal p
                                  JOIN client_link_rule r ON r.id = p.rule_id
                                 WHERE p.move_id = t.move_id AND p.state = 'open'
                                   AND t.state <> 'linked'
                              ORDER BY p.confidence DESC, r.sequence, p.id
                                 LIMIT 1) p ON TRUE
                         WHERE %s) best
                 WHERE best.task_id = task.id
                   AND (task.proposal_id, task.confidence) IS DISTINCT FROM
                       (best.id, best.confidence)
                """,
                scope,
            )
        )


SOURCES = Sources()
