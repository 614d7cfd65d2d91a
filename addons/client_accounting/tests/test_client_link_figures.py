from odoo.tests import freeze_time, tagged

from .common import USER_GROUP
from .link_common import LinkCommon


@freeze_time("2026-06-15 10:00:00")
@tagged("post_install", "-at_install")
class TestClientLinkFigures(LinkCommon):
    """Figures, dossier and the check against the ledger, as billed and as consumed."""

    def _figures_of(self, client):
        self.figures.invalidate_model()
        return self.figures.search(
            [("partner_id", "=", client.id), ("company_id", "=", self.company.id)]
        )

    def test_who_is_never_billed_has_figures(self):
        invoice = self._lines_invoice(self.payer, [100, 60], "2026-06-01")
        self._lines_invoice(
            self.payer, [500], "2025-05-01"
        ).client_end_id = self.stranger
        self.figures._rebuild()
        invoice.client_end_id = self.client
        self._split(invoice.invoice_line_ids[1], (self.stranger, 15))
        self.figures._refresh()
        # goods cost 60 apiece: a quarter of the second line costs 15
        self.assertRecordValues(
            self._figures_of(self.client),
            [
                {
                    "turnover_12m": 0,
                    "consumed_12m": 145,
                    "consumed_total": 145,
                    "consumed_margin_12m": 40,
                }
            ],
        )
        self.assertRecordValues(
            self._figures_of(self.stranger),
            [
                {
                    "turnover_12m": 0,
                    "consumed_12m": 15,
                    "consumed_prev_12m": 500,
                    "consumed_total": 515,
                    "consumed_margin_12m": 0,
                }
            ],
        )
        self.assertRecordValues(
            self._figures_of(self.payer),
            [{"turnover_12m": 160, "consumed_12m": 0, "consumed_total": 0}],
        )
        self.assertEqual(self.figures._rebuild()["updated"], 0)

    def test_refresh_follows_a_change_of_links(self):
        invoice = self._lines_invoice(self.payer, [100], "2026-06-01")
        invoice.client_end_id = self.client
        self.figures._rebuild()
        invoice.client_end_id = self.stranger
        self.figures._refresh()
        self.assertEqual(self._figures_of(self.client).consumed_12m, 0)
        self.assertEqual(self._figures_of(self.stranger).consumed_12m, 100)
        counts = self.figures._rebuild()
        self.assertEqual(sum(counts.values()), 0)

    def test_figures_add_up_to_the_turnover(self):
        for amount, client in ((100, self.client), (70, self.stranger)):
            invoice = self._lines_invoice(self.payer, [amount, 9.99], "2026-06-01")
            invoice.client_end_id = client
            self._split(invoice.invoice_line_ids[1], (self.payer, 3.33))
        self._lines_invoice(self.stranger, [11], "2026-06-01")
        self.figures._rebuild()
        rows = self.figures.search([])
        self.assertAlmostEqual(
            sum(rows.mapped("consumed_total")), sum(rows.mapped("turnover_total"))
        )

    def test_documents_of_a_figure(self):
        invoice = self._lines_invoice(self.payer, [100], "2026-06-01")
        self._split(invoice.invoice_line_ids, (self.client, 30))
        self.figures._rebuild()
        action = self._figures_of(self.client).action_open_documents("consumed_12m")
        self.env.flush_all()
        lines = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(lines.mapped("amount"), [30])

    def test_dossier_as_billed_and_as_consumed(self):
        invoice = self._lines_invoice(self.payer, [100], "2026-06-01")
        self._split(invoice.invoice_line_ids, (self.client, 30))
        self.env.flush_all()
        dossiers = self.env["client.dossier"].with_context(
            allowed_company_ids=self.company.ids
        )

        def parts(basis):
            dossier = dossiers.get_dossier(self.client.id, basis)
            sections = {part["key"]: part["data"] for part in dossier["sections"]}
            tiles = {tile["key"]: tile for tile in sections["figures"]["tiles"]}
            rows = sections["products"]["rows"]
            return (
                dossier["basis"],
                tiles["turnover_12m"]["value"],
                tiles["turnover_12m"]["figure"],
                sections["turnover"]["series"][1]["total"],
                [row["values"]["amount"] for row in rows],
                [row["values"]["quantity"] for row in rows],
            )

        self.assertEqual(parts("billed"), ("billed", 0, "turnover_12m", 0, [], []))
        self.assertEqual(
            parts("consumed"), ("consumed", 30, "consumed_12m", 30, [30], [0.3])
        )
        self.assertEqual(parts("nonsense")[0], "billed")
        action = dossiers.get_section_action(
            self.client.id, "products", {"basis": "consumed"}
        )
        lines = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(lines.move_id, invoice)

        # on paper as on the screen
        dossiers.save_places([["people", "hidden"]])
        report = self.env["report.client_accounting.report_client_dossier"]
        pages = {
            basis: report.with_context(client_dossier_print_basis=basis)._get_printout(
                self.client
            )
            for basis in ("billed", "consumed")
        }
        for basis, rows in (("billed", 0), ("consumed", 1)):
            parts = {
                one["key"]: one for block in pages[basis]["blocks"] for one in block
            }
            with self.subTest(basis=basis):
                self.assertEqual(len(parts["products"].get("rows", [])), rows)
                self.assertNotIn("people", parts)
                self.assertEqual("who consumed" in pages[basis]["note"], bool(rows))

    def test_salesperson_sees_own_documents_only(self):
        invoice = self._lines_invoice(self.payer, [100], "2026-06-01")
        invoice.client_end_id = self.client
        seller = self._user("seller", USER_GROUP, "sales_team.group_sale_salesman")
        self.env.flush_all()
        dossier = self._as(seller, self.env["client.dossier"]).get_dossier(
            self.client.id, "consumed"
        )
        sections = {part["key"]: part["data"] for part in dossier["sections"]}
        self.assertFalse(sections["products"]["rows"])
        self.assertEqual(sections["turnover"]["series"][1]["total"], 0)

    # ------------------------------------------------------------------------ check
    def test_check_is_green_and_goes_red(self):
        invoice = self._lines_invoice(self.payer, [100, 50], "2026-06-01")
        self._lines_invoice(self.client, [70], "2026-06-02")
        line = invoice.invoice_line_ids[0]
        split = self._split(line, (self.client, 30))
        self.env.flush_all()
        check = self.env["client.link.check"]
        self.assertRecordValues(
            check.search([("company_id", "=", self.company.id)]),
            [
                {
                    "ledger": 220,
                    "billed": 220,
                    "consumed": 220,
                    "moved": 30,
                    "line_count": 3,
                    "state": "right",
                }
            ],
        )
        # what no screen allows
        self.env.cr.execute(
            "UPDATE client_invoice_split SET amount = 130 WHERE id = %s", [split.id]
        )
        difference = self.env["client.link.difference"].search([])
        self.assertRecordValues(
            difference, [{"line_id": line.id, "problem": "shares", "difference": 0}]
        )
        self.env.cr.execute(
            "UPDATE account_move SET commercial_partner_id = NULL WHERE id = %s",
            [invoice.id],
        )
        self.env.invalidate_all()
        red = check._differences()
        self.assertEqual(red.billed_difference, -150)
        self.assertTrue(
            self.env["client.link.difference"].search([("problem", "=", "nobody")])
        )

    def test_cash_basis_entries_are_not_sales(self):
        self.company.tax_exigibility = True
        transition = self.env["account.account"].create(
            {
                "name": "Taxes to come",
                "code": "251999",
                "account_type": "liability_current",
                "reconcile": True,
            }
        )
        tax = self.env["account.tax"].create(
            {
                "name": "Cash basis",
                "amount": 20,
                "tax_exigibility": "on_payment",
                "cash_basis_transition_account_id": transition.id,
            }
        )
        invoice = self._lines_invoice(self.payer, [100], "2026-06-01", post=False)
        invoice.invoice_line_ids.tax_ids = tax
        invoice.action_post()
        invoice.client_end_id = self.client
        self._register_payment(invoice)
        self.assertEqual(self._consumed(invoice), {"Vega": 100})
        self.assertFalse(self.env["client.link.check"]._differences())
