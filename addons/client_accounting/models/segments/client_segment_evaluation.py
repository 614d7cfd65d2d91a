import logging

import psycopg2

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, mute_logger

from .methods import Numbers

_logger = logging.getLogger(__name__)
FRESH = SQL.identifier("client_segment_fresh")


class ClientSegment(models.Model):
    """Who belongs to the segments: one statement for all rules of a company, one for
    the other axes, one to compare them with what is stored."""

    _inherit = "client.segment"

    def _evaluate(self, clients=None):
        """Bring the memberships of the segments in line with their definitions.

        Axes are evaluated as a whole. Runs in the transaction of the caller, who holds
        the lock. A segment whose rule cannot be evaluated keeps its clients and says
        why; the others go on.

        :param clients: ids of partners; None for everybody. Axes that can be evaluated
            for everybody only are left out otherwise
        :return: dict of the numbers of memberships ``opened`` and ``closed``
        """
        axes = self.axis_id.filtered("active")
        if clients is not None:
            axes = axes.filtered(lambda axis: not axis._is_collective())
        counts = {"opened": 0, "closed": 0, "logged": 0}
        segments = axes.segment_ids
        self.env.flush_all()
        for level in self._levels(segments):
            for name, count in self._evaluate_level(level, clients).items():
                counts[name] += count
        if clients is None:
            segments._mark_evaluated(axes)
        if counts["logged"]:
            self.env["client.segment.action.log"]._trigger_run()
        return counts

    def _evaluate_level(self, segments, clients):
        """Evaluate segments none of which refers to another one of them."""
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                counts = self._store(segments, clients)
            faulty = segments.filtered("error") | self.browse()
            if faulty:
                faulty.error = False
            return counts
        except psycopg2.OperationalError:
            raise  # a conflict with another transaction: all of it is tried again
        except (UserError, ValueError, TypeError, KeyError, psycopg2.Error) as error:
            parts = self._parts(segments)
            if len(parts) == 1:
                segments._keep_with_error(error)
                return {}
        counts = {"opened": 0, "closed": 0, "logged": 0}
        for part in parts:
            for name, count in self._evaluate_level(part, clients).items():
                counts[name] += count
        return counts

    def _parts(self, segments):
        """The segments in parts that can be evaluated without one another."""
        parts = {}
        for segment in segments:
            parts.setdefault(segment._node(), self.browse())
            parts[segment._node()] |= segment
        return list(parts.values())

    def _keep_with_error(self, error):
        """Remember why the segments could not be evaluated; their clients stay."""
        reason = str(error).strip().partition("\n")[0]
        problems = {segment: segment._problem() for segment in self}
        if not any(problems.values()):
            problems = dict.fromkeys(self, reason)
        for segment, problem in problems.items():
            if problem:
                segment.error = problem
        _logger.warning("Client segments %s kept as they were: %s", self.ids, error)

    def _problem(self):
        """What is wrong with the rule of the segment, in a sentence; else empty."""
        self.ensure_one()
        if self.method != "rule":
            return ""
        rule = self.env["client.rule"]
        try:
            return rule._rule_problem(rule._parse_rule(self.domain))
        except UserError as error:
            return str(error)

    def _mark_evaluated(self, axes):
        now = self.env.cr.now()
        done = self.filtered(lambda segment: not segment.error)
        done.write({"evaluated_at": now, "is_stale": False})
        (self - done).write({"is_stale": False})
        axes.write({"evaluated_at": now})

    # ------------------------------------------------------------------ who belongs
    def _fresh_query(self, segments, clients):
        """``SELECT partner_id, segment_id, axis_id, origin, reason, value`` of all who
        belong to the segments."""
        by_hand = self._by_hand(segments)
        selects = [
            self._rules_query(rules, clients, by_hand)
            for rules in segments.filtered(lambda segment: segment.method == "rule")
            .grouped(lambda segment: segment.axis_id.company_id)
            .values()
        ]
        numbers = Numbers(self.env, clients)
        computed = segments.filtered(lambda segment: segment.method == "parametric")
        for axis, members in computed.grouped("axis_id").items():
            query = axis._get_method().query(numbers, axis, members)
            condition = SQL("segment_id IS NOT NULL")
            if members & by_hand:
                condition = SQL(
                    "%s AND NOT EXISTS (%s)", condition, self._blocking(axis)
                )
            selects.append(
                SQL(
                    "SELECT partner_id, segment_id, %s AS axis_id, 'rule' AS origin,"
                    " NULL AS reason, value FROM (%s) computed WHERE %s",
                    axis.id,
                    query,
                    condition,
                )
            )
        selects.append(self._put_in_by_hand(segments, clients))
        return numbers.wrap(SQL(" UNION ALL ").join(selects))

    def _rules_query(self, segments, clients, by_hand):
        """Who belongs to segments with rules, all of one company."""
        rule = self.env["client.rule"]
        segments = segments.sorted()
        domains, first_of = [], {}
        for index, segment in enumerate(segments):
            domain = rule._parse_rule(segment.domain)
            if segment in by_hand:
                domain &= Domain("id", "not in", self._blocked_of(segment))
            domains.append(domain)
            if segment.axis_id._is_exclusive():
                first_of.setdefault(segment.axis_id.id, []).append(index)
        flags = rule._flags(
            domains, segments.axis_id.company_id, clients, list(first_of.values())
        )
        return SQL(
            "SELECT partner_id, (%s::integer[])[flag + 1] AS segment_id,"
            " (%s::integer[])[flag + 1] AS axis_id, 'rule' AS origin, NULL AS reason,"
            " NULL::float AS value"
            " FROM (%s) flags CROSS JOIN LATERAL UNNEST(flags.flags) AS flag",
            segments.ids,
            [segment.axis_id.id for segment in segments],
            flags,
        )

    # ------------------------------------------------------------------ by hand
    def _today(self):
        return self.env["client.figures"].sudo()._figures_scope().today

    def _valid(self):
        """Condition: what was put by hand, ``o``, holds today."""
        return SQL("(o.date_until IS NULL OR o.date_until >= %s)", self._today())

    def _by_hand(self, segments):
        """The segments for which something put by hand holds that rules must heed."""
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT o.segment_id, o.axis_id FROM client_segment_override o"
                " WHERE o.axis_id = ANY(%s) AND %s",
                segments.axis_id.ids,
                self._valid(),
            )
        )
        ids = {segment_id for segment_id, _axis_id in rows}
        axes = {axis_id for _segment_id, axis_id in rows}
        return segments.filtered(
            lambda segment: (
                segment.id in ids
                or (segment.axis_id.id in axes and segment.axis_id._is_exclusive())
            )
        )

    def _blocked_of(self, segment):
        """Select of the clients whom the rule of the segment does not decide on."""
        sibling = SQL("FALSE")
        if segment.axis_id._is_exclusive():
            sibling = SQL("(o.kind = 'include' AND o.axis_id = %s)", segment.axis_id.id)
        return SQL(
            "(SELECT o.partner_id FROM client_segment_override o"
            " WHERE (o.segment_id = %s OR %s) AND %s)",
            segment.id,
            sibling,
            self._valid(),
        )

    def _blocking(self, axis):
        """Select of what was put by hand against a row of ``computed``."""
        return SQL(
            "SELECT FROM client_segment_override o"
            " WHERE o.partner_id = computed.partner_id AND %s"
            " AND (o.segment_id = computed.segment_id"
            " OR o.kind = 'include' AND o.axis_id = %s)",
            self._valid(),
            axis.id,
        )

    def _put_in_by_hand(self, segments, clients):
        condition = SQL("TRUE")
        if clients is not None:
            condition = SQL("o.partner_id = ANY(%s)", list(clients))
        return SQL(
            "SELECT o.partner_id, o.segment_id, o.axis_id, 'manual' AS origin,"
            " o.reason, NULL::float AS value FROM client_segment_override o"
            " JOIN res_partner p ON p.id = o.partner_id AND p.active"
            " WHERE o.kind = 'include' AND o.segment_id = ANY(%s) AND %s AND %s",
            segments.ids,
            self._valid(),
            condition,
        )

    # ------------------------------------------------------------------ storing
    def _store(self, segments, clients):
        """Compare who belongs with who is stored, and write what differs.

        :return: dict of the numbers of memberships ``opened`` and ``closed``, and of
            actions ``logged``
        """
        query = self._fresh_query(segments, clients)
        if clients is not None:
            return self._merge(segments, clients, SQL("(%s)", query))
        # filling a table may use parallel workers, a statement that writes may not
        cr = self.env.cr
        cr.execute(SQL("DROP TABLE IF EXISTS %s", FRESH))
        cr.execute(SQL("CREATE TEMP TABLE %s ON COMMIT DROP AS %s", FRESH, query))
        cr.execute(SQL("ANALYZE %s (partner_id, segment_id)", FRESH))
        counts = self._merge(segments, None, FRESH)
        cr.execute(SQL("DROP TABLE %s", FRESH))
        return counts

    def _merge(self, segments, clients, fresh):
        # once, instead of a foreign key that looks at the segment for each membership
        self.env.execute_query(
            SQL(
                "SELECT id FROM client_segment WHERE id = ANY(%s)"
                " ORDER BY id FOR KEY SHARE",
                segments.ids,
            )
        )
        within = ended_within = SQL("TRUE")
        if clients is not None:
            within = SQL("m.partner_id = ANY(%s)", list(clients))
            ended_within = SQL("partner_id = ANY(%s)", list(clients))
        [(opened, closed, logged)] = self.env.execute_query(
            SQL(
                """
                WITH fresh AS MATERIALIZED (SELECT * FROM %(fresh)s fresh),
                stored AS MATERIALIZED (
                    SELECT m.id, m.partner_id, m.segment_id, m.origin, m.reason,
                           m.date_from
                      FROM client_segment_membership m
                     WHERE m.date_to IS NULL AND m.segment_id = ANY(%(segments)s)
                       AND %(within)s
                ), closed AS (
                    UPDATE client_segment_membership m
                       SET date_to = GREATEST(%(today)s, s.date_from),
                           reason = COALESCE((
                               SELECT o.reason FROM client_segment_override o
                                WHERE o.partner_id = s.partner_id
                                  AND o.segment_id = s.segment_id
                                  AND o.kind = 'exclude'), s.reason)
                      FROM stored s
                     WHERE m.id = s.id AND NOT EXISTS (
                            SELECT FROM fresh n
                             WHERE n.partner_id = s.partner_id
                               AND n.segment_id = s.segment_id)
                 RETURNING m.id, m.partner_id, m.segment_id
                ), changed AS (
                    UPDATE client_segment_membership m
                       SET origin = n.origin, reason = n.reason
                      FROM stored s, fresh n
                     WHERE m.id = s.id AND n.partner_id = s.partner_id
                       AND n.segment_id = s.segment_id
                       AND (s.origin, s.reason) IS DISTINCT FROM (n.origin, n.reason)
                ), ended AS MATERIALIZED (
                    SELECT id, partner_id, segment_id FROM client_segment_membership
                     WHERE date_to = %(today)s AND segment_id = ANY(%(segments)s)
                       AND %(ended_within)s
                ), new AS MATERIALIZED (
                    SELECT n.*, again.id AS again_id
                      FROM fresh n
                 LEFT JOIN ended again
                           ON again.partner_id = n.partner_id
                          AND again.segment_id = n.segment_id
                     WHERE NOT EXISTS (
                            SELECT FROM stored s
                             WHERE s.partner_id = n.partner_id
                               AND s.segment_id = n.segment_id)
                ), reopened AS (
                    UPDATE client_segment_membership m
                       SET date_to = NULL, origin = n.origin, reason = n.reason
                      FROM new n
                     WHERE m.id = n.again_id
                ), opened AS (
                    INSERT INTO client_segment_membership
                           (partner_id, segment_id, axis_id, date_from, origin, reason,
                            value)
                    SELECT partner_id, segment_id, axis_id, %(today)s, origin, reason,
                           value
                      FROM new WHERE again_id IS NULL
                 RETURNING id, partner_id, segment_id
                ), logged AS (%(log)s)
                SELECT (SELECT COUNT(*) FROM new), (SELECT COUNT(*) FROM closed),
                       (SELECT COUNT(*) FROM logged)
                """,
                fresh=fresh,
                segments=segments.ids,
                within=within,
                ended_within=ended_within,
                today=SQL("%s::date", self._today()),
                log=self.env["client.segment.action"]._log_query(segments),
            )
        )
        self.env["client.segment.membership"].invalidate_model()
        self.env["res.partner"].invalidate_model(["client_segment_ids"], flush=False)
        self.invalidate_recordset(["client_count", "share"])
        if logged:
            self.env["client.segment.action.log"].invalidate_model()
            self.env["client.segment.action"].invalidate_model(["log_ids"])
        return {"opened": opened, "closed": closed, "logged": logged}

    def _close_all(self):
        """End all memberships of the segments today, as archiving does."""
        self.env.flush_all()
        self.env.execute_query(
            SQL(
                """
                UPDATE client_segment_membership
                   SET date_to = GREATEST(%s, date_from)
                 WHERE segment_id = ANY(%s) AND date_to IS NULL
             RETURNING id
                """,
                self._today(),
                self.ids,
            )
        )
        self.env["client.segment.membership"].invalidate_model()
        self.env["res.partner"].invalidate_model(["client_segment_ids"], flush=False)
