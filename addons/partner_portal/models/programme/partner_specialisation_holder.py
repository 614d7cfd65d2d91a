from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL


class PartnerSpecialisationHolder(models.Model):
    """A partner that has a specialisation, since when and until when."""

    _name = "partner.specialisation.holder"
    _description = "Specialisation of a Partner"
    _order = "date_from desc, id desc"

    specialisation_id = fields.Many2one(
        "partner.specialisation", required=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('is_channel_partner', '=', True), ('parent_id', '=', False)]",
    )
    date_from = fields.Date("Since", required=True, default=fields.Date.context_today)
    date_until = fields.Date("Until", help="The last day; empty while it is held.")
    is_manual = fields.Boolean(
        "Given by Hand",
        default=True,
        readonly=True,
        help="Otherwise it follows from certificates and the night keeps it.",
    )
    note = fields.Char()

    _held_uniq = models.UniqueIndex(
        "(partner_id, specialisation_id) WHERE date_until IS NULL",
        "The partner has this specialisation already.",
    )

    @api.constrains("date_from", "date_until")
    def _check_dates(self):
        for holder in self:
            if holder.date_until and holder.date_until < holder.date_from:
                raise ValidationError(
                    self.env._(
                        "A specialisation cannot end before it begins: change its "
                        "dates."
                    )
                )

    @api.depends("specialisation_id", "partner_id")
    def _compute_display_name(self):
        for holder in self:
            holder.display_name = (
                f"{holder.partner_id.name or ''}: {holder.specialisation_id.name or ''}"
            )

    @api.model
    def _held_domain(self, day=None):
        """Domain of the specialisations that are held on a day, today by default."""
        day = day or fields.Date.context_today(self)
        return [
            ("date_from", "<=", day),
            "|",
            ("date_until", "=", False),
            ("date_until", ">=", day),
        ]

    @api.model
    def _evaluate(self):
        """Give and end the specialisations that follow from certificates, all partners
        in one statement.

        Specialisations given by hand are left alone.

        :return: numbers of specialisations given and ended
        """
        self.env.flush_all()
        today = fields.Date.context_today(self)
        [(given, ended)] = self.env.execute_query(
            SQL(
                """
                WITH earned AS MATERIALIZED (
                    SELECT c.partner_id, s.id AS specialisation_id
                      FROM partner_specialisation s
                      JOIN partner_specialisation_channel_rel r
                        ON r.specialisation_id = s.id
                      JOIN partner_certification c ON c.channel_id = r.channel_id
                      JOIN res_partner person ON person.id = c.person_id
                     WHERE s.active AND person.active AND c.date <= %(today)s
                       AND COALESCE(c.date_expiry >= %(today)s, TRUE)
                       AND c.revoked_on IS NULL
                  GROUP BY c.partner_id, s.id, s.people
                    HAVING COUNT(DISTINCT c.person_id) >= s.people
                ), ended AS (
                    UPDATE partner_specialisation_holder h
                       SET date_until = GREATEST(h.date_from, %(today)s::date - 1),
                           write_uid = %(uid)s, write_date = %(now)s
                     WHERE h.date_until IS NULL AND NOT h.is_manual
                       AND NOT EXISTS (
                           SELECT FROM earned e
                            WHERE e.partner_id = h.partner_id
                              AND e.specialisation_id = h.specialisation_id)
                 RETURNING id
                ), given AS (
                    INSERT INTO partner_specialisation_holder
                           (partner_id, specialisation_id, date_from, is_manual,
                            create_uid, create_date, write_uid, write_date)
                    SELECT e.partner_id, e.specialisation_id, %(today)s, FALSE,
                           %(uid)s, %(now)s, %(uid)s, %(now)s
                      FROM earned e
                     WHERE NOT EXISTS (
                           SELECT FROM partner_specialisation_holder h
                            WHERE h.partner_id = e.partner_id
                              AND h.specialisation_id = e.specialisation_id
                              AND h.date_until IS NULL)
               ON CONFLICT DO NOTHING
                 RETURNING id
                )
                SELECT (SELECT COUNT(*) FROM given), (SELECT COUNT(*) FROM ended)
                """,
                today=today,
                uid=self.env.uid,
                now=self.env.cr.now(),
            )
        )
        self.invalidate_model()
        return given, ended
