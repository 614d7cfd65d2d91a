from odoo import models
from odoo.exceptions import UserError


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _check_lifecycle_change(self, stage):
        # EXTENDS: what the profile insists on has to be known before the stage
        result = super()._check_lifecycle_change(stage)
        clients = self.commercial_partner_id.sudo()
        completeness = self.env["client.completeness"].sudo()
        gaps = completeness._find_gaps(clients.ids, stage=stage, blocking=True)
        for client in clients:
            missing = gaps.get(client.id, ([], []))[0]
            if missing:
                raise UserError(
                    self.env._(
                        "%(client)s cannot go to the stage “%(stage)s” yet. Fill in "
                        "first: %(names)s.",
                        client=client.display_name,
                        stage=stage.name,
                        names=", ".join(missing),
                    )
                )
        return result
