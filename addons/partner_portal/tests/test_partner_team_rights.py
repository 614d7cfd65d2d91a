from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..models.team.roles import RIGHTS
from .common import PartnerPortalCommon


@tagged("post_install", "-at_install")
class TestPartnerTeamRights(PartnerPortalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first = cls._create_portal_user("team-first", cls.dealer)
        cls.second = cls._create_portal_user("team-second", cls.dealer)
        cls.invoice = cls._create_invoice_one_line(
            partner_id=cls.dealer, price_unit=100, post=True
        )
        cls.invoice.message_subscribe(cls.dealer.ids)
        cls.order = cls._create_sale_order_one_line(
            partner_id=cls.dealer, product_id=cls.product_a
        )
        cls.order.message_subscribe(cls.dealer.ids)
        cls.lead = cls._create_lead(cls.dealer)

    def _open(self, user):
        """What the user can read of an order, an invoice and a lead."""
        return {
            record._name
            for record in (self.order, self.invoice, self.lead)
            if record.with_user(user).has_access("read")
        }

    def test_without_roles_everybody_is_an_owner(self):
        self.assertEqual(self.first._channel_rights(), RIGHTS)
        self.assertEqual(
            self._open(self.first), {"sale.order", "account.move", "crm.lead"}
        )

    def test_nobody_loses_access_with_the_first_role(self):
        self.first.partner_id.channel_role = "sales"
        self.assertEqual(self.second.partner_id.channel_role, "owner")
        self.assertEqual(self.second._channel_rights(), RIGHTS)
        self.assertEqual(self.first.partner_id.channel_role, "sales")

    def test_first_role_with_a_new_contact(self):
        contact = self._create_contact(self.dealer, "New")
        contact.channel_role = "accountant"
        self.assertEqual(self.first.partner_id.channel_role, "owner")
        self.assertEqual(self.second.partner_id.channel_role, "owner")

    def test_first_role_with_the_creation_of_a_contact(self):
        self.env["res.partner"].create(
            {"name": "New", "parent_id": self.dealer.id, "channel_role": "sales"}
        )
        self.assertEqual(self.first.partner_id.channel_role, "owner")

    def test_documents_follow_the_role(self):
        self.first.partner_id.channel_role = "owner"
        expected = {
            "owner": {"sale.order", "account.move", "crm.lead"},
            "sales": {"sale.order", "crm.lead"},
            "accountant": {"sale.order", "account.move"},
            "technician": set(),
        }
        for role, documents in expected.items():
            self.second.partner_id.channel_role = role
            with self.subTest(role=role):
                self.assertEqual(self._open(self.second), documents)
                orders = self.env["sale.order"].with_user(self.second)
                self.assertEqual(
                    bool(orders.search([("id", "=", self.order.id)])),
                    "sale.order" in documents,
                )

    def test_a_new_colleague_without_a_role_sees_the_home_only(self):
        self.first.partner_id.channel_role = "owner"
        third = self._create_portal_user("team-third", self.dealer)
        self.assertEqual(third._channel_rights(), {"home"})
        self.assertFalse(self._open(third))

    def test_a_user_without_a_role_who_joins_loses_what_he_read(self):
        """Domains of rules are kept by user: joining a team with roles is seen."""
        self.first.partner_id.channel_role = "owner"
        loner = self._create_portal_user("team-loner", self.customer)
        invoice = self._create_invoice_one_line(
            partner_id=loner.partner_id, price_unit=100, post=True
        )
        self.assertTrue(invoice.with_user(loner).has_access("read"))
        loner.partner_id.parent_id = self.dealer
        self.assertFalse(invoice.with_user(loner).has_access("read"))

    def test_others_keep_what_they_have(self):
        client = self._create_portal_user("team-client", self.customer)
        self.assertFalse(client._channel_rights())
        invoice = self._create_invoice_one_line(
            partner_id=self.customer, price_unit=100, post=True
        )
        invoice.message_subscribe(self.customer.ids)
        self.assertTrue(invoice.with_user(client).has_access("read"))
        for user in (self.env.user, self.env.ref("base.public_user")):
            self.assertTrue(user._channel_may("invoices"))

    def test_the_partner_cannot_read_or_give_roles(self):
        partner = self.first.partner_id.with_user(self.first)
        with self.assertRaises(AccessError):
            partner.read(["channel_role"])
        with self.assertRaises(AccessError):
            partner.write({"channel_role": "owner"})
        self.assertFalse(
            self.env["partner.type"].with_user(self.first).has_access("read")
        )

    def test_a_type_makes_a_channel_partner(self):
        kind = self.env.ref("partner_portal.partner_type_dealer")
        self.assertFalse(self.customer.is_channel_partner)
        self.customer.channel_type_id = kind
        self.assertTrue(self.customer.is_channel_partner)
        self.assertIn(
            self.customer,
            self.env["res.partner"].search([("is_channel_partner", "=", True)]),
        )
