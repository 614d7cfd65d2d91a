"""The contract of every model: access, rules, texts, methods that exist."""

import inspect

from contract import OURS, ContractCase, defined_in
from contract_tables import COMPANY_RULES, PORTAL_ACCESS, RPC_METHODS

from odoo import models, tests

# Help explains what a name cannot: a switch and a choice are read in another way by
# everybody. These few have one meaning in all of Odoo.
SELF_EXPLAINING = {"active", "state", "sequence", "color"}


@tests.tagged("post_install", "-at_install")
class TestModels(ContractCase):
    GROUPED = ("many2one", "selection", "date")

    def test_description(self):
        for name in self.our_models:
            with self.subTest(model=name):
                description = self.registry[name]._description
                self.assertTrue(description, "_description is missing")
                self.assertNotEqual(description, name, "_description is the name")

    def test_access_rows(self):
        Access = self.env["ir.model.access"].with_context(active_test=False)
        for model in self._concrete_models():
            rows = Access.search([("model_id.model", "=", model._name)])
            with self.subTest(model=model._name):
                self.assertTrue(rows, "no row in ir.model.access.csv")
                self.assertTrue(
                    any(row.perm_read for row in rows), "nobody may read it"
                )
        for row in self._ours("ir.model.access"):
            with self.subTest(access=self._xmlid(row)):
                self.assertTrue(row.group_id, "an access row without a group")

    def test_outsiders_have_no_access_rows(self):
        outside = self.env.ref("base.group_portal") | self.env.ref("base.group_public")
        for row in self._ours("ir.model.access"):
            group = row.group_id
            if not (group | group.all_implied_ids) & outside:
                continue
            key = (row.model_id.model, group.get_external_id()[group.id])
            with self.subTest(access=self._xmlid(row)):
                self.assertIn(key, PORTAL_ACCESS, "not in contract_tables.py")
        rows = {
            (row.model_id.model, row.group_id.get_external_id()[row.group_id.id])
            for row in self._ours("ir.model.access")
        }
        for model, group in PORTAL_ACCESS:
            if model in self.registry:
                with self.subTest(declared=model):
                    self.assertIn((model, group), rows, "declared, but not there")

    def test_company_rules(self):
        Rule = self.env["ir.rule"]
        for model in self._concrete_models():
            if "company_id" not in model._fields or model.is_transient():
                continue
            if model._name in COMPANY_RULES:
                continue
            rules = Rule.search(
                [("model_id.model", "=", model._name), ("groups", "=", False)]
            )
            with self.subTest(model=model._name):
                self.assertTrue(
                    any("company" in (rule.domain_force or "") for rule in rules),
                    "no rule for everybody on its company",
                )

    def test_rules_evaluate(self):
        """Each rule gives a domain that the model can search with."""
        models = {rule.model_id.model for rule in self._ours("ir.rule")}
        for name in sorted(models):
            model = self.env[name].with_user(self.manager)
            for mode in ("read", "write", "create", "unlink"):
                with self.subTest(model=name, mode=mode):
                    rules = self.env["ir.rule"].with_user(self.manager)
                    domain = rules._compute_domain(name, mode)
                    model.sudo().search(domain or [], limit=1)

    def test_readable(self):
        """Search, all stored and computed fields, and the name of a record."""
        for model in self._concrete_models():
            model = model.with_user(self.manager)
            if not model.has_access("read"):
                continue
            with self.subTest(model=model._name):
                records = model.search([], limit=2)
                records.read()
                if model._rec_names_search or model._rec_name:
                    model.search_count([("display_name", "ilike", "x")])

    def test_grouping_of_reports(self):
        """What has a query for a table can be summed and grouped by any field."""
        for model in self._concrete_models():
            if model._auto or not model._table_query:
                continue
            sums = [
                f"{name}:{field.aggregator}"
                for name, field in model._fields.items()
                if field.store and field.aggregator and name != "id"
            ]
            for name, field in model._fields.items():
                if not field.store or field.type not in (
                    "many2one",
                    "selection",
                    "date",
                ):
                    continue
                group = f"{name}:month" if field.type == "date" else name
                with self.subTest(model=model._name, by=group):
                    model._read_group([], [group], sums)


@tests.tagged("post_install", "-at_install")
class TestFields(ContractCase):
    def test_labels(self):
        for _model, field in self._our_fields():
            with self.subTest(field=str(field)):
                self.assertTrue((field.string or "").strip(), "no label")
                self.assertFalse(field.name.startswith("x_"), "x_ is for users' fields")
                if field.name not in ("id", "display_name") and field.manual is False:
                    self.assertNotEqual(field.string, field.name)

    def test_help(self):
        for model, field in self._own_fields():
            if field.type not in ("boolean", "selection") or field.related:
                continue
            if field.name in SELF_EXPLAINING or model.is_transient():
                continue
            with self.subTest(field=str(field)):
                self.assertTrue((field.help or "").strip(), "no help")

    def test_methods_exist(self):
        """What a field names as its compute, search, inverse, ... is a method."""
        hooks = ("compute", "inverse", "search", "selection", "group_expand", "default")
        for model, field in self._our_fields():
            for hook in hooks:
                value = getattr(field, hook, None)
                if not isinstance(value, str):
                    continue
                with self.subTest(field=str(field), hook=hook):
                    self.assertTrue(callable(getattr(model, value, None)), value)

    def test_computed_fields_declare_what_they_depend_on(self):
        """A stored computed field without dependencies never changes again."""
        for model, field in self._own_fields():
            if not (field.compute and field.store) or field.related:
                continue
            with self.subTest(field=str(field)):
                dotnames, _contexts = field.get_depends(model)
                self.assertTrue(dotnames or not field.precompute, "no @api.depends")

    def test_money_has_a_currency(self):
        for model, field in self._our_fields():
            if field.type == "monetary":
                with self.subTest(field=str(field)):
                    name = field.get_currency_field(model)
                    self.assertIn(name, model._fields)

    def test_selections_have_labels(self):
        for _model, field in self._our_fields():
            if field.type != "selection" or field.related:
                continue
            with self.subTest(field=str(field)):
                for value, label in field._description_selection(self.env):
                    self.assertTrue(str(label).strip(), f"{value!r} has no label")

    def test_links_within_a_company(self):
        """A link between two records with a company is checked to be within one."""
        for model, field in self._own_fields():
            if model._original_module not in OURS or not field.store:
                continue
            if model._abstract or model.is_transient() or not model._auto:
                continue
            if field.type != "many2one" or field.readonly or field.related:
                continue
            if field.name == "company_id" or field.name in models.MAGIC_COLUMNS:
                continue
            comodel = self.env[field.comodel_name]
            if {"company_id"} <= set(model._fields) & set(comodel._fields):
                with self.subTest(field=str(field)):
                    self.assertTrue(
                        field.check_company, "check_company=True is missing"
                    )


@tests.tagged("post_install", "-at_install")
class TestRpc(ContractCase):
    """Any public method of a model can be called by any user who can log in."""

    def test_declared(self):
        found = dict(self._exposed())
        for model in sorted(found):
            for method in sorted(found[model]):
                with self.subTest(method=f"{model}.{method}"):
                    self.assertIn(
                        method,
                        RPC_METHODS.get(model, {}),
                        "callable by RPC: rename it to _..., decorate it with"
                        " @api.private or declare it in contract_tables.py",
                    )
        for model, methods in RPC_METHODS.items():
            if model not in self.registry:
                continue
            for method in methods:
                with self.subTest(declared=f"{model}.{method}"):
                    self.assertIn(method, found.get(model, ()), "not there any more")

    def _exposed(self):
        for name, model in self.registry.items():
            methods = {
                method
                for cls in model.mro()
                if defined_in(cls) in OURS
                for method, value in vars(cls).items()
                if inspect.isroutine(value) and self._is_new(model, method)
            }
            if methods:
                yield name, methods

    def _is_new(self, model, method):
        """Whether a name is public and brought by us, not an override of core's."""
        if method.startswith("_"):
            return False
        for cls in model.mro():
            value = vars(cls).get(method)
            if value is None:
                continue
            if getattr(value, "_api_private", False):
                return False
            if defined_in(cls) not in OURS and not getattr(cls, "pool", None):
                return False
        return True

    def test_docstrings(self):
        """Who calls a method from outside reads what it takes and gives."""
        for name, methods in self._exposed():
            for method in methods:
                with self.subTest(method=f"{name}.{method}"):
                    self.assertTrue(
                        inspect.getdoc(getattr(self.registry[name], method))
                    )
