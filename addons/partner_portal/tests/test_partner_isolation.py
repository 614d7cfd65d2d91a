"""A walk over all routes and models: nobody finds what is not his."""

import re
from contextlib import suppress

from lxml import html

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, mute_logger, tagged
from odoo.tools import SQL

from .deal_common import PartnerDealCommon
from .isolation_common import (
    AMOUNT,
    FIRST,
    MARK,
    Planter,
    find_marks,
    own_models,
    partner_models,
    start_ids,
)

#: Addresses that end the session, do work of the server, or draw pictures of letters.
SKIPPED = re.compile(
    r"^/(web/session|web/database|web/assets|web/bundle|web/profile_config|web/become"
    r"|web/speedscope|websocket|web/tests|web/login|web/reset_password|web/signup"
    r"|web/health|website/force|website/configurator|website/lang|website/info"
    r"|mail/font_to_img|web_editor|html_editor|doc|json|report/barcode|robots|sitemap"
    r"|odoo/|scoped_app|web/filestore|web/manifest|web/service-worker|web/webclient"
    r"|bus|calendar|google|r/|@|digest|my/deactivate_account|auth_oauth|iap)"
)
#: JSON: those that change the session or the own account.
SKIPPED_JSON = re.compile(
    r"^/(web/session|web/dataset|auth_|bus|website/(lang|force)|iap|my/security"
    r"|web/action|web/tests|mail/rtc|web_tour|client_accounting/telephony)"
)
MODELS = ("crm.lead", "sale.order", "account.move", "res.partner", "partner.deal")
#: Of the models of this addon, those that a user of the portal reads by RPC.
READABLE = set()
#: Arguments of addresses that only say how the same thing is shown.
VARIANTS = {"filename", "height", "page", "path", "slug_tags", "unique", "width"}
#: Where everybody of a partner reads the address of his own company or its first steps.
OF_ALL = re.compile(r"^/my($|/home|/account|/address|/security|/partner/onboarding)")
NOBODY = 999999999
MUTED = (
    "odoo.http",
    "odoo.sql_db",
    "odoo.addons.base.models.ir_rule",
    "odoo.addons.base.models.ir_qweb",
    "odoo.addons.http_routing.models.ir_http",
    "odoo.addons.website.models.ir_http",
    "werkzeug",
)


@tagged("post_install", "-at_install")
class TestPartnerIsolation(PartnerDealCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        start_ids(cls.env)
        cls.env["ir.default"].set("res.partner", "is_published", False)
        cls.secret = cls._create_partner(
            name="Competing Dealer",
            grade_id=cls.gold.id,
            user_id=cls.manager.id,
            comment=f"{MARK} comment",
            email=f"{MARK}@example.com",
            phone=f"{MARK} phone",
            street=f"{MARK} street",
            ref=f"{MARK} ref",
        )
        cls.secret_user = cls._add_user("secret-owner", cls.secret)
        cls.owner = cls._add_user("walk-owner", cls.dealer)
        cls.client_user = cls._add_user("walk-client", cls.customer)
        cls.technician = cls._add_user("walk-technician", cls.secret)
        cls.technician.partner_id.channel_role = "technician"
        cls.documents = cls._plant_core()
        cls.planter = Planter(
            cls.env, cls.secret, cls.manager, cls.env.company, cls.documents
        )
        for name in partner_models(cls.env):
            cls.planter.plant(name)
        cls._plant_other_company()
        cls.env.invalidate_all()

    @classmethod
    def _plant_core(cls):
        """Documents of core of the rival, with marks."""
        leads = [
            cls._create_lead(
                cls.secret,
                state,
                AMOUNT,
                name=f"{MARK} lead",
                contact_name=f"{MARK} contact",
                description=f"{MARK} description",
                email_from=f"{MARK}@example.com",
            )
            for state in ("new", "work")
        ]
        order = cls._create_sale_order_one_line(
            product_id=cls.product_a, price_unit=AMOUNT, partner_id=cls.secret
        )
        order.write({"client_order_ref": f"{MARK} order", "note": f"{MARK} note"})
        order.order_line.name = f"{MARK} line"
        invoice = cls._create_invoice_one_line(
            price_unit=AMOUNT, partner_id=cls.secret, name=f"{MARK} line", post=True
        )
        invoice.narration = f"{MARK} narration"
        for record in (*leads, order, invoice):
            record.message_post(body=f"{MARK} message", message_type="comment")
            cls.env["ir.attachment"].create(
                {
                    "name": f"{MARK}.txt",
                    "raw": f"{MARK} file".encode(),
                    "res_model": record._name,
                    "res_id": record.id,
                }
            )
        return {"crm.lead": leads[1], "sale.order": order, "account.move": invoice}

    @classmethod
    def _plant_other_company(cls):
        """Documents of the very partner in a company that its user does not see."""
        other = cls.setup_other_company(name="Second Company")["company"]
        lead = cls._create_lead(cls.dealer, name=f"{MARK} lead", company_id=other.id)
        planter = Planter(
            cls.env,
            cls.dealer,
            cls.manager,
            other,
            {"crm.lead": lead},
            first=FIRST + 500,
        )
        cls.elsewhere = {
            name: planter.plant(name)
            for name in partner_models(cls.env)
            if "company_id" in cls.env[name]._fields
            and cls.env[name]._fields["company_id"].store
        }

    # ------------------------------------------------------------------ walking
    def _routes(self, kind):
        """``(address with the id of a planted record, rule)`` of all routes."""
        found = {}
        for rule in self.env["ir.http"].routing_map().iter_rules():
            routing = rule.endpoint.routing
            if routing["type"] != kind or routing["auth"] not in ("public", "user"):
                continue
            found.setdefault(self._address(rule), rule)
        return sorted(found.items())

    def _address(self, rule, number=FIRST):
        def value(match):
            kind = match.group(1) or "string"
            name = match.group(2)
            if kind.startswith("int") or kind.startswith("model"):
                return "1" if name in ("page", "width", "height") else str(number)
            return {
                "model": "sale.order",
                "field": "client_order_ref",
                "partner_id": f"competing-dealer-{number}",
                "access_token": "wrong",
                "converter": "pdf",
                "reportname": "sale.report_saleorder",
                "docids": str(number),
                "filetype": "pdf",
            }.get(name, "x")

        return re.sub(
            r"<(?:([a-z]+(?:\((?:[^()]|\([^()]*\))*\))?):)?(\w+)>", value, rule.rule
        )

    def _gets(self, rule):
        methods = rule.endpoint.routing.get("methods")
        return methods is None or "GET" in methods

    def _login(self, login):
        self.authenticate(login, login)

    def _walk(self, login, only=None):
        """Ask for every page as a user; return where marks were found."""
        self._login(login)
        leaks = []
        with mute_logger(*MUTED):
            for url, rule in self._routes("http"):
                if (
                    not self._gets(rule)
                    or SKIPPED.match(url)
                    or SKIPPED.match(rule.rule)
                ):
                    continue
                if only and not only(url):
                    continue
                for query in ("", "?access_token=wrong"):
                    if query and rule.endpoint.routing["auth"] != "public":
                        continue
                    answer = self.url_open(url + query, allow_redirects=False)
                    if self._is_ours(rule):
                        self.assertNotEqual(answer.status_code, 500, url)
                    marks = find_marks(answer.text)
                    if marks:
                        leaks.append((url + query, answer.status_code, marks))
        return leaks

    def _digest(self):
        """What the planted rows look like: a change of any shows."""
        digests = {}
        for name in [*self.planter.planted, *self.documents]:
            table = SQL.identifier(self.env[name]._table)
            [(digest,)] = self.env.execute_query(
                SQL(
                    "SELECT md5(string_agg(line::text, ',' ORDER BY id)) "
                    "FROM %s line WHERE id >= %s",
                    table,
                    FIRST,
                )
            )
            digests[name] = digest
        return digests

    # ------------------------------------------------------------------ tests
    def test_marks_are_found_by_their_owner(self):
        """The walk sees what is there: the rival's own pages do show the marks."""
        shown = {
            f"/my/deals/{FIRST}",
            "/my/deals",
            f"/my/orders/{FIRST}",
            f"/my/invoices/{FIRST}",
            "/my/leads",
        }
        found = self._walk("secret-owner", shown.__contains__)
        self.assertEqual({url for url, _status, _marks in found} & shown, shown)
        for name in ("sale.order", "crm.lead", "account.move"):
            records = self.env[name].with_user(self.secret_user)
            self.assertTrue(self._marks_of_model(records), name)

    def _ours(self, url):
        return url.startswith(("/my", "/partners"))

    def _of_a_record(self, url):
        return self._ours(url) and str(FIRST) in url

    def test_nobody_finds_marks_on_pages(self):
        for login in ("walk-owner", None):
            with self.subTest(user=login or "public"):
                self.assertEqual(self._walk(login), [])
        with self.subTest(user="walk-client"):
            self.assertEqual(self._walk("walk-client", self._of_a_record), [])

    def test_technician_of_the_rival_finds_only_what_his_role_gives(self):
        """He sees the catalogue and the training: no deal, lead, order or invoice."""
        leaks = {
            url: marks
            for url, _status, marks in self._walk("walk-technician", self._ours)
            if not OF_ALL.match(url)
        }
        self.assertEqual(leaks, {})

    def test_json_routes(self):
        """Calls with ids of the rival's records neither tell nor change anything."""
        before = self._digest()
        leaks = []
        for login in ("walk-owner", None):
            self._login(login)
            with mute_logger(*MUTED):
                for url, rule in self._routes("jsonrpc"):
                    if SKIPPED_JSON.match(url):
                        continue
                    for params in self._params(rule):
                        answer = self.url_open(
                            url, json={"jsonrpc": "2.0", "params": params}
                        )
                        if find_marks(self._without(answer.text, params)):
                            leaks.append((login, url, params))
        self.assertEqual(leaks, [])
        self.assertEqual(self._digest(), before)

    def _without(self, text, params):
        """The answer without what was sent."""
        return text

    def _params(self, rule):
        """Arguments for a route, by what its function calls them."""
        names = rule.endpoint.original_endpoint.__code__.co_varnames[
            1 : rule.endpoint.original_endpoint.__code__.co_argcount
        ]
        names = [name for name in names if name not in rule.arguments]
        models = [name for name in names if name.endswith("model")]
        for model in MODELS if models else ("",):
            yield {
                name: value
                for name in names
                if (value := self._argument(name, model)) is not None
            }

    def _argument(self, name, model):
        if name.endswith("model"):
            return model
        if name in ("domain", "fields", "field_names", "specification"):
            return []
        if name.endswith("ids"):
            return [FIRST]
        if name.endswith("id") or name == "id":
            return FIRST
        return {
            "term": "ZQX",
            "search": "ZQX",
            "limit": 50,
            "access_token": "wrong",
        }.get(name)

    def test_models(self):
        """Whatever a model gives by RPC, it gives no mark of the rival."""
        public = self.env.ref("base.public_user")
        for user in (self.owner, self.client_user, public):
            leaks = []
            for name in sorted(self.env.registry):
                if self.env[name]._abstract:
                    continue
                records = self.env[name].with_user(user).with_context(active_test=False)
                if not records.has_access("read"):
                    continue
                with mute_logger(*MUTED):
                    leaks += self._marks_of_model(records)
            with self.subTest(user=user.id):
                self.assertEqual(leaks, [])

    def _marks_of_model(self, records):
        if records._transient or not records._auto:
            return []
        found = records.search([("id", ">=", FIRST)])
        names = [
            name
            for name, field in records._fields.items()
            if records._has_field_access(field, "read")
            and field.type not in ("binary", "image")
        ]
        leaks = []
        if found:
            own = found.sudo().filtered(lambda one: self._is_own(one, records.env.user))
            others = found - own.with_env(found.env)
            for name in names:
                with suppress(AccessError):
                    if find_marks(str(others.read([name]))):
                        leaks.append((records._name, name))
        return leaks

    def _is_own(self, record, user):
        return record._name == "res.partner" and record == user.partner_id

    def test_own_models_are_closed(self):
        for user in (self.owner, self.technician, self.env.ref("base.public_user")):
            for name in own_models(self.env):
                with self.subTest(user=user.id, model=name):
                    self.assertEqual(
                        self.env[name].with_user(user).has_access("read"),
                        name in READABLE,
                    )

    def test_answers_do_not_tell_what_exists(self):
        """A number of the rival is answered like one that nobody has: the same words
        after as many queries."""
        rules = [
            rule
            for rule in self.env["ir.http"].routing_map().iter_rules()
            if rule.endpoint.routing["type"] == "http"
            and self._is_ours(rule)
            and "<int:" in rule.rule.replace("<int:page>", "")
        ]
        self.assertGreater(len(rules), 3)
        before = self._digest()
        for login in ("walk-owner", "walk-technician"):
            self._login(login)
            post = {"data": {"csrf_token": self._token()}}
            self.url_open(f"/my/deals/{NOBODY}/x", **post)
            for rule in rules:
                urls = [self._address(rule, number) for number in (FIRST, NOBODY)]
                if login == "walk-owner":
                    for url in urls:  # fills the caches
                        how = {} if self._gets(rule) else post
                        self.url_open(url, allow_redirects=False, **how)
                with self.subTest(user=login, rule=rule.rule), mute_logger(*MUTED):
                    if self._gets(rule):
                        self._assert_same(*urls, {})
                    if "POST" in (rule.endpoint.routing.get("methods") or ("POST",)):
                        self._assert_same(*urls, post)
        self.assertEqual(self._digest(), before)

    def _is_ours(self, rule):
        return rule.endpoint.original_endpoint.__module__.startswith(
            "odoo.addons.partner_portal."
        )

    def _token(self):
        page = html.fromstring(self.url_open("/my/account").text)
        return page.xpath("//input[@name='csrf_token']/@value")[0]

    def _assert_same(self, found, missing, options):
        code, text, count = self._ask(found, options)
        other_code, other_text, other_count = self._ask(missing, options)
        self.assertEqual(code, other_code, found)
        self.assertNotEqual(code, 500, found)
        self.assertTrue(text == other_text, f"{found} is answered in other words")
        self.assertEqual(count, other_count, f"queries for {found}")

    def _ask(self, url, options):
        """Status, text without numbers and tokens, number of queries of an answer."""
        start = self.cr.sql_log_count
        answer = self.url_open(url, allow_redirects=False, **options)
        text = re.sub(r"csrf_token[^>,]*", "", answer.text)
        text = re.sub(f"{FIRST}|{NOBODY}", "#", text)
        return answer.status_code, text, self.cr.sql_log_count - start

    def test_documents_of_another_company(self):
        """Rows of the partner itself in a company that its user may not see."""
        self.assertTrue(self.elsewhere)
        self._login("walk-owner")
        with mute_logger(*MUTED):
            for url, rule in self._routes("http"):
                if not self._is_ours(rule) or not self._gets(rule):
                    continue
                if VARIANTS & rule.arguments:
                    continue
                url = self._address(rule, FIRST + 500)
                answer = self.url_open(url, allow_redirects=False)
                self.assertEqual(find_marks(answer.text), [], url)
