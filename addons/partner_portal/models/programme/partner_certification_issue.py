from odoo import api, fields, models
from odoo.tools import SQL

from .partner_certification import EXPIRING_DAYS

BATCH = 200


class PartnerCertification(models.Model):
    """How certificates come about: passed tests and completed courses of the people of
    channel partners, in one statement each."""

    _inherit = "partner.certification"

    @api.model
    def _issue(self, inputs=None, attendees=None):
        """Issue the certificates that are due and not there.

        :param inputs: only for these ``survey.user_input``; None for all
        :param attendees: only for these ``slide.channel.partner``; None for all
        :return: number of certificates issued
        """
        self.env.flush_all()
        nobody_else = inputs is not None or attendees is not None
        issued = 0
        if inputs or not nobody_else:
            issued += self._insert(self._passed_tests(inputs))
        if attendees or not nobody_else:
            issued += self._insert(self._completed_courses(attendees))
        if issued:
            self.invalidate_model()
        return issued

    @api.model
    def _insert(self, rows):
        now = fields.Datetime.now()
        return len(
            self.env.execute_query(
                SQL(
                    """
                    INSERT INTO partner_certification
                           (person_id, partner_id, channel_id, survey_id,
                            survey_input_id, channel_partner_id, date, date_expiry,
                            score, create_uid, create_date, write_uid, write_date)
                    SELECT r.*, %(uid)s, %(now)s, %(uid)s, %(now)s FROM (%(rows)s) r
               ON CONFLICT DO NOTHING
                 RETURNING id
                    """,
                    rows=rows,
                    uid=self.env.uid,
                    now=now,
                )
            )
        )

    @api.model
    def _channel_companies(self):
        """Subselect of the ids of the companies of channel partners."""
        partners_sudo = self.env["res.partner"].sudo().with_context(active_test=False)
        query = partners_sudo._search([("is_channel_partner", "=", True)])
        return query.subselect(SQL.identifier("res_partner", "commercial_partner_id"))

    @api.model
    def _passed_tests(self, inputs):
        """Tests that are certifications, passed by people of partners. The course is
        that of the slide from which the test was taken."""
        return SQL(
            """
            SELECT p.id, p.commercial_partner_id, course.id, s.id, i.id, NULL::int,
                   done.day,
                   (done.day + make_interval(months => NULLIF(COALESCE(NULLIF(
                       s.partner_certificate_months, 0),
                       course.partner_certificate_months, 0), 0)))::date,
                   i.scoring_percentage::numeric
              FROM survey_user_input i
              JOIN survey_survey s ON s.id = i.survey_id AND s.certification
              JOIN res_partner p ON p.id = i.partner_id
         LEFT JOIN slide_slide_partner sp ON sp.id = i.slide_partner_id
         LEFT JOIN slide_channel course ON course.id = COALESCE(
                   (SELECT channel_id FROM slide_slide
                     WHERE id = COALESCE(sp.slide_id, i.slide_id)),
                   (SELECT channel_id FROM slide_slide
                     WHERE survey_id = s.id ORDER BY id LIMIT 1))
        CROSS JOIN LATERAL (
                   SELECT COALESCE(i.end_datetime, i.create_date)::date AS day) done
             WHERE i.state = 'done' AND i.scoring_success
               AND i.test_entry IS NOT TRUE
               AND p.commercial_partner_id IN %(companies)s
               AND %(chosen)s
               AND NOT EXISTS (SELECT FROM partner_certification c
                                WHERE c.survey_input_id = i.id)
            """,
            companies=self._channel_companies(),
            chosen=SQL("TRUE")
            if inputs is None
            else SQL("i.id = ANY(%s)", list(inputs.ids)),
        )

    @api.model
    def _completed_courses(self, attendees):
        """Courses that certify and have no test of their own, completed by people of
        partners; passed on the day on which we see it."""
        return SQL(
            """
            SELECT p.id, p.commercial_partner_id, course.id, NULL::int, NULL::int, a.id,
                   %(today)s::date,
                   (%(today)s::date + make_interval(months => NULLIF(
                       course.partner_certificate_months, 0)))::date,
                   a.completion::numeric
              FROM slide_channel_partner a
              JOIN slide_channel course ON course.id = a.channel_id
               AND course.partner_certificate
              JOIN res_partner p ON p.id = a.partner_id
             WHERE a.member_status = 'completed' AND a.active
               AND NOT EXISTS (SELECT FROM slide_slide t
                                WHERE t.channel_id = course.id AND t.active
                                  AND t.survey_id IS NOT NULL)
               AND p.commercial_partner_id IN %(companies)s
               AND %(chosen)s
               AND NOT EXISTS (SELECT FROM partner_certification c
                                WHERE c.channel_partner_id = a.id)
            """,
            today=fields.Date.context_today(self),
            companies=self._channel_companies(),
            chosen=SQL("TRUE")
            if attendees is None
            else SQL("a.id = ANY(%s)", list(attendees.ids)),
        )

    @api.model
    def _expiring_domain(self):
        """Certificates whose people are to hear that they expire."""
        today = fields.Date.context_today(self)
        return [
            ("date_expiry", ">=", today),
            ("date_expiry", "<=", fields.Date.add(today, days=EXPIRING_DAYS)),
            ("revoked_on", "=", False),
            ("reminded_at", "=", False),
            ("person_id.active", "=", True),
        ]

    @api.model
    def _remind(self):
        """Tell people whose certificates expire, one batch.

        Who holds a later certificate of the same course or test is not bothered.

        :return: number of certificates dealt with
        """
        due = self.search(self._expiring_domain(), limit=BATCH).try_lock_for_update()
        later = self.search(
            [
                ("person_id", "in", due.person_id.ids),
                ("revoked_on", "=", False),
                ("id", "not in", due.ids),
            ]
        )
        template = self.env.ref("partner_portal.mail_template_partner_certification")
        for one in due:
            renewed = later.filtered(
                lambda other, one=one: (
                    other.person_id == one.person_id
                    and (other.channel_id, other.survey_id)
                    == (one.channel_id, one.survey_id)
                    and (not other.date_expiry or other.date_expiry > one.date_expiry)
                )
            )
            if not renewed and one.person_id.email:
                template.send_mail(one.id)
        due.reminded_at = fields.Datetime.now()
        return len(due)
