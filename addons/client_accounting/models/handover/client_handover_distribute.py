from collections import defaultdict

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL


class ClientHandover(models.Model):
    """Which clients, and who of the receivers gets which of them."""

    _inherit = "client.handover"

    @api.model
    def _prepare_handover(self, giver, receivers, domain, **values):
        """Make a draft with the clients of a manager, and distribute them.

        :param giver: the manager who hands over
        :param receivers: the users who take over
        :param domain: which of his clients, as the user may read them; archived ones
            only where it asks for them by ``active``
        :param values: further fields of the handover
        :return: the draft
        :raise AccessError: where the user may not prepare it
        """
        self._check_giver(giver)
        handover = self.browse(
            self.sudo()
            .create(
                {
                    "from_user_id": giver.id,
                    "receiver_ids": [(6, 0, receivers.ids)],
                    "company_id": self.env.company.id,
                    "company_ids": [(6, 0, self.env.companies.ids)],
                    **values,
                }
            )
            .id
        )
        handover._fill(domain)
        if handover.rule != "hand":
            handover._distribute()
        return handover

    def _fill(self, domain):
        """Take the clients of the domain into the handover; one statement."""
        self.ensure_one()
        clients = (
            self.env["res.partner"]
            .with_context(active_test=True)
            ._search(Domain(domain) & self._clients_of(self.from_user_id))
        )
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """INSERT INTO client_handover_line
                          (handover_id, partner_id, state, letter_state, turnover)
                   SELECT %s, res_partner.id, 'draft', 'none', 0
                     FROM %s
                    WHERE %s
                      AND res_partner.commercial_partner_id = res_partner.id
                    ORDER BY res_partner.id
                       ON CONFLICT DO NOTHING""",
                self.id,
                clients.from_clause,
                clients.where_clause or SQL("TRUE"),
            )
        )
        self.invalidate_recordset()

    @api.model
    def _clients_of(self, user):
        """The domain of the clients of a user: neither employees nor our companies."""
        return (
            Domain("user_id", "=", user.id)
            & Domain("partner_share", "=", True)
            & Domain("ref_company_ids", "=", False)
        )

    def action_distribute(self):
        """Divide the clients again by the rule; what was given by hand is lost."""
        self.check_access("write")
        for handover in self:
            if handover.state not in ("draft", "proposed"):
                raise UserError(self.env._("The clients have moved already."))
            if not handover.receiver_ids:
                raise UserError(self.env._("Say first who takes over the clients."))
            handover._distribute()
        return True

    def _distribute(self):
        """Give each client to a receiver by the rule; by hand: to nobody new."""
        self.ensure_one()
        receivers = self.receiver_ids.ids
        if self.rule == "hand" or not receivers:
            return
        rows = self.env.execute_query(self._divided())
        target = {
            "one": self._all_to_one,
            "even": self._evenly,
            "turnover": self._by_turnover,
            "group": self._together,
        }[self.rule](rows, receivers)
        self._give(rows, target)

    def _give(self, rows, target):
        """Write who gets what, in one statement."""
        self.env.cr.execute(
            SQL(
                """UPDATE client_handover_line l
                      SET receiver_id = given.receiver_id, turnover = given.turnover,
                          common = given.common
                     FROM (SELECT unnest(%s::integer[]) AS id,
                                  unnest(%s::integer[]) AS receiver_id,
                                  unnest(%s::float[]) AS turnover,
                                  unnest(%s::varchar[]) AS common) given
                    WHERE l.id = given.id""",
                [row[0] for row in rows],
                [target.get(row[0]) for row in rows],
                [float(row[1]) for row in rows],
                [row[2] if self.rule == "group" else None for row in rows],
            )
        )
        self.line_ids.invalidate_recordset()
        self.invalidate_recordset()

    def _divided(self):
        """``SELECT line id, turnover, what it has in common`` of the clients."""
        joins, label = self._common()
        return SQL(
            """SELECT l.id, COALESCE(f.turnover, 0), %(label)s
                 FROM client_handover_line l
                 JOIN res_partner p ON p.id = l.partner_id
            LEFT JOIN LATERAL (
                      SELECT SUM(turnover_12m * %(rate)s) AS turnover
                        FROM client_figures f
                       WHERE f.partner_id = p.id AND f.company_id = ANY(%(companies)s)
                      ) f ON TRUE
                 %(joins)s
                WHERE l.handover_id = %(handover)s
             ORDER BY l.id""",
            label=label,
            joins=joins,
            rate=self._rate(),
            companies=self.sudo().company_ids.ids,
            handover=self.id,
        )

    def _rate(self):
        """The SQL factor from the currency of ``f.company_id`` to the handover's."""
        self_sudo = self.sudo()
        cases = [
            SQL(
                "WHEN %s THEN %s",
                company.id,
                self.env["res.currency"]._get_conversion_rate(
                    company.currency_id,
                    self_sudo.company_id.currency_id,
                    self_sudo.company_id,
                    self._today(),
                ),
            )
            for company in self_sudo.company_ids
            if company.currency_id != self_sudo.company_id.currency_id
        ]
        if not cases:
            return SQL("1")
        return SQL("(CASE f.company_id %s ELSE 1 END)", SQL(" ").join(cases))

    def _common(self):
        """The SQL of joins and of the word for what clients have in common."""
        lang = self.env.lang or "en_US"

        def record(table, column, translated=True):
            name = SQL("g.name")
            if translated:
                name = SQL("COALESCE(g.name ->> %s, g.name ->> 'en_US')", lang)
            join = SQL(
                "LEFT JOIN %s g ON g.id = %s",
                SQL.identifier(table),
                SQL.identifier("p", column),
            )
            return join, name

        if self.rule != "group":
            return SQL(), SQL("NULL")
        if self.grouping == "segment":
            return self._common_segment(lang)
        if self.grouping == "lang":
            return SQL("LEFT JOIN res_lang g ON g.code = p.lang"), SQL("g.name")
        if self.grouping == "city":
            return SQL(), SQL("p.city")
        return {
            "state": record("res_country_state", "state_id", translated=False),
            "country": record("res_country", "country_id"),
            "industry": record("res_partner_industry", "industry_id"),
        }[self.grouping]

    def _common_segment(self, lang):
        if not self.axis_id:
            raise UserError(self.env._("Choose the kind of segments first."))
        join = SQL(
            """LEFT JOIN LATERAL (
                   SELECT COALESCE(s.name ->> %(lang)s, s.name ->> 'en_US') AS name
                     FROM client_segment_membership m
                     JOIN client_segment s ON s.id = m.segment_id
                    WHERE m.partner_id = p.id AND m.date_to IS NULL
                      AND s.axis_id = %(axis)s
                 ORDER BY s.id LIMIT 1) g ON TRUE""",
            lang=lang,
            axis=self.axis_id.id,
        )
        return join, SQL("g.name")

    # ------------------------------------------------------------------ rules
    @api.model
    def _all_to_one(self, rows, receivers):
        return dict.fromkeys((row[0] for row in rows), receivers[0])

    @api.model
    def _evenly(self, rows, receivers):
        """In turns: numbers differ by one at most."""
        return {
            row[0]: receivers[number % len(receivers)]
            for number, row in enumerate(rows)
        }

    @api.model
    def _by_turnover(self, rows, receivers):
        """The largest client first, each to who has least so far; clients without
        turnover even out the numbers."""
        load = {receiver: (0.0, 0) for receiver in receivers}
        target = {}
        for line_id, turnover, _common in sorted(
            rows, key=lambda row: (-max(row[1], 0), row[0])
        ):
            receiver = min(receivers, key=lambda one: (load[one], receivers.index(one)))
            amount, number = load[receiver]
            load[receiver] = amount + float(max(turnover, 0)), number + 1
            target[line_id] = receiver
        return target

    @api.model
    def _together(self, rows, receivers):
        """Groups stay whole: the largest first, each to who has fewest clients."""
        groups = defaultdict(list)
        for line_id, _turnover, common in rows:
            groups[common or ""].append(line_id)
        load = dict.fromkeys(receivers, 0)
        target = {}
        for _common, ids in sorted(
            groups.items(), key=lambda group: (-len(group[1]), group[0])
        ):
            receiver = min(receivers, key=lambda one: (load[one], receivers.index(one)))
            load[receiver] += len(ids)
            target.update(dict.fromkeys(ids, receiver))
        return target
