import re

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from . import attribute_sql

TYPES = [
    ("char", "Text"),
    ("text", "Long Text"),
    ("html", "Formatted Text"),
    ("integer", "Whole Number"),
    ("float", "Number"),
    ("monetary", "Money"),
    ("boolean", "Yes or No"),
    ("date", "Date"),
    ("datetime", "Date and Time"),
    ("selection", "One of a List"),
    ("tags", "Several of a List"),
    ("many2one", "Link"),
    ("many2many", "Several Links"),
]
#: what decides what is stored; changed by the wizard, which converts the values
STRUCTURE = ("type", "comodel_id")
#: mark of a change of type that converts the values. An object: no caller from outside
#: can send it along
RETYPE = object()
#: models whose records tell nothing of use about a client, or too much
NOT_LINKED = re.compile(
    r"(ir|base|bus|mail|web|iap|auth|report|client)\.|res\.groups|res\.users\."
)


class ClientAttribute(models.Model):
    """Something that the company wants to know of its clients."""

    _name = "client.attribute"
    _inherit = ["client.code.mixin", "client.dictionary.part"]
    _description = "Client Attribute"
    _order = "section_sequence, section_id, sequence, id"

    name = fields.Char(required=True, translate=True)
    type = fields.Selection(
        TYPES,
        required=True,
        default="char",
        help="What can be written here. Where clients have values already, use the "
        "button Change Type: it shows what can be converted and what would be lost.",
    )
    section_id = fields.Many2one(
        "client.attribute.section",
        index=True,
        ondelete="restrict",
        default=lambda self: self.env["client.attribute.section"].search([], limit=1),
    )
    section_sequence = fields.Integer(
        "Order of the Section", related="section_id.sequence", store=True
    )
    sequence = fields.Integer(default=10)
    meaning = fields.Text(
        translate=True,
        help="What exactly is meant, where it is learned and what it is used for. "
        "Shown beside the name where values are filled in.",
    )
    unit = fields.Char(
        translate=True, help="Shown after a number: people, tonnes a year, %."
    )
    currency_id = fields.Many2one(
        "res.currency",
        compute="_compute_currency_id",
        store=True,
        readonly=False,
        help="Amounts of all clients are in this currency.",
    )
    option_ids = fields.One2many(
        "client.attribute.option", "attribute_id", "Options", copy=True
    )
    option_count = fields.Integer(compute="_compute_option_count")
    comodel_id = fields.Many2one(
        "ir.model",
        "Linked To",
        domain=lambda self: self._get_comodel_domain(),
        ondelete="cascade",
    )
    comodel = fields.Char(related="comodel_id.model", string="Linked Model")
    read_group_ids = fields.Many2many(
        "res.groups",
        "client_attribute_read_group_rel",
        "attribute_id",
        "group_id",
        "Visible To",
        help="Who may see the values anywhere. Empty: everybody who works with "
        "clients.",
    )
    edit_group_ids = fields.Many2many(
        "res.groups",
        "client_attribute_edit_group_rel",
        "attribute_id",
        "group_id",
        "Editable By",
        help="Who may change the values, of those who see them. Empty: all of them.",
    )
    line_ids = fields.One2many("client.profile.line", "attribute_id", "Profiles")
    profile_ids = fields.Many2many(
        "client.profile",
        string="In Profiles",
        compute="_compute_profile_ids",
        search="_search_profile_ids",
    )
    value_count = fields.Integer("Clients with a Value", compute="_compute_value_count")
    active = fields.Boolean(
        default=True,
        help="An archived attribute is shown nowhere; its values are kept and come "
        "back with it.",
    )

    _code_unique = models.UniqueIndex("(code)", "Another attribute has this code.")

    # ------------------------------------------------------------------ computed
    @api.model
    def _get_comodel_domain(self):
        linkable = [
            name
            for name, model in self.env.registry.items()
            if not model._abstract and not model._transient and model._auto
            if not NOT_LINKED.match(name)
        ]
        return [("model", "in", linkable)]

    @api.depends("type")
    def _compute_currency_id(self):
        for attribute in self:
            if attribute.type != "monetary":
                attribute.currency_id = False
            elif not attribute.currency_id:
                attribute.currency_id = self.env.company.currency_id

    @api.depends("option_ids")
    def _compute_option_count(self):
        counts = dict(
            self.env["client.attribute.option"]._read_group(
                [("attribute_id", "in", self.ids)], ["attribute_id"], ["__count"]
            )
        )
        for attribute in self:
            attribute.option_count = counts.get(attribute._origin, 0)

    @api.depends("line_ids.profile_id")
    def _compute_profile_ids(self):
        for attribute in self:
            attribute.profile_ids = attribute.line_ids.profile_id

    @api.model
    def _search_profile_ids(self, operator, value):
        return Domain("line_ids.profile_id", operator, value)

    def _compute_value_count(self):
        counts = self._count_values()
        for attribute in self:
            attribute.value_count = counts.get(attribute.code, 0)

    def _count_values(self):
        """Return how many clients have a value: ``{code: number}``, one query."""
        codes = [code for code in self.mapped("code") if code]
        if not codes:
            return {}
        self.env["res.partner"].flush_model(["client_attributes"])
        return dict(
            self.env.execute_query(
                SQL(
                    """SELECT code, COUNT(*)
                         FROM res_partner, unnest(%(codes)s::text[]) code
                        WHERE client_attributes ? code
                          AND client_attributes -> code NOT IN %(empty)s
                     GROUP BY code""",
                    codes=codes,
                    empty=attribute_sql.EMPTY,
                )
            )
        )

    def _used_options(self):
        """Return how many clients have each option: ``{code: number}``."""
        self.ensure_one()
        self.env["res.partner"].flush_model(["client_attributes"])
        value = SQL("client_attributes -> %s", self.code)
        return dict(
            self.env.execute_query(
                SQL(
                    """SELECT option, COUNT(*)
                         FROM res_partner
                        CROSS JOIN jsonb_array_elements_text(
                            CASE jsonb_typeof(%(value)s) WHEN 'array' THEN %(value)s
                                 ELSE jsonb_build_array(%(value)s) END) option
                        WHERE client_attributes ? %(code)s
                     GROUP BY option""",
                    value=value,
                    code=self.code,
                )
            )
        )

    # ------------------------------------------------------------------ constraints
    @api.constrains("type", "comodel_id")
    def _check_comodel(self):
        for attribute in self:
            linked = attribute.type in ("many2one", "many2many")
            if linked and not attribute.comodel_id:
                raise ValidationError(
                    self.env._(
                        "Say what the attribute %(name)s links to.",
                        name=attribute.name,
                    )
                )

    @api.constrains("type", "code")
    def _check_html_code(self):
        for attribute in self:
            if (attribute.type == "html") != attribute.code.endswith("_html"):
                raise ValidationError(
                    self.env._(
                        "Codes of formatted texts end with _html, and no others do: "
                        "%(name)s.",
                        name=attribute.name,
                    )
                )

    # ------------------------------------------------------------------ CRUD
    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [dict(vals) for vals in vals_list]
        for vals in vals_list:
            if vals.get("type") == "html" and not vals.get("code"):
                slug = self._slug(vals.get("name")).removesuffix("_html")
                vals["code"] = self._propose_code(f"{slug}_html")
                if not vals["code"].endswith("_html"):
                    vals["code"] = f"{vals['code']}_html"
        return super().create(vals_list)

    def write(self, vals):
        if "code" in vals and any(item.code != vals["code"] for item in self):
            raise UserError(
                self.env._(
                    "The code of an attribute does not change: rules, files and the "
                    "values of clients know the attribute by it. Change its name."
                )
            )
        self._check_structure(vals)
        archiving = "active" in vals and self.filtered(
            lambda item: item.active != bool(vals["active"])
        )
        result = super().write(vals)
        if archiving:
            archiving._settle_clients()
        return result

    def _check_structure(self, vals):
        if self.env.context.get("client_attribute_retype") is RETYPE:
            return
        for name in STRUCTURE:
            if name not in vals:
                continue
            changed = self.filtered(
                lambda item, name=name: (
                    item._fields[name].convert_to_write(item[name], item) != vals[name]
                )
            )
            if any(changed._count_all_values().values()):
                raise UserError(
                    self.env._(
                        "Clients have values of %(names)s. Use the button Change Type: "
                        "it converts them and shows what would be lost.",
                        names=", ".join(changed.mapped("name")),
                    )
                )

    def _count_all_values(self):
        """As `_count_values`, those kept aside included."""
        codes = self.mapped("code")
        if not codes:
            return {}
        return dict(
            self.env.execute_query(
                SQL(
                    """SELECT code, COUNT(*)
                         FROM res_partner, unnest(%s::text[]) code
                        WHERE client_attributes ? code OR client_attributes_kept ? code
                     GROUP BY code""",
                    codes,
                )
            )
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        counts = self._count_all_values()
        for attribute in self:
            if counts.get(attribute.code):
                raise UserError(
                    self.env._(
                        "%(count)s clients have a value of %(name)s. Archive the "
                        "attribute: its values are kept.",
                        count=counts[attribute.code],
                        name=attribute.name,
                    )
                )

    def _settle_clients(self):
        """Show or hide the values of the clients whose profiles have these."""
        profiles = self.with_context(active_test=False).line_ids.profile_id
        self.env["res.partner"]._settle_client_attributes(profiles=profiles)

    # ------------------------------------------------------------------ actions
    def action_open_clients(self):
        """Open the clients that have a value of the attribute."""
        self.ensure_one()
        domain = [(f"client_attributes.{self.code}", "!=", False)]
        return self.env["res.partner"]._open_clients(self.name, domain)

    def action_open_options(self):
        """Open the options of the attribute in a list of their own."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_accounting.client_attribute_option_action"
        )
        return {
            **action,
            "domain": [("attribute_id", "=", self.id)],
            "context": {"default_attribute_id": self.id},
        }
