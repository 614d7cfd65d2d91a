from odoo import models


class SlideChannelPartner(models.Model):
    _inherit = "slide.channel.partner"

    def write(self, vals):
        # EXTENDS website_slides: a completed course is a certificate at once
        result = super().write(vals)
        if vals.get("member_status") == "completed":
            self.env["partner.certification"].sudo()._issue(attendees=self)
        return result
