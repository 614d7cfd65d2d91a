from odoo import models


class MailActivity(models.Model):
    _name = "mail.activity"
    _inherit = ["mail.activity", "client.figures.record.mixin"]

    _client_figures_idx = models.Index(
        "(res_model, res_id) INCLUDE"
        " (active, date_deadline, date_done, user_id, create_uid)"
    )
    # the few that are open, for whoever looks for those of many documents
    _client_open_idx = models.Index(
        "(res_model, res_id) INCLUDE (date_deadline, user_id, create_uid) WHERE active"
    )
    _client_figures_write_date_idx = models.Index("(write_date)")

    def write(self, vals):
        if "res_id" in vals or "res_model_id" in vals:
            self._mark_client_figures()
        return super().write(vals)

    def _client_figures_record(self):
        # EXTENDS client.figures.record.mixin
        return self.res_model, self.res_id
