import json
from contextlib import suppress

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools.mail import html2plaintext
from odoo.tools.misc import format_date, format_datetime, formatLang

KINDS = [
    ("set", "Filled In"),
    ("change", "Changed"),
    ("erase", "Erased"),
    ("confirm", "Confirmed"),
]
SOURCES = [
    ("form", "Form"),
    ("import", "Import"),
    ("portal", "Portal"),
    ("rule", "Rule"),
    ("merge", "Merge of Clients"),
    ("undo", "Undo of a Merge"),
    ("dictionary", "Change of the Dictionary"),
]
LENGTH = 200


class ClientAttributeChange(models.Model):
    """Who wrote what about a client, when and where. Written by SQL, never changed."""

    _name = "client.attribute.change"
    _description = "Change of a Client Attribute"
    _log_access = False
    _order = "date DESC, id DESC"
    _rec_name = "attribute_id"

    partner_id = fields.Many2one(
        "res.partner", "Client", required=True, readonly=True, ondelete="cascade"
    )
    attribute_id = fields.Many2one(
        "client.attribute", required=True, readonly=True, index=True, ondelete="cascade"
    )
    profile_id = fields.Many2one(
        "client.profile",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The first of the client's profiles that has the attribute.",
    )
    user_id = fields.Many2one(
        "res.users", readonly=True, index=True, ondelete="set null"
    )
    date = fields.Datetime(required=True, readonly=True)
    kind = fields.Selection(
        KINDS,
        "Change",
        required=True,
        readonly=True,
        help="Confirmed: somebody has looked at the value, and it is still true.",
    )
    source = fields.Selection(
        SOURCES,
        required=True,
        readonly=True,
        help="Where the value came from: written by hand, imported, entered by the "
        "client in the portal, set by a rule, brought by a merge of clients or of "
        "options.",
    )
    old_value = fields.Json(readonly=True, groups="base.group_system")
    new_value = fields.Json(readonly=True, groups="base.group_system")
    old_text = fields.Char("Before", compute="_compute_texts")
    new_text = fields.Char("After", compute="_compute_texts")
    salesperson_id = fields.Many2one(
        "res.users",
        related="partner_id.user_id",
        string="Salesperson",
        export_string_translation=False,
    )

    _partner_date_idx = models.Index("(partner_id, date DESC, id DESC)")
    _date_idx = models.Index("(date)")

    @api.depends("old_value", "new_value")
    @api.depends_context("lang", "tz", "uid")
    def _compute_texts(self):
        changes_sudo = self.sudo()  # raw values are for nobody
        links = self._get_links(changes_sudo)
        entries = self.env["client.dictionary"]._entries(self.env.lang or "en_US")
        entries = {entry["id"]: entry for entry in entries.values()}
        for change, change_sudo in zip(self, changes_sudo, strict=True):
            entry = entries.get(change_sudo.attribute_id.id)
            old, new = (
                self._text(entry, value, links)
                for value in (change_sudo.old_value, change_sudo.new_value)
            )
            # nothing reads as no, which is an answer of its own
            change.old_text = "" if change.kind == "set" else old
            change.new_text = "" if change.kind == "erase" else new

    def _get_links(self, changes):
        """Names of linked records: ``{(model, id): name}``."""
        return self._link_names(
            (change.attribute_id.comodel, value)
            for change in changes
            for value in (change.old_value, change.new_value)
        )

    @api.model
    def _link_names(self, values):
        """Names that the reader may see, one query for a model.

        :param values: pairs of a model, or nothing, and an id or a list of them
        """
        ids = {}
        for model, value in values:
            if model and model in self.env:
                value = value if isinstance(value, list) else [value]
                ids.setdefault(model, set()).update(
                    item for item in value if type(item) is int
                )
        names = {}
        for model, found in ids.items():
            records = self.env[model].browse(found).exists()
            try:
                names.update({(model, item.id): item.display_name for item in records})
            except AccessError:
                continue
        return names

    @api.model
    def _text(self, entry, value, links):
        """A stored value in the words of the reader."""
        if value is None or value is False and entry and entry["type"] != "boolean":
            return ""
        if not entry:
            return json.dumps(value, ensure_ascii=False)[:LENGTH]
        if isinstance(value, list):
            return ", ".join(self._text(entry, item, links) for item in value)
        if entry["comodel"] and type(value) is int:
            return links.get((entry["comodel"], value), f"#{value}")
        if isinstance(value, str) and value in entry["options"]:
            return entry["options"][value]["name"]
        return self._plain_text(entry["type"], value)[:LENGTH]

    def _plain_text(self, kind, value):
        if isinstance(value, bool):
            return self.env._("Yes") if value else self.env._("No")
        if isinstance(value, int):
            return formatLang(self.env, value, digits=0)
        if isinstance(value, float):
            return formatLang(self.env, value, digits=2)
        value = str(value)
        if kind == "html":
            return html2plaintext(value)
        with suppress(ValueError):  # what was there before the type was changed
            if kind == "date":
                return format_date(self.env, value)
            if kind == "datetime":
                return format_datetime(self.env, value)
        return value

    def action_open_client(self):
        """Open the client of the change."""
        self.ensure_one()
        return self.partner_id.get_formview_action()
