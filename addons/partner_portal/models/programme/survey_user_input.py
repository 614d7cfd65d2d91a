from odoo import models


class SurveyUserInput(models.Model):
    _inherit = "survey.user_input"

    def _mark_done(self):
        # EXTENDS survey: a passed certification is a certificate at once
        result = super()._mark_done()
        passed = self.filtered(
            lambda one: one.survey_id.certification and one.scoring_success
        )
        if passed:
            self.env["partner.certification"].sudo()._issue(inputs=passed)
        return result
