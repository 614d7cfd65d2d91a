import lxml.html
from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .dossier_common import DossierCommon

REPORT = "client_accounting.report_client_dossier"


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 10:00:00")
class TestDossierPdf(DossierCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # 1,000 in June, 400 in May, 200 a year before; 100 of it credited.
        cls._create_sale("2025-06-10", [(cls.desk, 2, 100)])
        cls._create_sale("2026-05-10", [(cls.desk, 4, 100)])
        cls._create_sale("2026-06-10", [(cls.desk, 10, 100)], due="2026-07-10")
        cls._create_sale("2026-06-12", [(cls.desk, 1, 100)], move_type="out_refund")

    def _render(self, partners=None, user=None, lang=None):
        report = self.env["ir.actions.report"]
        if user:
            report = report.with_user(user)
        if lang:
            report = report.with_context(lang=lang)
        html, _kind = report._render_qweb_html(REPORT, (partners or self.client).ids)
        return lxml.html.fromstring(html)

    def _texts(self, node):
        return [" ".join(n.text_content().split()) for n in node]

    def _part(self, page, key):
        (part,) = page.xpath(f"//div[@data-section='{key}']")
        return part

    def test_every_part_of_the_screen_is_printed(self):
        page = self._render()
        sections = self._get()["sections"]
        self.assertEqual(
            page.xpath("//div[@data-section]/@data-section"),
            [section["key"] for section in sections],
        )
        titles = self._texts(page.xpath("//div[@data-section]/h3"))
        self.assertEqual(
            titles,
            [s["title"] for s in sections if s["kind"] != "figures"],
        )

    def test_figures_are_those_of_the_screen(self):
        page = self._render()
        tiles = self._section("figures")["tiles"]
        part = self._part(page, "figures")
        labels = self._texts(part.find_class("o_client_dossier_label"))
        self.assertEqual(labels, [tile["label"] for tile in tiles])
        values = self._texts(part.find_class("o_client_dossier_value"))
        # 400 + 1,000 - 100, against 200 a year before: (1,300 - 200) / 200.
        self.assertEqual(values[0], "$ 1,300.00")
        self.assertEqual(
            self._texts(part.find_class("o_client_dossier_rise")), ["+550 %"]
        )

    def test_table_has_the_rows_of_the_screen(self):
        part = self._part(self._render(), "receivables")
        data = self._section("receivables")
        rows = part.xpath(".//tbody/tr[not(contains(@class, '_total'))]")
        self.assertEqual(len(rows), len(data["rows"]))
        for row, expected in zip(rows, data["rows"], strict=True):
            cells = self._texts(row.xpath("./td"))
            self.assertEqual(cells[0], expected["values"]["name"])
            amount = self.company.currency_id.format(expected["values"]["residual"])
            self.assertEqual(cells[-1], " ".join(amount.split()))
        (total,) = part.find_class("o_client_dossier_total")
        # 200 + 400 + 1,000 - 100 are open.
        self.assertEqual(self._texts(total.xpath("./td"))[-1], "$ 1,500.00")

    def test_chart_draws_each_month_with_turnover(self):
        part = self._part(self._render(), "turnover")
        # 200 in June 2025 and 900 in June 2026, 400 in May 2026.
        self.assertEqual(len(part.xpath(".//svg//rect")), 3)
        legend = self._texts(part.find_class("o_client_dossier_legend"))
        self.assertIn("$ 200.00", legend[0])
        self.assertIn("$ 1,300.00", legend[0])

    def test_people_and_passport(self):
        page = self._render()
        people = self._part(page, "people").text_content()
        for text in ("Anna Ivanova", "Buyer", "anna@vega.example.com", "Boris Petrov"):
            self.assertIn(text, people)
        passport = self._part(page, "passport").text_content()
        self.assertIn("BE0477472701", passport)

    def test_empty_parts_say_so(self):
        page = self._render(self.stranger)
        for section in self._get(self.stranger)["sections"]:
            if section["kind"] in ("table", "timeline", "people"):
                part = self._part(page, section["key"])
                self.assertIn(section["empty"], part.text_content())

    def test_what_is_not_printed_is_counted(self):
        for number in range(9):
            product = self._create_goods(f"Goods {number}", 10, 5, f"G-{number}")
            self._create_sale("2026-06-13", [(product, 1, 10)])
        part = self._part(self._render(), "products")
        (note,) = self._texts(part.xpath("./p"))
        # Nine goods and the desk; the screen shows so many of them.
        shown = len(self._section("products")["rows"])
        self.assertEqual(note, f"{shown} of 10")

    def test_foot_of_the_page(self):
        (note,) = self._texts(self._render().xpath("//div[contains(@class, 'footer')]"))
        self.assertIn(f"June 15, 2026, {self.env.user.name}.", note)
        self.assertIn("Amounts in USD.", note)

    def test_text_of_users_is_escaped(self):
        page = self._render()
        (name,) = page.xpath("//h1")
        self.assertEqual(name.text_content(), "Vega <b>Ltd</b>")
        self.assertFalse(page.xpath("//div[@class='article']//b"))

    def test_several_clients_are_separate_documents(self):
        partners = self.client + self.stranger
        html = etree.tostring(self._render(partners))
        report = self.env.ref("client_accounting.action_report_client_dossier")
        bodies, ids, header, footer, _args = report._prepare_html(html, "res.partner")
        self.assertEqual(ids, partners.ids)
        self.assertEqual(len(bodies), 2)
        self.assertIn("Vega", bodies[0])
        self.assertNotIn("Rigel", bodies[0])
        self.assertIn("Rigel", bodies[1])
        for part, container in ((header, "headers"), (footer, "footers")):
            found = lxml.html.fromstring(part)
            found = found.get_element_by_id(f"minimal_layout_report_{container}")
            self.assertEqual(len(found), 2)
        self.assertIn(self.company.name, header)
        self.assertIn('class="topage"', footer)

    def test_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        part = self._part(self._render(lang="ru_RU"), "receivables")
        self.assertIn("10.06.2026", part.text_content())
        values = self._part(self._render(lang="ru_RU"), "figures")
        value = self._texts(values.find_class("o_client_dossier_value"))[0]
        self.assertEqual(value, "$ 1 300,00")

    def test_large_amounts_have_no_cents_on_tiles(self):
        self._create_sale("2026-06-14", [(self.desk, 1000, 100)])
        part = self._part(self._render(), "figures")
        value = self._texts(part.find_class("o_client_dossier_value"))[0]
        self.assertEqual(value, "$ 101,300")

    def test_access(self):
        report = self.env.ref("client_accounting.action_report_client_dossier")
        self.assertIn(
            self.env.ref("client_accounting.group_client_accounting_user"),
            report.group_ids,
        )
        self.assertEqual(report.binding_model_id.model, "res.partner")
        self.assertIn("Vega", self._render(user=self.reader).text_content())
        outsider = self._create_user("outsider")
        with self.assertRaises(AccessError):
            self._render(user=outsider)

    def test_unknown_kind_of_an_addon_does_not_break_the_page(self):
        section = {
            "key": "map",
            "title": "Map",
            "kind": "map",
            "area": "main",
            "empty": "Nothing here yet.",
            "data": {"points": [1]},
        }
        report = self.env[f"report.{REPORT}"]
        printed = report._print_section(section, {})
        self.assertEqual((printed["title"], printed["filled"]), ("Map", False))
