import lxml.html

from odoo.tests import tagged

from .specification_common import SpecificationCommon

REPORT = "client_accounting.report_client_specification"


@tagged("post_install", "-at_install")
class TestSpecificationDocument(SpecificationCommon):
    def _render(self, *langs, side_by_side=False):
        codes = langs or ("en_US",)
        languages = self.env["res.lang"].search([("code", "in", codes)])
        export = self.env["client.specification.export"].with_user(self.manager)
        export = export.create(
            {"lang_ids": languages.ids, "side_by_side": side_by_side}
        )
        report = self.env["ir.actions.report"].with_user(self.manager)
        html, _kind = report._render_qweb_html(REPORT, export.ids)
        return lxml.html.fromstring(html)

    def _text(self, node):
        return " ".join(node.text_content().split())

    def _section(self, page, model):
        (section,) = page.xpath(f"//div[@data-section='{model.replace('.', '-')}']")
        return section

    def test_contents_lead_to_the_sections(self):
        page = self._render()
        links = page.xpath("//nav//a/@href")
        self.assertGreater(len(links), 10)
        for link in links:
            self.assertEqual(len(page.xpath(f"//div[@id='{link[1:]}']")), 1)
        headings = [self._text(node) for node in page.xpath("//div[@data-section]/h2")]
        entries = [self._text(node) for node in page.xpath("//nav//a")]
        self.assertEqual(
            headings, [f"{n}. {title}" for n, title in enumerate(entries, 1)]
        )

    def test_every_part_with_records_is_there(self):
        page = self._render()
        shown = set(page.xpath("//@data-section"))
        for part in self.specification._specification_models():
            if self.env[part.model].search_count(list(part.only), limit=1):
                with self.subTest(part=part.model):
                    self.assertIn(part.model.replace(".", "-"), shown)

    def test_values_are_in_words(self):
        page = self._render()
        text = self._text(self._section(page, "client.segment"))
        self.assertIn(
            "Country is one of DE", text, "the country of a rule, by its code"
        )
        self.assertIn(" and ", text)
        self.assertIn(" or ", text)
        text = self._text(self._section(page, "client.attribute"))
        self.assertIn("One of a List", text)
        self.assertIn("Zero section", text)

    def test_both_languages(self):
        page = self._render("en_US", "ru_RU")
        languages = page.xpath("//div[@lang]/@lang")
        self.assertEqual(languages, ["en-US", "ru-RU"])
        english, russian = page.xpath("//div[@lang]")
        self.assertIn("Zero size", self._text(english))
        self.assertNotIn("Ноль размер", self._text(english))
        self.assertIn("Ноль размер", self._text(russian))
        self.assertIn("Иначе: коротко", self._text(russian))
        ids = page.xpath("//div[@data-section]/@id")
        self.assertEqual(len(ids), len(set(ids)))

    def test_both_languages_side_by_side(self):
        """A text that is the same in both languages is there once."""
        page = self._render("en_US", "ru_RU", side_by_side=True)
        section = self._section(page, "client.attribute")
        [card] = [
            node
            for node in section.xpath(".//article")
            if "zero_size" in self._text(node)
        ]
        self.assertEqual(
            self._text(card.find("h3")), "Zero size / Ноль размер zero_size"
        )
        cells = {
            self._text(row.find("th")): [self._text(cell) for cell in row.iter("td")]
            for row in card.iter("tr")
            if row.find("th") is not None
        }
        self.assertIn(["Zeroword", "Нольслово"], cells.values())
        self.assertIn(["Zero section"], cells.values())
        section = self._section(page, "client.glossary.term")
        self.assertTrue(section.xpath(".//td[@lang='ru-RU']//b[text()='коротко']"))
        ids = page.xpath("//div[@data-section]/@id")
        for link in page.xpath("//nav//a/@href"):
            self.assertIn(link[1:], ids)
        [reasons] = self._section(page, "client.churn.reason").xpath("./table/tbody")
        self.assertIn("Zero price: <b>high</b>", self._text(reasons))

    def test_html_in_names_is_text(self):
        nasty = "<img src=x onerror=alert(1)>"
        self.stage.name = nasty
        self.attribute.meaning = nasty
        self.attribute.option_ids[0].name = nasty
        page = self._render()
        both = self._render("en_US", "ru_RU", side_by_side=True)
        for document in (page, both):
            self.assertFalse(document.xpath("//img[@src='x']"))
            self.assertIn(nasty, self._text(document))
        # what a field of HTML keeps clean is shown as it is meant
        self.assertTrue(
            self._section(page, "client.lifecycle.stage").xpath(".//b[text()='them']")
        )

    def test_archived_records_are_marked(self):
        self.late_stage.active = False
        section = self._section(self._render(), "client.lifecycle.stage")
        marked = section.find_class("o_client_specification_archived")
        self.assertIn(
            "Zero late stage", [self._text(n.find("h3"))[:15] for n in marked]
        )

    def test_queries_do_not_grow(self):
        def count():
            self._render()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._render()
            return self.env.cr.sql_log_count - before

        def add(first):
            self.env["client.attribute.option"].create(
                [
                    {
                        "attribute_id": self.attribute.id,
                        "name": f"Option {number}",
                        "code": f"option_{number}",
                    }
                    for number in range(first, first + 150)
                ]
            )

        add(0)
        few = count()
        add(150)
        # what is kept of rights and rules may have to be read again
        self.assertLess(count(), few + 15)
