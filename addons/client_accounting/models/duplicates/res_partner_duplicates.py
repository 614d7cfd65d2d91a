from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import RedirectWarning
from odoo.fields import Domain
from odoo.tools import SQL

from .client_duplicate_finder import Known
from .client_duplicate_key import KEY_FIELDS
from .client_merge_check import GROUP as MERGE_GROUP

GROUP = "client_accounting.group_client_accounting_user"
#: fields by which a client moves together with its contact persons
FAMILY_FIELDS = {"parent_id", "is_company", "active"}
SHOWN = 5


class ResPartner(models.Model):
    """Keys of partners follow what is saved; who types a client sees those alike."""

    _inherit = "res.partner"

    client_duplicates = fields.Json(
        "Possible Duplicates",
        compute="_compute_client_duplicates",
        groups=GROUP,
        help="Clients that may be the same one, with score and reasons.",
    )
    client_not_duplicate = fields.Boolean(
        "Not a Duplicate",
        store=False,
        groups=GROUP,
        help="The clients that are alike are others: save this one all the same.",
    )
    client_merged_into_id = fields.Many2one(
        "res.partner",
        "Merged Into",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups=GROUP,
        help="The client that took over the documents of this one.",
    )

    # ------------------------------------------------------------------ showing
    @api.depends(*KEY_FIELDS)
    @api.depends_context("uid", "lang", "allowed_company_ids")
    def _compute_client_duplicates(self):
        """While typing: a lookup of the keys. Of a saved client: what is proposed."""
        mode = self.env["client.duplicate"]._policy()[0]
        saved = self.filtered(lambda partner: isinstance(partner.id, int))
        proposed = saved._proposed_duplicates() if mode != "off" else {}
        for partner in saved:
            partner.client_duplicates = proposed.get(partner.id)
        for partner in self - saved:
            partner.client_duplicates = (
                partner._duplicates_in_words(partner._find_duplicates())
                if mode != "off"
                else None
            )

    def _proposed_duplicates(self):
        """What the list of possible duplicates says of saved clients."""
        pairs = self.env["client.duplicate"]
        domain = pairs._of_clients(self.ids) & Domain("state", "=", "open")
        matches, ids = defaultdict(list), {}
        for pair in pairs.search(domain):
            first, second = pair.partner_id, pair.other_id
            for one, other in ((first, second), (second, first)):
                matches[one.id].append((other.id, pair.score, pair.reasons))
                ids[one.id, other.id] = pair.id
        found = {}
        for id_ in self.ids:
            if id_ in matches:
                found[id_] = self._duplicates_in_words(matches[id_])
                for line in found[id_]["lines"]:
                    line["pair"] = ids[id_, line["id"]]
        return found

    def _find_duplicates(self, values=None):
        """Clients like this one as it is typed, that the user may read.

        :param dict values: what is about to be written, for a record not yet changed
        :return: ``[(client id, score, reasons), ...]``, the best first
        """
        Key, Duplicate = self.env["client.duplicate.key"], self.env["client.duplicate"]
        typed = self._typed_values(values or {})
        if typed.get("parent_id") and not typed.get("is_company"):
            return []
        country = self.env["res.country"]
        country = country.browse(_id_of(typed.get("country_id"))).sudo()
        region = country.code or self.env.company.sudo().country_id.code
        keys = frozenset(Key._keys_of_values(typed, region))
        if not keys:
            return []
        origin = self._origin.id if self else False
        company = (values or {}).get("company_id") or (self and self.company_id)
        subject = Known(bool(typed.get("is_company")), keys, company_id=_id_of(company))
        apart = self._declared_twins(origin) if origin else ()
        matches = Duplicate._matches(
            {0: subject}, lambda _subject, other: other == origin or other in apart
        )[0]
        readable = self.browse(match[0] for match in matches)._filtered_access("read")
        return [match for match in matches if match[0] in readable._ids]

    def _typed_values(self, values):
        """What is known of the client once the values are written."""
        context = self.env.context
        if self:
            typed = {name: self[name] for name in KEY_FIELDS}
        else:
            typed = {name: context.get(f"default_{name}") for name in KEY_FIELDS}
        typed.update(values)
        # the form writes the one, programs the other
        if "company_type" in values and "is_company" not in values:
            typed["is_company"] = values["company_type"] == "company"
        return typed

    @api.model
    def _declared_twins(self, partner_id):
        """Ids of the clients that somebody said are others than this one."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner_id + other_id - %(id)s FROM client_duplicate
                 WHERE state = 'twin' AND %(id)s IN (partner_id, other_id)
                """,
                id=partner_id,
            )
        )
        return {other for (other,) in rows}

    @api.model
    def _duplicates_in_words(self, matches):
        """Matches as the banner on the form shows them; ``None`` without any."""
        Duplicate = self.env["client.duplicate"]
        mode, _proposed, strong = Duplicate._policy()
        partners = self.browse(match[0] for match in matches[:SHOWN])
        names = {partner.id: partner.display_name for partner in partners}
        lines = [
            {
                "id": id_,
                "name": names[id_],
                "score": points,
                "strong": points >= strong,
                "reasons": Duplicate._reason_text(reasons),
            }
            for id_, points, reasons in matches[:SHOWN]
        ]
        if not lines:
            return None
        return {
            "lines": lines,
            "more": max(0, len(matches) - SHOWN),
            "blocks": mode == "block" and lines[0]["strong"],
            "can_merge": self.env.user.has_group(MERGE_GROUP),
        }

    # ------------------------------------------------------------------ saving
    def web_save(self, vals, specification, next_id=None):
        # EXTENDS web: what a person saves in a form is compared before it is stored
        matches = self._check_duplicates_of(vals)
        result = super().web_save(vals, specification, next_id)
        if matches and vals.get("client_not_duplicate") and result:
            saved = self or self.browse(result[0]["id"])
            self.env["client.duplicate"]._declare_twins(
                saved,
                {id_: (points, reasons) for id_, points, reasons in matches},
                self.env._("Said so when the client was saved"),
            )
        return result

    def _check_duplicates_of(self, vals):
        """Refuse what is surely a client that is there already, or give those alike.

        :raise RedirectWarning: in blocking mode, with the client that is there
        """
        Duplicate = self.env["client.duplicate"]
        mode, _proposed, strong = Duplicate._policy()
        if mode == "off" or len(self) > 1 or set(KEY_FIELDS).isdisjoint(vals):
            return []
        insists = vals.get("client_not_duplicate")
        if mode != "block" and not insists:
            return []
        matches = self._find_duplicates(vals)
        if insists or not matches or matches[0][1] < strong:
            return matches
        known = self and {
            line["id"]
            for line in (self._proposed_duplicates().get(self.id) or {}).get(
                "lines", ()
            )
        }
        fresh = [match for match in matches if not known or match[0] not in known]
        if fresh and fresh[0][1] >= strong:
            self._raise_duplicate(*fresh[0])
        return matches

    def _raise_duplicate(self, client_id, points, reasons):
        client = self.browse(client_id)
        raise RedirectWarning(
            self.env._(
                "This client is here already: %(name)s (%(score)s of 100: "
                "%(reasons)s).\nOpen it instead, or mark this one as “Not a "
                "duplicate” and save again.",
                name=client.display_name,
                score=points,
                reasons=self.env["client.duplicate"]._reason_text(reasons),
            ),
            {
                "type": "ir.actions.act_window",
                "res_model": "res.partner",
                "res_id": client.id,
                "views": [(False, "form")],
            },
            self.env._("Open %(name)s", name=client.name),
        )

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base
        partners = super().create(vals_list)
        partners._store_duplicate_keys()
        return partners

    def write(self, vals):
        # EXTENDS base
        if set(KEY_FIELDS).isdisjoint(vals):
            result = super().write(vals)
            if "company_id" in vals:
                self.env["client.duplicate.queue"]._put(
                    self.sudo().commercial_partner_id.ids, self._duplicate_source()
                )
            return result
        partners = self
        if not FAMILY_FIELDS.isdisjoint(vals):
            partners = self.sudo().with_context(active_test=False)
            partners = partners.search([("id", "child_of", self.ids)])
        result = super().write(vals)
        partners._store_duplicate_keys()
        return result

    def _store_duplicate_keys(self):
        """Keep the keys up to date, and have the clients compared by the next scan."""
        changed = self.env["client.duplicate.key"]._store(self).sudo()
        self.env["client.duplicate.queue"]._put(
            changed.commercial_partner_id.ids, self._duplicate_source()
        )

    @api.model
    def _duplicate_source(self):
        if not self.env.user._is_internal():
            return "portal"
        if self.env.context.get("import_file"):
            return "import"
        source = self.env.context.get("client_change_source")
        return source if source in ("import", "portal") else "form"


def _id_of(value):
    """Id of a many2one as a record, as a value to write, or as nothing."""
    if isinstance(value, models.BaseModel):
        value = value._origin.id
    return value or None
