from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .partner_agreement import BINDING


class PartnerTerritoryGrant(models.Model):
    """Two partners, one right: found over places, clients, products and time."""

    _inherit = "partner.territory.grant"

    def _check_standing(self):
        """Refuse changes by which rights that stand would clash; drafts may."""
        standing = self.filtered(
            lambda grant: not grant.agreement_id or grant.agreement_id.state in BINDING
        )
        standing._check_overlaps()

    def _check_overlaps(self):
        """Refuse exclusive rights that another partner has exclusively.

        :raise UserError: which right of whom stands against it, where and until when
        """
        clashes = [one for one in self._overlaps() if one[4]]
        if clashes:
            raise UserError("\n".join(self._overlap_sentences(clashes)))

    def _overlaps(self):
        """Rights of other partners to what these give, at least one of the two
        exclusive, that stand at the same time.

        :return: ``[(right, other right, line, other line, both exclusive), ...]``, one
            place or client for each two rights
        """
        if not self.ids:
            return []
        for model in (
            self._name,
            "partner.agreement",
            "partner.territory",
            "partner.territory.line",
        ):
            self.env[model].flush_model()
        grants_sudo = self.sudo()
        lines_sudo = self.env["partner.territory.line"].sudo()
        return [
            (
                grants_sudo.browse(mine),
                grants_sudo.browse(other),
                lines_sudo.browse(my_line),
                lines_sudo.browse(other_line),
                both,
            )
            for mine, other, my_line, other_line, both in self.env.execute_query(
                self._overlaps_query()
            )
        ]

    def _overlaps_query(self):
        return SQL(
            """
            WITH standing AS (
                SELECT g.*,
                       (SELECT array_agg(c.parent_path)
                          FROM partner_territory_grant_category_rel r
                          JOIN product_category c ON c.id = r.category_id
                         WHERE r.grant_id = g.id) AS paths,
                       (SELECT array_agg(r.segment_id)
                          FROM partner_territory_grant_segment_rel r
                         WHERE r.grant_id = g.id) AS segments,
                       COALESCE(GREATEST(g.date_from, a.date_start), '-infinity')
                           AS first_day,
                       COALESCE(LEAST(g.date_until, a.date_end, a.ended_on), 'infinity')
                           AS last_day,
                       g.agreement_id IS NULL OR a.state = ANY(%(binding)s) AS stands
                  FROM partner_territory_grant g
                  JOIN partner_territory t ON t.id = g.territory_id AND t.active
             LEFT JOIN partner_agreement a ON a.id = g.agreement_id
            )
            SELECT DISTINCT ON (mine.id, other.id)
                   mine.id, other.id, my_line.id, other_line.id,
                   COALESCE(mine.exclusive AND other.exclusive, FALSE)
              FROM standing mine
              JOIN partner_territory_line my_line
                ON my_line.territory_id = mine.territory_id
              JOIN partner_territory_line other_line
                ON other_line.client_id = my_line.client_id
                OR (other_line.country_id = my_line.country_id
                    AND (other_line.state_id IS NULL OR my_line.state_id IS NULL
                         OR other_line.state_id = my_line.state_id)
                    AND (other_line.zip_from IS NULL OR my_line.zip_from IS NULL
                         OR (left(other_line.zip_from, length(my_line.zip_to))
                                 COLLATE "C" <= my_line.zip_to
                             AND left(my_line.zip_from, length(other_line.zip_to))
                                 COLLATE "C" <= other_line.zip_to)))
              JOIN standing other
                ON other.territory_id = other_line.territory_id
               AND other.company_id = mine.company_id
               AND other.partner_id != mine.partner_id
               AND (other.exclusive OR mine.exclusive)
               AND other.stands
               AND other.last_day >= GREATEST(mine.first_day, %(today)s)
               AND other.first_day <= mine.last_day
             WHERE mine.id = ANY(%(ids)s)
               AND mine.last_day >= %(today)s
               AND (mine.paths IS NULL OR other.paths IS NULL OR EXISTS (
                       SELECT FROM unnest(mine.paths) AS a (path),
                                   unnest(other.paths) AS b (path)
                        WHERE starts_with(a.path, b.path)
                           OR starts_with(b.path, a.path)))
               AND (mine.segments IS NULL OR other.segments IS NULL
                    OR mine.segments && other.segments)
          ORDER BY mine.id, other.id, my_line.id, other_line.id
            """,
            ids=list(self.ids),
            binding=list(BINDING),
            today=fields.Date.context_today(self),
        )

    def _overlap_sentences(self, overlaps):
        """One sentence for each overlap, for our own people: it names the holder."""
        sentences = []
        for mine, other, line, other_line, _both in overlaps:
            names = {
                "mine": mine.territory_id.name,
                "place": line.display_name,
                "holder": other.partner_id.name,
                "other": other.territory_id.name,
                "other_place": other_line.display_name,
                "agreement": other.agreement_id.display_name
                or self.env._("without an agreement"),
            }
            if other.exclusive:
                sentences.append(
                    self.env._(
                        "%(mine)s (%(place)s) overlaps %(other)s (%(other_place)s), "
                        "which %(holder)s holds exclusively (%(agreement)s).",
                        **names,
                    )
                )
            else:
                sentences.append(
                    self.env._(
                        "%(mine)s (%(place)s) overlaps %(other)s (%(other_place)s), "
                        "which %(holder)s holds too, not exclusively (%(agreement)s).",
                        **names,
                    )
                )
        return sentences
