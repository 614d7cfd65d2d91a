import json

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..models.attributes.attribute_sql import EMPTY
from ..models.attributes.client_attribute import RETYPE, TYPES
from ..tools.attribute_convert import Words, convert, texts_of

#: different values shown in the preview, the lost ones first
SHOWN = 20
#: options made of texts; more of them are no list to choose from
OPTIONS = 500
CHOICES = ("selection", "tags")
LINKS = ("many2one", "many2many")
#: values in their new form; what is lost is kept under the code with its old type
CONVERT = """
    WITH mapping AS (
        SELECT DISTINCT ON (old) old, NULLIF(new, 'null') AS new
          FROM ROWS FROM (jsonb_array_elements(%(old)s::jsonb),
                          jsonb_array_elements(%(new)s::jsonb)) pair (old, new)
    ), changed AS (
        UPDATE res_partner partner
           SET client_attributes = NULLIF(
                   CASE WHEN mapping.new IS NULL
                        THEN partner.client_attributes - %(code)s
                        ELSE partner.client_attributes
                             || jsonb_build_object(%(code)s, mapping.new) END, '{}'),
               client_attributes_kept = CASE WHEN mapping.new IS NULL
                   THEN COALESCE(partner.client_attributes_kept, '{}')
                        || jsonb_build_object(%(kept)s, mapping.old)
                   ELSE partner.client_attributes_kept END,
               write_date = %(now)s
          FROM mapping
         WHERE partner.client_attributes ? %(code)s
           AND partner.client_attributes -> %(code)s = mapping.old
     RETURNING partner.id, mapping.old, mapping.new
    ), forgotten AS (
        DELETE FROM client_attribute_confirmation old USING changed
         WHERE changed.new IS NULL AND old.partner_id = changed.id
           AND old.attribute_id = %(attribute)s
    )
    INSERT INTO client_attribute_change (partner_id, attribute_id, user_id, date, kind,
           source, old_value)
    SELECT id, %(attribute)s, %(user)s, %(moment)s, 'erase', 'dictionary', old
      FROM changed WHERE new IS NULL
"""
#: the same for what is kept aside of clients that have lost the profile
CONVERT_KEPT = """
    WITH mapping AS (
        SELECT DISTINCT ON (old) old, NULLIF(new, 'null') AS new
          FROM ROWS FROM (jsonb_array_elements(%(old)s::jsonb),
                          jsonb_array_elements(%(new)s::jsonb)) pair (old, new)
    )
    UPDATE res_partner partner
       SET client_attributes_kept = (partner.client_attributes_kept - %(code)s)
               || CASE WHEN mapping.new IS NULL
                       THEN jsonb_build_object(%(kept)s, mapping.old)
                       ELSE jsonb_build_object(%(code)s, mapping.new) END
      FROM mapping
     WHERE partner.client_attributes_kept ? %(code)s
       AND partner.client_attributes_kept -> %(code)s = mapping.old
"""
#: values that an earlier change to another type has put aside
GIVE_BACK = """
    UPDATE res_partner
       SET client_attributes_kept = (client_attributes_kept - %(kept)s)
               || jsonb_build_object(%(code)s, client_attributes_kept -> %(kept)s)
     WHERE client_attributes_kept ? %(kept)s
       AND NOT client_attributes_kept ? %(code)s
       AND (client_attributes ? %(code)s) IS NOT TRUE
"""


class ClientAttributeRetype(models.TransientModel):
    _name = "client.attribute.retype"
    _description = "Change the Type of a Client Attribute"

    attribute_id = fields.Many2one("client.attribute", required=True, readonly=True)
    type = fields.Selection(related="attribute_id.type", string="Type Now")
    new_type = fields.Selection(
        [item for item in TYPES if item[0] != "html"], required=True
    )
    comodel_id = fields.Many2one(
        "ir.model",
        "Linked To",
        domain=lambda self: self.env["client.attribute"]._get_comodel_domain(),
        ondelete="cascade",
    )
    create_options = fields.Boolean(
        "Make Options of the Values",
        default=True,
        help="Texts that are no option yet become one.",
    )
    value_count = fields.Integer(
        "Clients with a Value", compute="_compute_preview", store=True
    )
    kept_count = fields.Integer("Converted", compute="_compute_preview", store=True)
    lost_count = fields.Integer("Lost", compute="_compute_preview", store=True)
    line_ids = fields.One2many(
        "client.attribute.retype.line",
        "retype_id",
        "Preview",
        compute="_compute_preview",
        store=True,
    )

    @api.depends("attribute_id", "new_type", "comodel_id", "create_options")
    def _compute_preview(self):
        for wizard in self:
            pairs = wizard._get_pairs() if wizard._is_complete() else []
            lost = [pair for pair in pairs if pair[1] is None]
            wizard.value_count = sum(count for _old, _new, count in pairs)
            wizard.lost_count = sum(count for _old, _new, count in lost)
            wizard.kept_count = wizard.value_count - wizard.lost_count
            shown = sorted(pairs, key=lambda pair: (pair[1] is not None, -pair[2]))
            names = wizard._get_names()
            wizard.line_ids = [Command.clear()] + [
                Command.create(
                    {
                        "old_text": wizard._shown(old, names[0]),
                        "new_text": wizard._shown(new, names[1]),
                        "is_lost": new is None,
                        "count": count,
                    }
                )
                for old, new, count in shown[:SHOWN]
            ]

    def _is_complete(self):
        if not self.new_type or (self.new_type in LINKS and not self.comodel_id):
            return False
        same_link = self.comodel_id == self.attribute_id.comodel_id
        return self.new_type != self.type or (self.new_type in LINKS and not same_link)

    def _shown(self, value, names):
        if isinstance(value, list):
            return ", ".join(self._shown(item, names) for item in value)
        if isinstance(value, bool):
            return self.env._("Yes") if value else self.env._("No")
        return str(names.get(value, "" if value is None else value))[:200]

    # ------------------------------------------------------------------ converting
    def _get_values(self):
        """Return the different values of all clients, kept ones too: ``[(value,
        clients)]``; one query however many clients there are."""
        code = self.attribute_id.code
        self.env["res.partner"].flush_model(
            ["client_attributes", "client_attributes_kept"]
        )
        return self.env.execute_query(
            SQL(
                """SELECT value, COUNT(*) FROM (
                       SELECT COALESCE(client_attributes -> %(code)s,
                                       client_attributes_kept -> %(code)s) AS value
                         FROM res_partner
                        WHERE client_attributes ? %(code)s
                           OR client_attributes_kept ? %(code)s
                   ) found WHERE value NOT IN %(empty)s OR %(boolean)s
                 GROUP BY value""",
                code=code,
                empty=EMPTY,
                boolean=self.type == "boolean",
            )
        )

    def _get_names(self):
        """Return what values are called, before and after: ``({}, {})``."""
        entry = self.env["client.dictionary"]._entry(self.attribute_id.code)
        options = {code: item["name"] for code, item in entry["options"].items()}
        if self.type not in LINKS:
            return options, options
        ids = set()
        for value, _count in self._get_values():
            ids.update(value if isinstance(value, list) else [value])
        ids = [id_ for id_ in ids if type(id_) is int]
        records = self.env[self.attribute_id.comodel].browse(ids).exists()
        names = {record.id: record.display_name for record in records}
        same = (
            self.new_type in LINKS and self.comodel_id == self.attribute_id.comodel_id
        )
        return names, names if same else options

    def _get_words(self, values):
        """Return the words that values are converted by."""
        old = self._get_names()[0]
        texts = {
            text
            for value, _count in values
            for text in texts_of(value, self.type, Words(old))
        }
        new = {}
        if self.new_type in CHOICES:
            entry = self.env["client.dictionary"]._entry(self.attribute_id.code)
            for code, option in entry["options"].items():
                new[code] = new[option["name"].lower()] = code
            if self.create_options:
                codes = set(entry["options"])
                made = sorted(text for text in texts if text.lower() not in new)
                for text in made[:OPTIONS]:
                    if text.lower() not in new:
                        code = self.env["client.attribute.option"]._free_code(
                            text, codes
                        )
                        codes.add(code)
                        new[text.lower()] = code
        elif self.new_type in LINKS:
            same = self.comodel_id == self.attribute_id.comodel_id
            if same and self.type in LINKS:
                new = {name.lower(): id_ for id_, name in old.items()}
            elif texts:
                new = self._find_links(texts)
        return Words(old, new)

    def _find_links(self, texts):
        """Records called exactly so; two of one name are none."""
        model = self.env[self.comodel_id.model]
        name = model._rec_name
        if not name or not model._fields[name].store:
            return {}
        found = {}
        for record in model.search_fetch([(name, "in", list(texts))], [name]):
            key = (record[name] or "").lower()
            found[key] = None if key in found else record.id
        return {key: id_ for key, id_ in found.items() if id_}

    def _get_pairs(self):
        """Return each different value with what it becomes: ``[(old, new, clients)]``;
        None where it would be lost."""
        values = self._get_values()
        words = self._get_words(values)
        return [
            (value, convert(value, self.type, self.new_type, words), count)
            for value, count in values
        ]

    def action_apply(self):
        """Convert the values of all clients; those that cannot be are kept aside."""
        self.ensure_one()
        attribute = self.attribute_id
        attribute.check_access("write")
        if attribute.type == "html":
            raise UserError(
                self.env._("A formatted text stays one: make another attribute.")
            )
        if not self._is_complete():
            raise UserError(self.env._("Choose a type that differs from the one now."))
        self.env.flush_all()  # the preview is of what was before
        pairs = self._get_pairs()
        self._create_options()
        old_key = f"{attribute.code}@{attribute.type}"
        attribute.with_context(client_attribute_retype=RETYPE).write(
            {
                "type": self.new_type,
                "comodel_id": self.comodel_id.id if self.new_type in LINKS else False,
            }
        )
        self.env.flush_all()
        values = {
            "old": json.dumps([old for old, _new, _count in pairs]),
            "new": json.dumps([new for _old, new, _count in pairs]),
            "code": attribute.code,
            "kept": old_key,
            "attribute": attribute.id,
            "user": self.env.uid,
            "now": self.env.cr.now(),
            "moment": fields.Datetime.now(),
        }
        self.env.cr.execute(SQL(CONVERT, **values))
        self.env.cr.execute(SQL(CONVERT_KEPT, **values))
        back = {"code": attribute.code, "kept": f"{attribute.code}@{self.new_type}"}
        self.env.cr.execute(SQL(GIVE_BACK, **back))
        self.env["res.partner"].invalidate_model()
        self.env["client.attribute.change"].invalidate_model()
        attribute._settle_clients()
        return {"type": "ir.actions.act_window_close"}

    def _create_options(self):
        """Create the options that values are about to have."""
        if self.new_type not in CHOICES or not self.create_options:
            return
        words = self._get_words(self._get_values())
        known = self.env["client.dictionary"]._entry(self.attribute_id.code)["options"]
        texts = {
            text.lower(): text
            for value, _count in self._get_values()
            for text in texts_of(value, self.type, words)
        }
        self.env["client.attribute.option"].create(
            [
                {
                    "attribute_id": self.attribute_id.id,
                    "name": texts[text],
                    "code": code,
                }
                for text, code in words.new.items()
                if code not in known and text in texts
            ]
        )
