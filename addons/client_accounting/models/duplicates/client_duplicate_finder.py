from collections import defaultdict
from dataclasses import dataclass, field

from odoo import api, models
from odoo.tools import SQL

from ...tools.duplicate_score import CROWD, Features, score

#: clients compared in one step of the scan
BATCH = 1000
MODES = ("off", "warn", "block")
MODE = "client_accounting.duplicate_mode"
PROPOSED = "client_accounting.duplicate_score"
STRONG = "client_accounting.duplicate_strong_score"


@dataclass(frozen=True)
class Known(Features):
    """A client, with the company that it is limited to."""

    company_id: int | None = None


@dataclass
class Found:
    """What a lookup of keys gave: clients by subject, crowded keys, their features."""

    candidates: dict = field(default_factory=dict)
    crowded: frozenset = frozenset()
    features: dict = field(default_factory=dict)


class ClientDuplicate(models.Model):
    """Finding pairs: by keys that two clients share, never all against all."""

    _inherit = "client.duplicate"

    @api.model
    def _policy(self):
        """``(mode, score to propose, strong score)`` of the settings."""
        get = self.env["ir.config_parameter"].sudo().get_param
        mode = get(MODE)
        return (
            mode if mode in MODES else "warn",
            int(get(PROPOSED) or 50),
            int(get(STRONG) or 80),
        )

    @api.model
    def _matches(self, subjects, skip=None):
        """Find clients that are like the given ones.

        :param subjects: ``{any key: Known}``
        :param skip: ``skip(key, client id)`` is true for whom not to compare with
        :return: ``{key: [(client id, score, reasons), ...]}``, the best first, from
            the score on that is proposed. Nothing is checked: the caller answers for
            access
        """
        threshold = self._policy()[1]
        found = self._lookup(subjects)
        result = {}
        for subject, features in subjects.items():
            matches = []
            for client_id in found.candidates[subject]:
                other = found.features.get(client_id)
                if other is None or (skip and skip(subject, client_id)):
                    continue
                companies = {features.company_id, other.company_id} - {None}
                if len(companies) > 1:
                    continue
                points, reasons = score(features, other, found.crowded)
                if points >= threshold:
                    matches.append((client_id, points, reasons))
            result[subject] = sorted(matches, key=lambda match: (-match[1], match[0]))
        return result

    @api.model
    def _lookup(self, subjects):
        """Clients that share a key with the subjects, and how they look.

        A key that a crowd shares leads to nobody, but for the combination of two.
        """
        keys = {
            key
            for features in subjects.values()
            for key in features.own | features.people
        }
        buckets, crowded = self._buckets(keys)
        clients = self._clients_of({id_ for ids in buckets.values() for id_ in ids})
        candidates = {
            subject: {
                clients[partner_id]
                for key in features.own | features.people
                for partner_id in buckets.get(key, ())
                if partner_id in clients
            }
            for subject, features in subjects.items()
        }
        everybody = set().union(*candidates.values()) if candidates else set()
        return Found(candidates, crowded, self._features_of(everybody))

    @api.model
    def _buckets(self, keys):
        """``({key: partner ids}, crowded keys)``: who has each key, a few at most."""
        if not keys:
            return {}, frozenset()
        kinds, texts = zip(*sorted(keys), strict=True)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT v.kind, v.key, ARRAY(
                       SELECT k.partner_id FROM client_duplicate_key k
                        WHERE k.kind = v.kind AND k.key = v.key
                     ORDER BY k.partner_id LIMIT %(limit)s)
                  FROM unnest(%(kinds)s::varchar[], %(keys)s::varchar[]) v (kind, key)
                """,
                limit=CROWD + 1,
                kinds=list(kinds),
                keys=list(texts),
            )
        )
        buckets, crowded = {}, set()
        for kind, key, partner_ids in rows:
            if len(partner_ids) <= CROWD or kind == "combo":
                buckets[kind, key] = partner_ids
            else:
                crowded.add((kind, key))
        return buckets, frozenset(crowded)

    @api.model
    def _clients_of(self, partner_ids):
        """``{partner id: client id}`` for partners of clients: active, none of ours."""
        if not partner_ids:
            return {}
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT p.id, c.id
                      FROM res_partner p
                      JOIN res_partner c ON c.id = p.commercial_partner_id
                     WHERE p.id = ANY(%s) AND p.active AND %s
                    """,
                    list(partner_ids),
                    self._is_client("c"),
                )
            )
        )

    @api.model
    def _is_client(self, alias):
        """Condition: active, no employee and none of our own companies."""
        column = lambda name: SQL.identifier(alias, name)  # noqa: E731
        return SQL(
            "%(active)s AND %(share)s IS NOT FALSE AND NOT EXISTS ("
            "SELECT FROM res_company own WHERE own.partner_id = %(id)s)",
            active=column("active"),
            share=column("partner_share"),
            id=column("id"),
        )

    @api.model
    def _features_of(self, client_ids):
        """``{client id: Known}`` from the stored keys."""
        if not client_ids:
            return {}
        rows = self.env.execute_query(
            SQL(
                """
                SELECT c.id, c.is_company, c.company_id, k.partner_id = c.id,
                       array_agg(k.kind), array_agg(k.key)
                  FROM res_partner c
                  JOIN res_partner m ON m.commercial_partner_id = c.id
                  JOIN client_duplicate_key k ON k.partner_id = m.id
                 WHERE c.id = ANY(%s) AND %s
              GROUP BY c.id, c.is_company, c.company_id, k.partner_id = c.id
                """,
                list(client_ids),
                self._is_client("c"),
            )
        )
        parts = defaultdict(dict)
        for client_id, is_company, company_id, own, kinds, keys in rows:
            parts[client_id].update(is_company=bool(is_company), company_id=company_id)
            parts[client_id]["own" if own else "people"] = frozenset(
                zip(kinds, keys, strict=True)
            )
        return {client_id: Known(**values) for client_id, values in parts.items()}

    # ------------------------------------------------------------------ scan
    @api.model
    def _scan(self, sources):
        """Compare clients with all others and store what is found.

        Proposals that do not hold any more go away; decisions stay.

        :param sources: ``{client id: where the change came from}``
        :return: number of pairs that were compared
        """
        subjects = self._features_of(set(sources))
        # of two clients of one batch the younger looks for the older
        found = self._matches(
            subjects,
            lambda client, other: (
                other == client or (other > client and other in subjects)
            ),
        )
        rows = {
            (min(client_id, other), max(client_id, other)): (points, reasons)
            for client_id, matches in found.items()
            for other, points, reasons in matches
        }
        self._upsert([(*pair, *result) for pair, result in rows.items()], sources)
        self._drop_proposals(list(sources), list(rows))
        return len(rows)

    @api.model
    def _drop_proposals(self, client_ids, kept):
        """Delete undecided pairs of scanned clients but for those found again."""
        self.env.execute_query(
            SQL(
                """
                DELETE FROM client_duplicate d
                 WHERE d.state = 'open'
                   AND (d.partner_id = ANY(%(ids)s) OR d.other_id = ANY(%(ids)s))
                   AND NOT EXISTS (
                       SELECT FROM unnest(%(first)s::int[], %(second)s::int[]) k (a, b)
                        WHERE k.a = d.partner_id AND k.b = d.other_id)
             RETURNING d.id
                """,
                ids=client_ids,
                first=[pair[0] for pair in kept],
                second=[pair[1] for pair in kept],
            )
        )
        self.invalidate_model(flush=False)

    @api.model
    def _scan_all(self):
        """Scan whatever waits, in the transaction of the caller.

        :return: number of pairs found
        """
        self.env.flush_all()
        self.env["client.duplicate.key"]._rebuild()
        queue = self.env["client.duplicate.queue"]
        total = after = 0
        while sources := queue._take(BATCH, after):
            total += self._scan(sources)
            after = max(sources)
        return total

    @api.model
    def _cron_scan(self):
        """Make missing keys and compare what changed, batch by batch."""
        cron = self.env["ir.cron"]
        keys, queue = (
            self.env["client.duplicate.key"],
            self.env["client.duplicate.queue"],
        )
        if self._policy()[0] == "off":
            return
        time_left = cron._commit_progress(remaining=1)
        while time_left and (done := keys._rebuild(limit=2000)):
            time_left = cron._commit_progress(done, remaining=queue._size())
        after = 0
        while time_left and (sources := queue._take(BATCH, after)):
            self._scan(sources)
            after = max(sources)
            time_left = cron._commit_progress(len(sources), remaining=queue._size())
