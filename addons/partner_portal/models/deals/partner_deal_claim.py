from odoo import models
from odoo.tools import SQL

from odoo.addons.client_accounting.tools.mail_sender import FREE_DOMAINS

#: Keys of which one deal at a time may hold each; a word of the name is no such key.
CLAIMED = ("vat", "registry", "email", "phone", "domain", "name")


class PartnerDeal(models.Model):
    """Who the client of a deal is, in keys, and which deal holds it."""

    _inherit = "partner.deal"

    def _keys(self):
        """Keys of the client as typed: a set of ``(kind, key)``."""
        country = self.client_country_id.code or self.company_id.sudo().country_id.code
        values = {
            "name": self.client_name,
            "vat": self.client_vat,
            "email": self.client_email,
            "phone": self.client_phone,
            "street": self.client_street,
            "zip": self.client_zip,
            "city": self.client_city,
        }
        keys = self.env["client.duplicate.key"]._keys_of_values(values, country)
        domains = {
            email.rpartition("@")[2] for _kind, email in keys if _kind == "email"
        }
        domains.add(_domain_of(self.client_website))
        keys.update(("domain", domain) for domain in domains - FREE_DOMAINS - {""})
        return keys

    def _claim_keys(self):
        """Store the keys of an open deal and take those that nobody holds.

        :return: whether the deal holds all keys that can be held
        """
        self.ensure_one()
        self.flush_recordset()
        keys = sorted(self._keys())
        kinds, texts = zip(*keys, strict=True) if keys else ((), ())
        parameters = {
            "deal": self.id,
            "company": self.company_id.id,
            "kinds": list(kinds),
            "keys": list(texts),
            "claimed": list(CLAIMED),
        }
        self.env.execute_query(
            SQL("DELETE FROM partner_deal_key WHERE deal_id = %s RETURNING id", self.id)
        )
        held = self.env.execute_query(
            SQL(
                """
                INSERT INTO partner_deal_key (deal_id, company_id, kind, key, holds)
                SELECT %(deal)s, %(company)s, kind, key, TRUE
                  FROM unnest(%(kinds)s::varchar[], %(keys)s::varchar[]) k (kind, key)
                 WHERE kind = ANY(%(claimed)s)
              ORDER BY kind, key
           ON CONFLICT (company_id, kind, key) WHERE holds DO NOTHING
             RETURNING kind, key
                """,
                **parameters,
            )
        )
        self.env.execute_query(
            SQL(
                """
                INSERT INTO partner_deal_key (deal_id, company_id, kind, key, holds)
                SELECT %(deal)s, %(company)s, k.kind, k.key, FALSE
                  FROM unnest(%(kinds)s::varchar[], %(keys)s::varchar[]) k (kind, key)
                 WHERE NOT EXISTS (
                       SELECT FROM partner_deal_key mine
                        WHERE mine.deal_id = %(deal)s AND mine.kind = k.kind
                          AND mine.key = k.key)
             RETURNING id
                """,
                **parameters,
            )
        )
        self.env["partner.deal.key"].invalidate_model(flush=False)
        return len(held) == sum(kind in CLAIMED for kind in kinds)

    def _release_keys(self):
        """Let go of the clients; who waited first in line holds them from now on."""
        rivals = self._rival_ids()
        self.env.execute_query(
            SQL(
                "DELETE FROM partner_deal_key WHERE deal_id = ANY(%s) RETURNING id",
                list(self.ids),
            )
        )
        self.env["partner.deal.key"].invalidate_model(flush=False)
        waiting = self.browse(sorted({id_ for ids in rivals.values() for id_ in ids}))
        for deal in waiting.sorted(lambda deal: (deal.submitted_at, deal.id)):
            deal._claim_keys()
            deal._find_conflicts()

    def _rival_ids(self):
        """``{deal id: ids of other open deals that share a key}``, of one company."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT mine.deal_id, other.deal_id
                  FROM partner_deal_key mine
                  JOIN partner_deal_key other
                    ON other.kind = mine.kind AND other.key = mine.key
                   AND other.company_id = mine.company_id
                   AND other.deal_id != mine.deal_id
                 WHERE mine.deal_id = ANY(%s)
                """,
                list(self.ids),
            )
        )
        found = {deal.id: set() for deal in self}
        for mine, other in rows:
            found[mine].add(other)
        return found


def _domain_of(website):
    """The domain of an address of a website, without `www`."""
    text = (website or "").strip().lower()
    host = text.split("//")[-1].split("/")[0].split(":")[0].removeprefix("www.")
    return host if "." in host else ""
