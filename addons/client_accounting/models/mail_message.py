from odoo import models


class MailMessage(models.Model):
    _name = "mail.message"
    _inherit = ["mail.message", "client.figures.record.mixin"]

    _client_figures_links = ("author_id",)

    # what people write, among the far more numerous notes of the system
    _client_figures_idx = models.Index(
        "(model, res_id, date) INCLUDE (subtype_id, record_company_id, create_uid)"
        " WHERE message_type IN ('email', 'comment') AND is_internal IS NOT TRUE"
    )
    _client_figures_author_idx = models.Index(
        "(author_id, date) INCLUDE (subtype_id, record_company_id, create_uid)"
        " WHERE message_type IN ('email', 'comment') AND is_internal IS NOT TRUE"
    )
    _client_figures_write_date_idx = models.Index(
        "(write_date) WHERE message_type IN ('email', 'comment')"
        " AND is_internal IS NOT TRUE"
    )

    def write(self, vals):
        if "res_id" in vals or "model" in vals:
            self._mark_client_figures()
        return super().write(vals)

    def unlink(self):
        written = self.sudo().filtered(
            lambda message: message.message_type in ("email", "comment")
        )
        written._mark_client_figures()
        return super().unlink()

    def _client_figures_record(self):
        # EXTENDS client.figures.record.mixin
        return self.model, self.res_id
