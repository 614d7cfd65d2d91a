import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class PartnerTerritoryLine(models.Model):
    """A country, a region, postcodes, or a named client of a territory."""

    _name = "partner.territory.line"
    _description = "Part of a Territory"
    _order = "territory_id, sequence, id"
    _check_company_auto = True

    territory_id = fields.Many2one(
        "partner.territory",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(
        related="territory_id.company_id", store=True, index=True
    )
    sequence = fields.Integer(default=10)
    country_id = fields.Many2one(
        "res.country", index="btree_not_null", ondelete="restrict"
    )
    state_id = fields.Many2one(
        "res.country.state",
        "Region",
        domain="[('country_id', '=?', country_id)]",
        ondelete="restrict",
        index="btree_not_null",
        help="Empty for the whole country.",
    )
    zip_from = fields.Char(
        "Postcodes from",
        help="The first postcode, or the beginning of it: 80 to 81 are all postcodes "
        "that begin with 80 or 81.",
    )
    zip_to = fields.Char("to", help="The last postcode, or the beginning of it.")
    client_id = fields.Many2one(
        "res.partner",
        "Named Client",
        index="btree_not_null",
        ondelete="cascade",
        check_company=True,
        domain="[('commercial_partner_id', '=', id), ('is_company', '=', True)]",
        help="A client wherever it is; its named account goes before the place.",
    )

    _one_way = models.Constraint(
        "CHECK((client_id IS NULL) <> (country_id IS NULL))",
        "Each line of a territory names either a country or a client.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create([self._normalised(vals) for vals in vals_list])
        lines.territory_id.sudo().grant_ids._check_standing()
        return lines

    def write(self, vals):
        result = super().write(self._normalised(vals))
        self.territory_id.sudo().grant_ids._check_standing()
        return result

    @api.model
    def _normalised(self, vals):
        """Postcodes as they are compared: capital letters and digits only."""
        vals = dict(vals)
        for name in ("zip_from", "zip_to"):
            if name in vals:
                vals[name] = self._plain_zip(vals[name]) or False
        if vals.get("zip_from") and not vals.get("zip_to"):
            vals["zip_to"] = vals["zip_from"]
        return vals

    @api.model
    def _plain_zip(self, text):
        """A postcode in capital letters, without blanks and hyphens."""
        return re.sub(r"[^0-9A-Z]", "", (text or "").upper())

    @api.constrains("zip_from", "zip_to", "country_id", "state_id", "client_id")
    def _check_place(self):
        for line in self:
            first, last = line.zip_from or "", line.zip_to or ""
            if line.client_id and (line.state_id or first or last):
                raise ValidationError(
                    self.env._(
                        "A named client belongs to the territory wherever it is: leave "
                        "region and postcodes of its line empty."
                    )
                )
            if len(first) != len(last) or first > last:
                raise ValidationError(
                    self.env._(
                        "Postcodes %(first)s to %(last)s are no range: give two "
                        "postcodes or beginnings of the same length, the lower first.",
                        first=first or "?",
                        last=last or "?",
                    )
                )
            if line.state_id and line.state_id.country_id != line.country_id:
                raise ValidationError(
                    self.env._(
                        "%(state)s is no region of %(country)s.",
                        state=line.state_id.name,
                        country=line.country_id.name,
                    )
                )

    @api.depends("country_id", "state_id", "zip_from", "zip_to", "client_id")
    def _compute_display_name(self):
        for line in self:
            zips = line.zip_from or ""
            if line.zip_to and line.zip_to != line.zip_from:
                zips = f"{line.zip_from}–{line.zip_to}"
            parts = (line.country_id.name, line.state_id.name, zips)
            place = ", ".join(part for part in parts if part)
            line.display_name = line.client_id.name or place
