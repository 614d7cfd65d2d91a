from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class ClientPeopleMixin(models.AbstractModel):
    """For what is known of a person: who may not read the person, or the client that
    it is about, may not read it either; who may not change the person, may not change
    it."""

    _name = "client.people.mixin"
    _description = "Record about a Person"

    #: fields with the partners whose readers may read the record; the first one is
    #: the person
    _people_fields = ("partner_id",)
    #: what one must be allowed to do with the person to change the record
    _people_change = "write"

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        # OVERRIDE: only of partners that the reader may read
        if not (self.env.su or bypass_access):
            domain = Domain(domain) & self._readable_people()
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    @api.model
    def _readable_people(self):
        """The domain of records all of whose partners the reader may read."""
        partners = self.env["res.partner"]
        if not partners.has_access("read"):
            return Domain.FALSE
        rules = self.env["ir.rule"]._compute_domain("res.partner", "read")
        if rules.is_true():
            return Domain.TRUE
        return Domain.AND(
            Domain(name, "in", partners._search([], active_test=False))
            for name in self._people_fields
        )

    def _check_access(self, operation):
        # EXTENDS base
        result = super()._check_access(operation)
        records = self - result[0] if result else self
        if self.env.su or not any(records._ids):
            return result
        allowed = set(records.ids)
        for number, name in enumerate(self._people_fields):
            asked = "read"
            if operation != "read" and not number:
                asked = self._people_change
            partners = records.sudo()[name].with_env(self.env)
            may = set(partners._filtered_access(asked)._ids)
            allowed -= {one.id for one in records.sudo() if one[name].id not in may}
        forbidden = records.filtered(lambda one: one.id and one.id not in allowed)
        if not forbidden:
            return result
        if result:
            return forbidden | result[0], result[1]
        message = self.env._("You may not do this with the person that it is about.")
        return forbidden, lambda: AccessError(message)
