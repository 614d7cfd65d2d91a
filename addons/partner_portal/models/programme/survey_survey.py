from odoo import fields, models


class SurveySurvey(models.Model):
    _inherit = "survey.survey"

    partner_certificate_months = fields.Integer(
        "Months of the Certificate",
        groups="base.group_user",
        help="How long the certificate of a partner's person is valid; 0 for what "
        "the course says.",
    )

    _partner_certificate_months_positive = models.Constraint(
        "CHECK(partner_certificate_months >= 0)",
        "Months of a certificate cannot be negative.",
    )
