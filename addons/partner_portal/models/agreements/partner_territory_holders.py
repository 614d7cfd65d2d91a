from odoo import api, fields, models
from odoo.tools import SQL


class PartnerTerritory(models.Model):
    """Who holds what: one query for any number of leads, deals or clients."""

    _inherit = "partner.territory"

    @api.model
    def _holders(self, subjects, company, date=None):
        """Who holds the territories in which leads, deals or clients lie.

        A right that is limited to products or segments is not exclusive for a subject
        of which these are unknown. A named client goes before the place: where
        somebody has an exclusive right to the client, exclusive rights to its place
        count as plain ones. A subject without a place lies where its client is.

        :param dict subjects: ``{key: {"country_id", "state_id", "zip", "client_id",
            "category_id"}}``; ids and a text, each of them may be missing
        :param company: whose rights count
        :param date: on which day, by default today
        :return: ``{key: [(territory, partner, exclusive), ...]}``, records with all
            rights; named clients first, then exclusive rights, then the smaller places
        """
        return {
            key: [right[:3] for right in rights]
            for key, rights in self._rights(subjects, company, date).items()
        }

    @api.model
    def _rights(self, subjects, company, date=None):
        """As :meth:`_holders`, with whether the client is named as a fourth value."""
        found = {key: [] for key in subjects}
        if not subjects:
            return found
        self._flush_holders()
        rows = self.env.execute_query(self._holders_query(subjects, company, date))
        self_sudo = self.sudo()
        partners_sudo = self.env["res.partner"].sudo()
        keys = list(subjects)
        taken = {number for number, *_ids, alone, named in rows if alone and named}
        for number, territory, partner, exclusive, named in rows:
            found[keys[number]].append(
                (
                    self_sudo.browse(territory),
                    partners_sudo.browse(partner),
                    exclusive and (named or number not in taken),
                    named,
                )
            )
        return found

    @api.model
    def _flush_holders(self):
        for model in (
            "partner.territory",
            "partner.territory.line",
            "partner.territory.grant",
            "partner.agreement",
            "product.category",
            "client.segment.membership",
            "res.partner",
        ):
            self.env[model].flush_model()

    @api.model
    def _holders_query(self, subjects, company, date):
        day = date or fields.Date.context_today(self)
        plain = self.env["partner.territory.line"]._plain_zip
        values = list(subjects.values())

        def column(name):
            return [one.get(name) or None for one in values]

        return SQL(
            """
            WITH given AS (
                SELECT s.number, s.category_id,
                       COALESCE(p.commercial_partner_id, s.client_id) AS client_id,
                       CASE WHEN s.placed THEN s.country_id ELSE p.country_id END
                           AS country_id,
                       CASE WHEN s.placed THEN s.state_id ELSE p.state_id END
                           AS state_id,
                       CASE WHEN s.placed THEN s.zip ELSE
                           upper(regexp_replace(p.zip, '[^0-9A-Za-z]', '', 'g')) END
                           AS zip
                  FROM (SELECT u.*, (ordinality - 1)::int AS number,
                               COALESCE(country_id, state_id) IS NOT NULL
                               OR zip IS NOT NULL AS placed
                          FROM unnest(%(countries)s::int[], %(states)s::int[],
                                      %(zips)s::varchar[], %(clients)s::int[],
                                      %(categories)s::int[])
                               WITH ORDINALITY AS u (country_id, state_id, zip,
                                                     client_id, category_id,
                                                     ordinality)) s
             LEFT JOIN res_partner p ON p.id = s.client_id
            ), subject AS (
                SELECT g.number, g.client_id, g.zip, g.state_id,
                       COALESCE(g.country_id, st.country_id) AS country_id,
                       g.category_id, c.parent_path AS path
                  FROM given g
             LEFT JOIN res_country_state st ON st.id = g.state_id
             LEFT JOIN product_category c ON c.id = g.category_id
            ), held AS (
                SELECT g.id, g.territory_id, g.partner_id, g.exclusive,
                       (SELECT array_agg(c.parent_path)
                          FROM partner_territory_grant_category_rel r
                          JOIN product_category c ON c.id = r.category_id
                         WHERE r.grant_id = g.id) AS paths,
                       (SELECT array_agg(r.segment_id)
                          FROM partner_territory_grant_segment_rel r
                         WHERE r.grant_id = g.id) AS segments
                  FROM partner_territory_grant g
                  JOIN partner_territory t ON t.id = g.territory_id AND t.active
             LEFT JOIN partner_agreement a ON a.id = g.agreement_id
                 WHERE g.company_id = %(company)s AND %(in_force)s
            ), lying AS (
                SELECT s.number, l.territory_id, TRUE AS named, 0 AS size
                  FROM subject s
                  JOIN partner_territory_line l ON l.client_id = s.client_id
             UNION ALL
                SELECT s.number, l.territory_id, FALSE,
                       CASE WHEN l.zip_from IS NOT NULL THEN 1
                            WHEN l.state_id IS NOT NULL THEN 2 ELSE 3 END
                  FROM subject s
                  JOIN partner_territory_line l ON l.country_id = s.country_id
                 WHERE (l.state_id IS NULL OR l.state_id = s.state_id)
                   AND (l.zip_from IS NULL
                        OR left(s.zip, length(l.zip_from)) COLLATE "C" >= l.zip_from
                       AND left(s.zip, length(l.zip_to)) COLLATE "C" <= l.zip_to)
            )
            SELECT s.number, h.territory_id, h.partner_id,
                   bool_or(COALESCE(h.exclusive, FALSE)
                           AND (h.paths IS NULL OR s.path IS NOT NULL)
                           AND (h.segments IS NULL OR s.client_id IS NOT NULL))
                       AS exclusive,
                   bool_or(y.named) AS named
              FROM subject s
              JOIN lying y ON y.number = s.number
              JOIN held h ON h.territory_id = y.territory_id
             WHERE (h.paths IS NULL OR s.path IS NULL OR EXISTS (
                       SELECT FROM unnest(h.paths) AS top (path)
                        WHERE starts_with(s.path, top.path)))
               AND (h.segments IS NULL OR s.client_id IS NULL OR EXISTS (
                       SELECT FROM client_segment_membership m
                        WHERE m.partner_id = s.client_id AND m.date_to IS NULL
                          AND m.segment_id = ANY(h.segments)))
          GROUP BY s.number, h.territory_id, h.partner_id
          ORDER BY s.number, named DESC, exclusive DESC, min(y.size),
                   h.territory_id, h.partner_id
            """,
            countries=column("country_id"),
            states=column("state_id"),
            zips=[plain(one.get("zip")) or None for one in values],
            clients=column("client_id"),
            categories=column("category_id"),
            company=company.id,
            in_force=self._in_force_sql(day),
        )

    @api.model
    def _in_force_sql(self, day):
        """Condition on the rights `g` and their agreements `a`: in force on a day."""
        return SQL(
            """
            (g.date_from IS NULL OR g.date_from <= %(day)s)
            AND (g.date_until IS NULL OR g.date_until >= %(day)s)
            AND (g.agreement_id IS NULL OR (
                 a.signed_at IS NOT NULL AND a.date_start <= %(day)s
                 AND (a.date_end IS NULL OR a.date_end >= %(day)s)
                 AND (a.ended_on IS NULL OR a.ended_on >= %(day)s)))
            """,
            day=day,
        )
