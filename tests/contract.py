"""What the contract tests stand on: what is ours in the database under test.

The contract holds for every addon in addons/ that is installed; nothing is listed by
hand but what contract_tables.py declares.
"""

import ast
from contextlib import contextmanager
from pathlib import Path

from odoo import tests

ROOT = Path(__file__).resolve().parent.parent
MANIFESTS = {
    path.parent.name: ast.literal_eval(path.read_text())
    for path in sorted((ROOT / "addons").glob("*/__manifest__.py"))
}
OURS = tuple(MANIFESTS)

#: of the applications whose documents our addons extend
GROUPS_BELOW = (
    "account.group_account_manager",
    "sales_team.group_sale_manager",
    "stock.group_stock_manager",
    "survey.group_survey_user",
)


def defined_in(cls):
    """Addon that a class of a model is written in, or None."""
    parts = cls.__module__.split(".")
    return parts[2] if parts[:2] == ["odoo", "addons"] else None


@tests.tagged("post_install", "-at_install")
class ContractCase(tests.TransactionCase):
    """Finds our models, fields and records, and users who may use them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.data = cls.env["ir.model.data"].search([("module", "in", OURS)])
        cls.our_models = sorted(
            name
            for name, model in cls.registry.items()
            if model._original_module in OURS
        )
        # Everybody of ours and of the applications below: what opens must open for him.
        groups = cls._all_our_groups()
        for xmlid in GROUPS_BELOW:
            groups |= cls.env.ref(xmlid, raise_if_not_found=False) or groups
        cls.manager = cls._new_user("contract_manager", groups)

    @classmethod
    def _new_user(cls, login, groups):
        return tests.new_test_user(
            cls.env,
            login,
            group_ids=(groups | cls.env.ref("base.group_system")).ids,
        )

    @classmethod
    def _all_our_groups(cls):
        """Our groups for employees; those of the portal exclude them."""
        employee = cls.env.ref("base.group_user")
        portal = cls.env.ref("base.group_portal") | cls.env.ref("base.group_public")
        groups = cls._ours("res.groups")
        return groups.filtered(
            lambda g: employee in g.all_implied_ids or not g.all_implied_ids & portal
        )

    @classmethod
    def _ours(cls, model):
        """Records of a model that our addons created, archived ones too."""
        ids = cls.data.filtered(lambda data: data.model == model).mapped("res_id")
        return cls.env[model].with_context(active_test=False).browse(ids).exists()

    @contextmanager
    def subTest(self, *message, **params):
        """A part of its own: what fails in the database does not fail the next one."""
        with super().subTest(*message, **params), self.env.cr.savepoint():
            yield

    def _xmlid(self, record):
        return record.get_external_id()[record.id]

    def _concrete_models(self):
        """Our models that have rows: no abstract ones."""
        return [self.env[name] for name in self.our_models if self._has_rows(name)]

    def _has_rows(self, name):
        return not self.registry[name]._abstract

    def _our_fields(self):
        """(model, field) for the fields that our addons define or redefine."""
        for name in sorted(self.registry):
            model = self.env[name]
            for field in model._fields.values():
                if field._module in OURS and not field.inherited:
                    yield model, field

    def _own_fields(self):
        """(model, field) for the fields that our addons bring: new in the database."""
        for model, field in self._our_fields():
            if self._first_module(model, field.name) in OURS:
                yield model, field

    def _first_module(self, model, field_name):
        """Module of the most basic class of a model that has the field."""
        for cls in reversed(type(model).mro()):
            if field_name in cls.__dict__ and defined_in(cls):
                return defined_in(cls)
        return None
