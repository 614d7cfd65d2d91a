from odoo import api, models


class ClientLayoutMixin(models.AbstractModel):
    """Records that arrangements of the dossier are made of: a change of one is seen at
    the next look, in every worker."""

    _name = "client.layout.mixin"
    _description = "Part of an Arrangement of the Dossier"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        self.env.registry.clear_cache()
        return records

    def write(self, vals):
        done = super().write(vals)
        self.env.registry.clear_cache()
        return done

    def unlink(self):
        done = super().unlink()
        self.env.registry.clear_cache()
        return done
