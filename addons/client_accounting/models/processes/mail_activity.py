from odoo import models


class MailActivity(models.Model):
    """Activities of processes lead their runs on when they are done or deleted."""

    _inherit = "mail.activity"

    def write(self, vals):
        # EXTENDS mail: done activities are archived
        if vals.get("active", True) or self.env.context.get("client_process_keep"):
            return super().write(vals)
        runs = self.env["client.process.run"].sudo()
        lines = runs._lines_of(self)
        result = super().write(vals)
        runs._activities_done(lines)
        return result

    def unlink(self):
        # EXTENDS mail
        if self.env.context.get("client_process_keep"):
            return super().unlink()
        runs = self.env["client.process.run"].sudo()
        if lines := runs._lines_of(self):
            runs._activities_deleted(lines)
        return super().unlink()
