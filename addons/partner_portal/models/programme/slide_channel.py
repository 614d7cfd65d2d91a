from odoo import fields, models


class SlideChannel(models.Model):
    _inherit = "slide.channel"

    partner_certificate = fields.Boolean(
        "Certificate for Partners",
        groups="base.group_user",
        help="Who works for a channel partner and completes the course gets a "
        "certificate. A course with a test gives it when the test is passed.",
    )
    partner_certificate_months = fields.Integer(
        "Months of the Certificate",
        groups="base.group_user",
        help="How long a certificate is valid; 0 for no end.",
    )

    _partner_certificate_months_positive = models.Constraint(
        "CHECK(partner_certificate_months >= 0)",
        "Months of a certificate cannot be negative.",
    )
