from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestGlossaryTour(HttpCase):
    def test_read_a_term_as_plain_employee(self):
        self.env["client.glossary.figure"].search(
            [("figure", "=", "receivable_open")]
        ).unlink()
        category = self.env["client.glossary.category"].create({"name": "Tour chapter"})
        profit = self.env["client.glossary.term"].create(
            {
                "name": "Tour profit",
                "definition": "<p>What is left.</p>",
                "category_id": category.id,
            }
        )
        self.env["client.glossary.term"].create(
            {
                "name": "Tour debt",
                "synonyms": "arrears, tourliability",
                "definition": "<p>What &lt;the&gt; client owes us.</p>",
                "category_id": category.id,
                "related_ids": [Command.set(profit.ids)],
                "figure_ids": [Command.create({"figure": "receivable_open"})],
            }
        )
        new_test_user(self.env, "glossary_reader", "base.group_user")
        self.start_tour("/odoo", "client_accounting_glossary", login="glossary_reader")
