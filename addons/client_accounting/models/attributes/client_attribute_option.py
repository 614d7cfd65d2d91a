from odoo import api, fields, models
from odoo.exceptions import UserError


class ClientAttributeOption(models.Model):
    """One of the words to choose from. Values hold its code, so it can be renamed."""

    _name = "client.attribute.option"
    _inherit = ["client.code.mixin", "client.dictionary.part"]
    _description = "Option of a Client Attribute"
    _order = "attribute_id, sequence, id"

    attribute_id = fields.Many2one(
        "client.attribute", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    color = fields.Integer()
    active = fields.Boolean(
        default=True,
        help="An archived option can no longer be chosen; clients that have it keep "
        "it.",
    )
    merged_into_id = fields.Many2one(
        "client.attribute.option",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The option that clients have got instead of this one.",
    )

    _code_unique = models.UniqueIndex(
        "(attribute_id, code)", "The attribute has another option with this code."
    )

    @api.model_create_multi
    def create(self, vals_list):
        # OVERRIDE: a code is unique within its attribute, ten thousand of them are
        # proposed without asking for each
        vals_list = [dict(vals) for vals in vals_list]
        taken = {}
        for vals in vals_list:
            vals.setdefault(
                "attribute_id", self.env.context.get("default_attribute_id")
            )
            codes = taken.get(vals["attribute_id"])
            if codes is None:
                codes = taken[vals["attribute_id"]] = self._codes(vals["attribute_id"])
            if not vals.get("code"):
                vals["code"] = self._free_code(vals.get("name"), codes)
            codes.add(vals["code"])
        return super().create(vals_list)

    @api.model
    def _codes(self, attribute_id):
        options = self.sudo().with_context(active_test=False)
        found = options.search_fetch([("attribute_id", "=", attribute_id)], ["code"])
        return set(found.mapped("code"))

    @api.model
    def _free_code(self, name, codes):
        base = self._slug(name)
        code, number = base, 1
        while code in codes:
            number += 1
            code = f"{base}_{number}"
        return code

    def write(self, vals):
        if "code" in vals and any(option.code != vals["code"] for option in self):
            raise UserError(
                self.env._(
                    "Clients keep the code of an option, so it does not change. "
                    "Create a new option and merge this one into it."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        for attribute, options in self.grouped("attribute_id").items():
            used = attribute._used_options()
            for option in options:
                if used.get(option.code):
                    raise UserError(
                        self.env._(
                            "%(count)s clients have the option %(option)s. Archive it, "
                            "or merge it into another one.",
                            count=used[option.code],
                            option=option.name,
                        )
                    )
