from odoo import api, models
from odoo.tools import SQL

#: how much one event of a channel counts
WEIGHTS = {
    "visit": 3.0,
    "meeting": 3.0,
    "exhibition": 3.0,
    "demo": 3.0,
    "call": 1.0,
    "letter": 0.5,
    "email": 0.5,
    "messenger": 0.5,
}
OTHER_WEIGHT = 0.25
#: what somebody says of himself counts as so much on the day he says it
MANUAL_WEIGHTS = {"met": 1.0, "knows": 3.0, "close": 9.0}
#: the sum at which an acquaintance is half of what it can be
HALF_SUM = 3.0
#: lowest strength of each level
LEVEL_FROM = {"strong": 60, "good": 30, "weak": 10}


class ClientAcquaintance(models.Model):
    """How well one knows another, for all pairs in one statement."""

    _inherit = "client.acquaintance"

    @api.model
    def _cron_refresh(self):
        self._refresh()

    @api.model
    def _refresh(self, partner_ids=None):
        """Compute what all acquaintances are worth today, or those of some people.

        :param partner_ids: ids of people; None for everybody
        """
        if partner_ids is not None and not partner_ids:
            return
        self.env.flush_all()
        self.env.execute_query(self._refresh_query(partner_ids))
        self.invalidate_model()

    @api.model
    def _refresh_query(self, partner_ids):
        days = self.env["client.work.days"]
        people = SQL("TRUE")
        mine = SQL("TRUE")
        if partner_ids is not None:
            people = SQL("participant.partner_id = ANY(%s)", list(partner_ids))
            mine = SQL("old.partner_id = ANY(%s)", list(partner_ids))
        return SQL(
            """
            WITH contact AS (%(contacts)s),
            person_event AS (
                SELECT contact.partner_id, ours.user_id, contact.company_id,
                       contact.id, contact.date::date AS day, contact.weight
                  FROM contact
                 CROSS JOIN LATERAL (
                    SELECT contact.user_id WHERE contact.user_id IS NOT NULL
                     UNION
                    SELECT rel.user_id FROM client_event_user_rel rel
                     WHERE rel.event_id = contact.id
                 ) ours
            ),
            summed AS (
                SELECT partner_id, user_id, company_id, sum(score) AS score,
                       min(first_day) AS first_day, max(last_day) AS last_day,
                       sum(number) AS number
                  FROM (
                    SELECT one.partner_id, one.user_id, one.company_id,
                           sum(one.weight * power(2, -GREATEST(%(today)s - one.day, 0)
                               / company.client_acquaintance_days::float)) AS score,
                           min(one.day) AS first_day, max(one.day) AS last_day,
                           count(*) AS number
                      FROM person_event one
                      JOIN res_company company ON company.id = one.company_id
                     GROUP BY one.partner_id, one.user_id, one.company_id
                     UNION ALL
                    SELECT old.partner_id, old.user_id, old.company_id,
                           (CASE old.manual_level %(manual)s ELSE 0 END) * power(2,
                               -GREATEST(%(today)s - old.manual_date, 0)
                               / company.client_acquaintance_days::float),
                           COALESCE(old.manual_since, old.manual_date), NULL, 0
                      FROM client_acquaintance old
                      JOIN res_company company ON company.id = old.company_id
                     WHERE old.manual_level IS NOT NULL AND %(mine)s
                  ) part
                 GROUP BY partner_id, user_id, company_id
            ),
            worth AS (
                SELECT summed.*,
                       round(100 * score / (score + %(half)s))::integer AS strength
                  FROM summed
                  JOIN res_users usr ON usr.id = summed.user_id AND NOT usr.share
                  JOIN res_partner person ON person.id = summed.partner_id
                   AND person.is_company IS NOT TRUE
            ),
            gone AS (
                DELETE FROM client_acquaintance old
                 WHERE %(mine)s AND NOT EXISTS (
                    SELECT FROM worth WHERE worth.partner_id = old.partner_id
                       AND worth.user_id = old.user_id
                       AND worth.company_id = old.company_id)
            )
            INSERT INTO client_acquaintance (partner_id, user_id, company_id, strength,
                   level, since, last_date, event_count, create_uid, create_date,
                   write_uid, write_date)
            SELECT partner_id, user_id, company_id, strength,
                   CASE %(levels)s ELSE 'faded' END, first_day, last_day, number,
                   %(uid)s, now() AT TIME ZONE 'UTC', %(uid)s, now() AT TIME ZONE 'UTC'
              FROM worth
            ON CONFLICT (partner_id, user_id, company_id) DO UPDATE
               SET strength = EXCLUDED.strength, level = EXCLUDED.level,
                   since = EXCLUDED.since, last_date = EXCLUDED.last_date,
                   event_count = EXCLUDED.event_count
             WHERE (client_acquaintance.strength, client_acquaintance.level,
                    client_acquaintance.since, client_acquaintance.last_date,
                    client_acquaintance.event_count)
                   IS DISTINCT FROM
                   (EXCLUDED.strength, EXCLUDED.level, EXCLUDED.since,
                    EXCLUDED.last_date, EXCLUDED.event_count)
            RETURNING id
            """,
            contacts=self._contacts_query(people, partner_ids),
            today=days._today(),
            manual=self._cases(MANUAL_WEIGHTS),
            levels=SQL(" ").join(
                SQL("WHEN strength >= %s THEN %s", lowest, level)
                for level, lowest in LEVEL_FROM.items()
            ),
            mine=mine,
            half=HALF_SUM,
            uid=self.env.uid,
        )

    @api.model
    def _contacts_query(self, people, partner_ids):
        """Return the select of what people took part in: of a person who moved to
        another company under a new card, under that card. Who was not reached did not
        take part."""
        chosen = SQL("TRUE")
        if partner_ids is not None:
            chosen = SQL(
                """event.id IN (
                    SELECT by_contact.id FROM client_event by_contact
                     WHERE by_contact.partner_id IN (%(cards)s)
                     UNION
                    SELECT rel.event_id FROM client_event_partner_rel rel
                     WHERE rel.partner_id IN (%(cards)s))""",
                cards=SQL(
                    """SELECT card.id FROM res_partner card
                    WHERE card.id = ANY(%(ids)s) OR card.client_moved_to_id
                          = ANY(%(ids)s)""",
                    ids=list(partner_ids),
                ),
            )
        return SQL(
            """
            SELECT participant.partner_id, event.id, event.date, event.user_id,
                   event.company_id,
                   CASE event.channel %(weights)s ELSE %(other)s END AS weight
              FROM client_event event
             CROSS JOIN LATERAL (
                SELECT COALESCE(card.client_moved_to_id, card.id) AS partner_id
                  -- no OR over the cards: it would read all of them for each event
                  FROM (SELECT event.partner_id AS id
                         UNION
                        SELECT rel.partner_id FROM client_event_partner_rel rel
                         WHERE rel.event_id = event.id) one
                  JOIN res_partner card ON card.id = one.id
                 GROUP BY 1
             ) participant
              LEFT JOIN client_event_outcome outcome ON outcome.id = event.outcome_id
             WHERE outcome.code IS DISTINCT FROM 'no_answer' AND %(chosen)s
               AND %(people)s
            """,
            weights=self._cases(WEIGHTS),
            other=OTHER_WEIGHT,
            chosen=chosen,
            people=people,
        )

    @api.model
    def _cases(self, weights):
        return SQL(" ").join(
            SQL("WHEN %s THEN %s", key, weight) for key, weight in weights.items()
        )
