"""The contract of what a user opens: views, actions, menus, reports, jobs."""

import re

from contract import OURS, ROOT, ContractCase
from lxml import etree

from odoo import tests
from odoo.tools import file_open, file_path
from odoo.tools.safe_eval import (
    datetime,
    dateutil,
    safe_eval,
    time,
)

# What the web client gives to the domain and the context of an action.
CLIENT_NAMES = ("active_id", "active_ids", "active_model", "allowed_company_ids")
VIEW_ID = re.compile(
    r"_view_(list|form|kanban|search|pivot|graph|calendar|activity|cohort)(_\w+)?$"
)
#: Who opens forms of core that we add to, with nothing else.
OTHERS = (
    "account.group_account_invoice",
    "base.group_partner_manager",
    "sales_team.group_sale_salesman",
    "stock.group_stock_user",
    "survey.group_survey_user",
    "website_slides.group_website_slides_officer",
)
NEED_SEARCH = {"list", "kanban", "pivot", "graph", "calendar", "activity"}


#: Models of core with records that nobody makes by hand.
SINGLE = {"calendar.event", "mail.activity.type", "res.company"}


@tests.tagged("post_install", "-at_install")
class TestViews(ContractCase):
    def test_valid(self):
        for view in self._ours("ir.ui.view"):
            with self.subTest(view=self._xmlid(view)):
                self.assertTrue(view.active, "an archived view helps nobody")
                view._check_xml()

    def test_names(self):
        for view in self._ours("ir.ui.view"):
            if view.type == "qweb" or view.mode == "extension":
                continue
            xmlid = self._xmlid(view)
            with self.subTest(view=xmlid):
                self.assertRegex(xmlid, VIEW_ID, "<model>_view_<type>")
                prefix = xmlid.partition(".")[2].partition("_view_")[0]
                self.assertEqual(prefix, view.model.replace(".", "_"))

    def test_open(self):
        """As somebody who has our groups, with what each view's type needs."""
        for view in self._ours("ir.ui.view"):
            root = view
            while root.mode == "extension":
                root = root.inherit_id
            if root.type == "qweb" or not root.active:
                continue
            with self.subTest(view=self._xmlid(view)):
                model = self.env[root.model].with_user(self.manager)
                model.get_views([(root.id, root.type)], {"toolbar": True})

    def test_forms_of_core_open_for_their_users(self):
        """What we add to a form of core is read by whoever opens it, though he has none
        of our groups."""
        extended = {
            view.model: view.inherit_id
            for view in self._ours("ir.ui.view")
            if view.mode == "extension"
            and view.type == "form"
            and view.model not in self.our_models
            and not self.registry[view.model]._transient
        }
        users = [
            self._new_user_of(group)
            for group in OTHERS
            if self.env.ref(group, raise_if_not_found=False)
        ]
        for name, view in extended.items():
            while view.mode == "extension":
                view = view.inherit_id
            for user in users:
                model = self.env[name].with_user(user)
                if not model.has_access("read"):
                    continue
                with self.subTest(model=name, user=user.login):
                    arch = model.get_view(view.id, "form")["arch"]
                    record = model.browse(self._record_of(name, user).id)
                    # what was just written is known without looking it up
                    self.env.flush_all()
                    self.env.invalidate_all()
                    if record.has_access("read"):
                        record.web_read(self._our_fields_of(model, arch))

    def _our_fields_of(self, model, arch):
        """The specification of `web_read` for the fields of a view that are ours."""
        return {
            node.get("name"): {}
            for node in etree.fromstring(arch).iter("field")
            if not any(parent.tag == "field" for parent in node.iterancestors())
            and model._fields[node.get("name")]._module in OURS
        }

    def _new_user_of(self, group):
        login = f"contract_{group.replace('.', '_')}"
        return tests.new_test_user(self.env, login, groups=f"base.group_user,{group}")

    def _record_of(self, name, user):
        """A record of core that the user looks after."""
        model = self.env[name].sudo()
        partner = self.env["res.partner"].create({"name": "Contract"})
        if name == "res.partner":
            return partner
        if name == "res.users":
            return user
        values = {
            "account.move": {"move_type": "out_invoice", "partner_id": partner.id},
            "account.payment": {"partner_id": partner.id, "amount": 1},
            "sale.order": {"partner_id": partner.id, "user_id": user.id},
            "crm.lead": {"name": "Contract", "user_id": user.id},
            "stock.picking": {
                "picking_type_id": self.env["stock.picking.type"]
                .search([("code", "=", "outgoing")], limit=1)
                .id
            },
        }
        named = {"name": "Contract"} if "name" in model._fields else {}
        if name == "survey.survey":
            named = {"title": "Contract", "access_mode": "public"}
        return (
            model.search([], limit=1)
            if name in SINGLE
            else model.create(values.get(name, named))
        )

    def test_templates_compile(self):
        qweb = self.env["ir.qweb"]
        for view in self._ours("ir.ui.view"):
            if view.type == "qweb" and view.mode == "primary":
                with self.subTest(view=self._xmlid(view)):
                    code, options, _name = qweb._generate_code(view.id)
                    self.assertIsNotNone(code, options.get("error"))

    def test_buttons_call_methods(self):
        for view in self._ours("ir.ui.view").filtered(lambda view: view.type != "qweb"):
            arch = etree.fromstring(view.arch)
            for button in arch.iter("button"):
                if button.get("type") != "object" or not button.get("name"):
                    continue
                with self.subTest(view=self._xmlid(view), button=button.get("name")):
                    self.assertFalse(button.get("name").startswith("_"))


@tests.tagged("post_install", "-at_install")
class TestActions(ContractCase):
    def _names(self):
        user = self.manager
        return {
            "uid": user.id,
            "active_id": 1,
            "active_ids": [1],
            "active_model": "res.partner",
            "allowed_company_ids": user.company_ids.ids,
            "time": time,
            "datetime": datetime,
            "relativedelta": dateutil.relativedelta.relativedelta,
            "context_today": lambda: datetime.datetime(2026, 3, 15),
            "current_date": "2026-03-15",
            "context": {},
        }

    def test_windows(self):
        for action in self._ours("ir.actions.act_window"):
            with self.subTest(action=self._xmlid(action)):
                model = self.env[action.res_model].with_user(self.manager)
                views = [(view_id or False, mode) for view_id, mode in action.views]
                search = (action.search_view_id.id, "search")
                result = model.get_views([*views, search])
                self.assertEqual(
                    set(result["views"]), {mode for _id, mode in views} | {"search"}
                )
                context = safe_eval(action.context or "{}", self._names())
                domain = safe_eval(action.domain or "[]", self._names())
                model.with_context(**context).search(domain, limit=1)
                self._check_filters(action, context, result)

    def _check_filters(self, action, context, result):
        """`search_default_x` names a filter or a field of the search view."""
        arch = etree.fromstring(result["views"]["search"]["arch"])
        names = {node.get("name") for node in arch.iter("filter", "field")}
        for key in context:
            if key.startswith("search_default_"):
                self.assertIn(key.removeprefix("search_default_"), names)

    def test_windows_help(self):
        """An empty list says what will be here and how it gets here."""
        for action in self._ours("ir.actions.act_window"):
            modes = {mode for _id, mode in action.views}
            if action.target == "new" or not modes & NEED_SEARCH:
                continue
            with self.subTest(action=self._xmlid(action)):
                self.assertTrue(action.help, "no help for the empty state")

    def test_windows_search_view(self):
        """Our models that are shown as lists have a search view of their own."""
        View = self.env["ir.ui.view"]
        models = {
            action.res_model
            for action in self._ours("ir.actions.act_window")
            if {mode for _id, mode in action.views} & NEED_SEARCH
        }
        for name in sorted(models & set(self.our_models)):
            with self.subTest(model=name):
                self.assertTrue(
                    View.search_count([("model", "=", name), ("type", "=", "search")])
                )

    def test_client_actions(self):
        """The tag of a client action is registered by a script of ours."""
        scripts = "".join(
            path.read_text() for path in ROOT.glob("addons/*/static/src/**/*.js")
        )
        for action in self._ours("ir.actions.client"):
            with self.subTest(action=self._xmlid(action)):
                if action.tag.partition(".")[0] in OURS:
                    self.assertIn(f'"{action.tag}"', scripts, "nobody registers it")
                else:
                    self.assertTrue(action.tag)

    def test_servers(self):
        for action in self._ours("ir.actions.server"):
            with self.subTest(action=self._xmlid(action)):
                if action.state == "code":
                    compile(action.code.strip(), "code", "exec")
                    self._check_calls(action.code, action.model_id.model)

    def test_crons(self):
        for cron in self._ours("ir.cron"):
            with self.subTest(cron=self._xmlid(cron)):
                self.assertTrue(cron.name.strip())
                self.assertGreater(cron.interval_number, 0)
                self.assertTrue(self._check_calls(cron.code, cron.model_id.model))

    def _check_calls(self, code, model):
        called = re.findall(r"\b(?:model|records?)\.(\w+)\(", code)
        for method in called:
            self.assertTrue(callable(getattr(self.env[model], method, None)), method)
        return called


@tests.tagged("post_install", "-at_install")
class TestMenus(ContractCase):
    def test_lead_somewhere(self):
        for menu in self._ours("ir.ui.menu"):
            with self.subTest(menu=self._xmlid(menu)):
                self.assertTrue(menu.name.strip())
                if menu.action:
                    self.assertTrue(menu.action.exists(), "its action is gone")
                elif not menu.child_id and not self._is_shared(menu):
                    self.fail("neither an action nor a menu below it")

    def _is_shared(self, menu):
        """A place for other addons' menus: configuration, empty until they come."""
        return self._xmlid(menu).endswith("_menu_configuration")

    def test_root_icons(self):
        for menu in self._ours("ir.ui.menu").filtered(lambda menu: not menu.parent_id):
            with self.subTest(menu=self._xmlid(menu)):
                self.assertTrue(menu.web_icon, "no icon")
                self.assertTrue(file_path(menu.web_icon.replace(",", "/", 1)))
                self.assertTrue(menu.web_icon_data)

    def test_visible(self):
        """Somebody with our groups sees each of our menus that has an action."""
        visible = self.env["ir.ui.menu"].with_user(self.manager)._visible_menu_ids()
        developer = self.env.ref("base.group_no_one")
        for menu in self._ours("ir.ui.menu"):
            if menu.action and developer not in menu.group_ids:
                with self.subTest(menu=self._xmlid(menu)):
                    self.assertIn(menu.id, visible)


@tests.tagged("post_install", "-at_install")
class TestGroups(ContractCase):
    def test_texts(self):
        for group in self._ours("res.groups"):
            with self.subTest(group=self._xmlid(group)):
                self.assertTrue(group.name.strip())
                self.assertTrue(group.privilege_id, "no privilege")
                self.assertTrue((group.comment or "").strip(), "no comment")
        for privilege in self._ours("res.groups.privilege"):
            with self.subTest(privilege=self._xmlid(privilege)):
                self.assertTrue(privilege.category_id)

    def test_names(self):
        for group in self._ours("res.groups"):
            module, _, name = self._xmlid(group).partition(".")
            with self.subTest(group=name):
                self.assertTrue(name.startswith(f"group_{module}"))


@tests.tagged("post_install", "-at_install")
class TestReports(ContractCase):
    """Each report renders for a record that has nothing, and for one that has much."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(user=cls.env.ref("base.user_admin"))
        cls.samples = {"res.partner": cls._partners()}

    @classmethod
    def _partners(cls):
        empty = cls.env["res.partner"].create({"name": "Nobody"})
        full = cls.env["res.partner"].create(
            {
                "name": "Müller & <Söhne> GmbH",
                "is_company": True,
                "ref": "C-1",
                "email": "office@example.com",
                "phone": "+49 30 123456",
                "street": "Hauptstraße 1",
                "zip": "10115",
                "city": "Berlin",
                "country_id": cls.env.ref("base.de").id,
                "child_ids": [
                    (0, 0, {"name": "Anna Müller", "function": "Buyer"}),
                    (0, 0, {"name": "Lager", "type": "delivery", "city": "Bonn"}),
                ],
            }
        )
        cls.env["crm.lead"].create(
            {"name": "Offer", "type": "opportunity", "partner_id": full.id}
        )
        product = cls.env["product.product"].create({"name": "Pump", "list_price": 9.5})
        cls.env["sale.order"].create(
            {
                "partner_id": full.id,
                "order_line": [(0, 0, {"product_id": product.id})],
            }
        ).action_confirm()
        return [empty, full]

    def test_render(self):
        for report in self._ours("ir.actions.report"):
            records = self.samples.get(report.model)
            if records is None:
                records = self.env[report.model].search([], limit=2)
            for record in records:
                with self.subTest(report=self._xmlid(report), record=record):
                    self._render(report, record)

    def _render(self, report, record):
        self.assertTrue(report.report_type.startswith("qweb-"))
        html, _type = report._render_qweb_html(report, record.ids)
        text = html.decode()
        self.assertIn("<main", text)
        if report.print_report_name:
            name = safe_eval(report.print_report_name, {"object": record, "time": time})
            self.assertTrue(name.strip())


@tests.tagged("post_install", "-at_install")
class TestExternalIds(ContractCase):
    """Names by which other addons and translators know our records."""

    PATTERNS = {
        "ir.model.access": r"^access_",
        "ir.rule": r"_rule(_|$)",
        "ir.actions.act_window": r"_action(_|$)|^action_",
        "ir.actions.client": r"_action(_|$)|^action_",
        "ir.actions.report": r"^(action_)?report_|_report(_|$)",
        "ir.ui.menu": r"_menu(_|$)",
        "res.groups": r"^group_",
    }

    def test_patterns(self):
        for model, pattern in self.PATTERNS.items():
            for record in self._ours(model):
                name = self._xmlid(record).partition(".")[2]
                with self.subTest(model=model, name=name):
                    self.assertRegex(name, pattern)

    def test_data_files(self):
        """Every record of a data file is there, and only ours are in the data."""
        for data in self.data:
            if data.model in self.env and data.model != "ir.model.fields.selection":
                with self.subTest(xmlid=data.complete_name):
                    record = self.env[data.model].browse(data.res_id).exists()
                    self.assertTrue(record, "points to nothing")

    def test_icons(self):
        for addon in set(self.data.mapped("module")):
            with self.subTest(addon=addon):
                path = f"{addon}/static/description/icon.png"
                with file_open(path, "rb") as icon:
                    self.assertTrue(icon.read(8).startswith(b"\x89PNG"))
