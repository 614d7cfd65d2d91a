from dataclasses import replace

from odoo import api, models

ACTION = "client.segment.action"


class ClientSpecification(models.AbstractModel):
    """The mailing lists of segment actions, by their names."""

    _inherit = "client.specification"

    @api.model
    def _specification_models(self):
        # EXTENDS client_accounting
        ours = ("mailing_list_id", "mailing_to")
        return tuple(
            replace(
                part,
                fields=(*part.fields, *ours),
                left_out_when_empty=(*part.left_out_when_empty, *ours),
            )
            if part.model == ACTION
            else part
            for part in super()._specification_models()
        )

    @api.model
    def _natural_names(self):
        # EXTENDS client_accounting
        return {**super()._natural_names(), "mailing.list": "name"}
