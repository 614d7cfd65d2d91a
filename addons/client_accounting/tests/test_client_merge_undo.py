from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .merge_common import MergeCommon


@tagged("post_install", "-at_install")
class TestClientMergeUndo(MergeCommon):
    def _undo(self, merge, user=None):
        self._as(user or self.merger, merge).action_undo()
        self.env.invalidate_all()

    def test_everything_back_row_by_row(self):
        self._fill(self.rigel)
        self._fill(self.stranger)
        self.rigel.write({"street": "New Street 2", "vat": "US123456789"})
        self.figures.sudo()._rebuild()
        before = self._snapshot()
        figures = self._rows(self.vega | self.rigel | self.stranger)
        merge = self._merge(
            others=self.rigel | self.stranger,
            choices={"name": self.rigel.id, "phone": self.rigel.id},
        )
        self.assertEqual(self.vega.name, "Rigel Trade")
        self.assertNotEqual(self._rows(self.vega | self.rigel | self.stranger), figures)
        self._undo(merge)
        self.assertFalse(merge.leftover)
        self.assertAllBack(before, self._snapshot())
        self.assertSameFigures(
            self._rows(self.vega | self.rigel | self.stranger), figures
        )
        self.assertEqual(merge.state, "undone")
        self.assertEqual(merge.undo_user_id, self.merger)

    def test_twice_over(self):
        """Merge, undo and merge again: nothing is left of the first time."""
        self._fill(self.rigel)
        before = self._snapshot()
        self._undo(self._merge())
        again = self._merge()
        self.assertEqual(self.rigel.client_merged_into_id, self.vega)
        self._undo(again)
        self.assertAllBack(before, self._snapshot())

    def test_chain(self):
        """The last merge is undone first."""
        self._fill(self.rigel)
        before = self._snapshot()
        first = self._merge()
        second = self._merge(self.stranger, self.vega)
        with self.assertRaisesRegex(UserError, "merged again since.*Vega Trade →"):
            self._undo(first)
        self._undo(second)
        self._undo(first)
        self.assertAllBack(before, self._snapshot())
        with self.assertRaisesRegex(UserError, "undone already"):
            self._undo(first)

    def test_newer_values_stay(self):
        merge = self._merge(choices={"phone": self.rigel.id})
        self.vega.write({"phone": "+14125559999"})
        self._undo(merge)
        self.assertEqual(self.vega.phone, "+14125559999")
        self.assertFalse(self.vega.ref, "what nobody touched goes back")
        self.assertIn("Phone", merge.leftover)
        self.assertIn("Vega Trade", merge.leftover)

    def test_rows_given_to_others_stay(self):
        made = self._fill(self.rigel)
        merge = self._merge()
        made["lead"].partner_id = self.stranger
        made["activity"].unlink()
        self._undo(merge)
        self.assertEqual(made["lead"].partner_id, self.stranger)
        self.assertEqual(made["invoice"].partner_id, self.rigel)
        self.assertIn("Lead", merge.leftover)
        self.assertIn("1 rows", merge.leftover)

    def test_new_documents_stay_with_the_survivor(self):
        self._fill(self.rigel)
        merge = self._merge()
        later = self._invoice(self.vega, 5, 0)
        self._undo(merge)
        self.assertEqual(later.partner_id, self.vega)

    def test_new_lines_of_a_draft_go_with_it(self):
        made = self._fill(self.rigel)
        merge = self._merge()
        made["draft"].invoice_line_ids = [
            (0, 0, {"name": "More", "price_unit": 5, "tax_ids": False})
        ]
        self._undo(merge)
        self.assertEqual(made["draft"].partner_id, self.rigel)
        self.assertEqual(made["draft"].line_ids.partner_id, self.rigel)

    def test_reconciled_across(self):
        """Money of one client has paid the other's debt: refused, by name."""
        made = self._fill(self.rigel)
        debt = self._invoice(self.vega, 40, -4)
        merge = self._merge()
        lines = self._receivable_line(debt) | self._open_credit(made["payment"])
        lines.reconcile()
        self.assertEqual(debt.amount_residual, 0)
        with self.assertRaisesRegex(UserError, debt.name):
            self._undo(merge)
        self.assertEqual(made["invoice"].partner_id, self.vega, "nothing half done")
        lines.remove_move_reconcile()
        self._undo(merge)
        self.assertEqual(made["payment"].line_ids.partner_id, self.rigel)

    def test_reconciled_within(self):
        """A client's own payment for its own invoice, after the merge, is no reason."""
        made = self._fill(self.rigel)
        merge = self._merge()
        lines = self._receivable_line(made["invoice"])
        (lines | self._open_credit(made["payment"])).reconcile()
        residual = made["invoice"].amount_residual
        self._undo(merge)
        self.assertEqual(made["invoice"].partner_id, self.rigel)
        self.assertEqual(made["invoice"].amount_residual, residual)

    def _open_credit(self, payment):
        return self._receivable_line(payment)

    def test_rights(self):
        merge = self._merge()
        with self.assertRaises(AccessError):
            self._undo(merge, self.reader)
        self.rigel.company_id = self.other_company
        here = self._user(
            "here",
            "client_accounting.group_client_accounting_merge",
            "base.group_partner_manager",
        )
        with self.assertRaises(AccessError):
            self._undo(merge, here)
        self.assertEqual(merge.state, "done")

    def test_deleted_since(self):
        merge = self._merge()
        self.rigel.unlink()
        with self.assertRaisesRegex(UserError, "has been deleted"):
            self._undo(merge)

    def test_pairs_come_back(self):
        twin = self._client("Vega Trade LLC", phone="+1 412 555 0140")
        duplicates = self.env["client.duplicate"]
        duplicates.sudo()._scan_all()
        domain = duplicates._of_clients(twin.ids)
        merge = self._merge(others=twin)
        pair = duplicates.search(domain)
        self.assertEqual((pair.state, pair.merge_id), ("merged", merge))
        duplicates.sudo()._scan_all()
        self.assertEqual(duplicates.search(domain), pair)
        self._undo(merge)
        self.assertEqual(pair.state, "open")
        duplicates.sudo()._scan_all()
        self.assertEqual(duplicates.search(domain).state, "open")
