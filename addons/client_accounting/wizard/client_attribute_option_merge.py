from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

#: values with the option that stays in place of the others, each once
REPLACED = """
    CASE jsonb_typeof(%(value)s)
    WHEN 'array' THEN (
        SELECT jsonb_agg(code ORDER BY place) FROM (
            SELECT CASE WHEN item = ANY(%(codes)s) THEN %(target)s ELSE item END
                       AS code,
                   MIN(place) AS place
              FROM jsonb_array_elements_text(%(value)s)
                   WITH ORDINALITY given (item, place)
          GROUP BY 1) merged)
    ELSE to_jsonb(%(target)s::text) END
"""
MERGE = """
    WITH holder AS (
        SELECT id, client_attributes -> %(code)s AS old, %(replaced)s AS new
          FROM res_partner
         WHERE client_attributes ? %(code)s
           AND client_attributes -> %(code)s ?| %(codes)s
    ), changed AS (
        UPDATE res_partner partner
           SET client_attributes = partner.client_attributes
                   || jsonb_build_object(%(code)s, holder.new),
               write_date = %(now)s
          FROM holder WHERE partner.id = holder.id
    )
    INSERT INTO client_attribute_change (partner_id, attribute_id, user_id, date, kind,
           source, old_value, new_value)
    SELECT id, %(attribute)s, %(user)s, %(moment)s, 'change', 'dictionary', old, new
      FROM holder
 RETURNING partner_id
"""
MERGE_KEPT = """
    UPDATE res_partner
       SET client_attributes_kept = client_attributes_kept
               || jsonb_build_object(%(code)s, %(replaced)s)
     WHERE client_attributes_kept ? %(code)s
       AND client_attributes_kept -> %(code)s ?| %(codes)s
"""


class ClientAttributeOptionMerge(models.TransientModel):
    _name = "client.attribute.option.merge"
    _description = "Merge Options of a Client Attribute"

    attribute_id = fields.Many2one("client.attribute", required=True, readonly=True)
    option_ids = fields.Many2many(
        "client.attribute.option",
        string="Options",
        domain="[('attribute_id', '=', attribute_id)]",
        required=True,
    )
    target_id = fields.Many2one(
        "client.attribute.option",
        "Stays",
        domain="[('attribute_id', '=', attribute_id)]",
        required=True,
    )
    client_count = fields.Integer(
        "Clients to Change",
        compute="_compute_client_count",
        help="How many clients get the option that stays instead of another one.",
    )

    @api.model
    def default_get(self, fields):
        # EXTENDS base: from a selection in the list of options
        values = super().default_get(fields)
        if self.env.context.get("active_model") != "client.attribute.option":
            return values
        options = self.env["client.attribute.option"].browse(
            self.env.context.get("active_ids", [])
        )
        if len(options.attribute_id) > 1:
            raise UserError(
                self.env._("Options of one attribute can be merged, not of several.")
            )
        return {
            **values,
            "attribute_id": options.attribute_id.id,
            "option_ids": [(6, 0, options.ids)],
            "target_id": options[:1].id,
        }

    @api.depends("option_ids", "target_id")
    def _compute_client_count(self):
        for wizard in self:
            used = wizard.attribute_id._used_options() if wizard.attribute_id else {}
            going = wizard.option_ids._origin - wizard.target_id
            wizard.client_count = sum(used.get(option.code, 0) for option in going)

    def action_apply(self):
        """Give clients the option that stays; the others are archived."""
        self.ensure_one()
        going = self.option_ids - self.target_id
        going.check_access("write")
        if not going or going.attribute_id != self.target_id.attribute_id:
            raise UserError(self.env._("Choose several options of one attribute."))
        attribute = going.attribute_id
        self.env.flush_all()
        values = {
            "code": attribute.code,
            "codes": going.mapped("code"),
            "target": self.target_id.code,
        }
        column = SQL("client_attributes -> %s", attribute.code)
        kept = SQL("client_attributes_kept -> %s", attribute.code)
        rows = self.env.execute_query(
            SQL(
                MERGE,
                replaced=SQL(REPLACED, value=column, **values),
                attribute=attribute.id,
                user=self.env.uid,
                now=self.env.cr.now(),
                moment=fields.Datetime.now(),
                **values,
            )
        )
        self.env.cr.execute(
            SQL(MERGE_KEPT, replaced=SQL(REPLACED, value=kept, **values), **values)
        )
        partners = self.env["res.partner"].sudo()
        partners._after_client_attributes([id_ for (id_,) in rows])
        going.write({"active": False, "merged_into_id": self.target_id.id})
        return {"type": "ir.actions.act_window_close"}
