import re
import unicodedata

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.normalise import SOUND

CODE = re.compile(r"[a-z][a-z0-9_]{0,62}")


class ClientCodeMixin(models.AbstractModel):
    """For the dictionary of a company: a code by which rules, files and other databases
    know the record, whatever it is called and in which language.

    The code is proposed from the name and stays when the name changes.
    """

    _name = "client.code.mixin"
    _description = "Record with a Code"

    code = fields.Char(
        copy=False,
        index=True,
        help="Latin letters, digits and underscores; made from the name where left "
        "empty. Files and rules know the record by it, so it does not change.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        taken = set()
        vals_list = [dict(vals) for vals in vals_list]
        for vals in vals_list:
            if not vals.get("code"):
                vals["code"] = self._propose_code(vals.get("name"), taken)
            taken.add(vals["code"])
        return super().create(vals_list)

    @api.model
    def _propose_code(self, name, taken=()):
        """Return a code for the name that no record has and `taken` has not.

        :param str name: in any script; what is neither Latin nor Russian is left out
        """
        base = self._slug(name)
        everybody = self.sudo().with_context(active_test=False)
        known = {
            *taken,
            *everybody.search([("code", "=like", f"{base}%")]).mapped("code"),
        }
        code, number = base, 1
        while code in known:
            number += 1
            code = f"{base}_{number}"
        return code

    @api.model
    def _slug(self, name):
        """Return the Latin letters and digits of a name as a code, free or not."""
        text = "".join(SOUND.get(letter, letter) for letter in (name or "").lower())
        text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
        base = re.sub(r"[^a-z0-9]+", "_", text).strip("_")[:50]
        if not base or not base[0].isalpha():
            base = f"n_{base}".rstrip("_")
        return base

    @api.constrains("code")
    def _check_code(self):
        for record in self:
            if not CODE.fullmatch(record.code or ""):
                raise ValidationError(
                    self.env._(
                        "The code %(code)r may hold Latin letters, digits and "
                        "underscores only and starts with a letter.",
                        code=record.code or "",
                    )
                )
