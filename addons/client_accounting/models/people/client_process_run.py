from odoo import models

from ...tools.yearly import next_occurrence


class ClientProcessRun(models.Model):
    """Steps count from the personal date that started the run."""

    _inherit = "client.process.run"

    def _date_of_client(self, step):
        # EXTENDS: a personal date need not have a year
        if self.started_by == "personal_date" and step.delay_from == "date":
            found = (
                self.env["client.personal.date"]
                .sudo()
                .browse(self.res_id or 0)
                .exists()
            )
            if self.res_model == found._name and found:
                return next_occurrence(int(found.month), found.day, self.date_start)
        return super()._date_of_client(step)
