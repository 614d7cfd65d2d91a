from odoo import api, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.orm.domains import DomainCondition
from odoo.tools.safe_eval import safe_eval

ATTRIBUTES = "client_attributes"


class ClientRule(models.AbstractModel):
    """What is wrong with a rule, in a sentence, before anything is evaluated."""

    _inherit = "client.rule"

    @api.model
    def _parse_rule(self, text):
        """The domain of a text as the domain editor writes it.

        :raise ValidationError: for a text that is no domain
        """
        try:
            return Domain(safe_eval(text or "[]", {}))
        except Exception as error:
            raise ValidationError(
                self.env._("This is not a rule: %(text)s", text=(text or "")[:200])
            ) from error

    @api.model
    def _check_rule(self, domain, user=None):
        """Raise unless the rule can be evaluated and its author may read all that it
        looks at; membership in a group would tell him otherwise. Constraints run with
        all rights, so the rights are those of the user whatever the environment.

        :param domain: the rule
        :param user: the author, by default the user
        :raise ValidationError: with a sentence that names the field
        """
        partners = self.env["res.partner"].with_user(user or self.env.user)
        self._check_readable(Domain(domain), partners)
        if problem := self._rule_problem(domain):
            raise ValidationError(problem)

    @api.model
    def _rule_problem(self, domain):
        """What keeps a rule from being evaluated, in a sentence; empty if nothing."""
        try:
            domain = Domain(domain)
            self._check_known(domain, self.env["res.partner"].sudo())
            self._flags([domain])
        except UserError as error:
            return str(error)
        except Exception as error:
            return self.env._("This rule cannot be evaluated: %(reason)s", reason=error)
        return ""

    # ------------------------------------------------------------------ walking
    @api.model
    def _walk(self, domain, model):
        """Each field that a domain looks at: ``(model, field name, rest)``; for an
        attribute, rest is its code."""
        for condition in domain.iter_conditions():
            if not isinstance(condition, DomainCondition):
                continue
            yield from self._walk_path(condition.field_expr, model)
            if condition.operator.startswith(("any", "not any")):
                comodel = self._end_of_path(condition.field_expr, model)
                if comodel is not None and not hasattr(condition.value, "select"):
                    yield from self._walk(Domain(condition.value), comodel)

    @api.model
    def _walk_path(self, path, model):
        head, _dot, rest = path.partition(".")
        yield model, head, rest
        field = model._fields.get(head)
        if rest and field is not None and field.relational:
            yield from self._walk_path(rest, model.env[field.comodel_name])

    @api.model
    def _end_of_path(self, path, model):
        for name in path.split("."):
            field = model._fields.get(name)
            if field is None or not field.relational:
                return None
            model = model.env[field.comodel_name]
        return model

    @api.model
    def _check_known(self, domain, partners):
        """Raise ValidationError for a field or an attribute that is not there."""
        codes = None
        for model, name, rest in self._walk(domain, partners):
            if name not in model._fields:
                raise ValidationError(
                    self.env._(
                        "The rule looks at the field “%(field)s” of “%(model)s”, which"
                        " does not exist any more. Take it out of the rule.",
                        field=name,
                        model=self._model_label(model),
                    )
                )
            if name == ATTRIBUTES and "client.attribute" in self.env:
                if codes is None:
                    attributes = self.env["client.attribute"].sudo()
                    attributes = attributes.with_context(active_test=False).search([])
                    codes = set(attributes.mapped("code"))
                if rest.partition(".")[0] not in codes:
                    raise ValidationError(
                        self.env._(
                            "The rule looks at the attribute “%(code)s”, which does not"
                            " exist any more. Take it out of the rule.",
                            code=rest,
                        )
                    )

    @api.model
    def _check_readable(self, domain, partners):
        """Raise ValidationError where the user of the environment may not read what
        the domain looks at."""
        for model, name, rest in self._walk(domain, partners):
            field = model._fields.get(name)
            if field is None:
                continue
            allowed = model.has_access("read") and model._has_field_access(
                field, "read"
            )
            if allowed and name == ATTRIBUTES:
                allowed = self._may_read_attribute(model, rest.partition(".")[0])
            if not allowed:
                raise ValidationError(
                    self.env._(
                        "You may not read the field “%(field)s” of “%(model)s”, so"
                        " your rule may not look at it.",
                        field=rest if name == ATTRIBUTES else self._field_label(field),
                        model=self._model_label(model),
                    )
                )

    @api.model
    def _may_read_attribute(self, partners, code):
        """Whether the user of the partners may read the attribute."""
        if partners.env.su or "client.attribute" not in self.env:
            return True
        attribute = self.env["client.attribute"].sudo().search([("code", "=", code)])
        groups = attribute.read_group_ids if attribute else attribute
        return not groups or bool(groups & partners.env.user.all_group_ids)

    @api.model
    def _model_label(self, model):
        return self.env["ir.model"]._get(model._name).name or model._name

    @api.model
    def _field_label(self, field):
        try:
            return field.get_description(self.env, ["string"])["string"] or field.name
        except AccessError:
            return field.name
