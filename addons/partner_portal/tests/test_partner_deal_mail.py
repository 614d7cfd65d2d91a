from odoo.tests import BaseCase, freeze_time, tagged

from odoo.addons.mail.tests.common import MockEmail

from ..tools import deal_mail
from .deal_common import NOW, PartnerDealCommon

MAIL = """MIME-Version: 1.0
Date: Mon, 02 Mar 2026 10:00:00 +0000
Message-ID: <{number}@dealer.example>
{references}Subject: {subject}
From: {sender}
To: {to}
Content-Type: text/plain; charset="UTF-8"

{body}
"""
COMPLETE = """Client: Northern Mills Ltd
E-mail: office@northern-mills.example
Amount: 50 000
Date: 31.12.2999

They decide after a visit.
--
Ada Dealer"""


class TestDealMail(BaseCase):
    def test_lines_are_fields_and_the_rest_is_the_description(self):
        self.assertEqual(
            deal_mail.read(
                " A packing\n line ",
                "Hello,\n*Client:* Northern Mills\nКлиент: Another\nТелефон: +32 2 5\n"
                "Note: by June\n> Client: Quoted",
            ),
            {
                "client_name": "Northern Mills",
                "client_phone": "+32 2 5",
                "subject": "A packing line",
                "description": "Hello,\nКлиент: Another\nNote: by June",
            },
        )

    def test_nothing_is_read_of_nothing(self):
        self.assertEqual(deal_mail.read(None, ""), {})


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestPartnerDealMail(MockEmail, PartnerDealCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls._add_user("mail-owner", cls.dealer, email="ada@dealer.example")
        cls._add_user("mail-client", cls.customer, email="joe@customer.example")
        cls.alias = cls.env.ref("partner_portal.partner_deal_alias")
        domain = cls.env["mail.alias.domain"].sudo().create({"name": "us.example"})
        cls.alias.sudo().alias_domain_id = domain
        cls.to = f"{cls.alias.alias_name}@us.example"

    def _receive(self, body, sender="Ada <ada@dealer.example>", **values):
        with self.mock_mail_gateway():
            self.env["mail.thread"].sudo().message_process(
                None,
                MAIL.format(
                    **{
                        "body": body,
                        "sender": sender,
                        "to": self.to,
                        "subject": "A packing line",
                        "references": "",
                        "number": len(self.Deal.search([])) + 1000,
                        **values,
                    }
                ),
            )

    def _deals(self):
        return self.Deal.search([("partner_id", "=", self.dealer.id)])

    def test_a_complete_mail_is_registered(self):
        self._receive(COMPLETE)
        self.assertRecordValues(
            self._deals(),
            [
                {
                    "state": "submitted",
                    "client_name": "Northern Mills Ltd",
                    "client_email": "office@northern-mills.example",
                    "subject": "A packing line",
                    "amount": 50000,
                    "description": "They decide after a visit.",
                    "contact_id": self.owner.partner_id.id,
                    "manager_id": self.manager.id,
                }
            ],
        )
        trace = self.env["partner.audit"].search([("action", "=", "deal_mail")])
        self.assertEqual(trace.user_id, self.owner)
        self.assertEqual(trace.res_id, self._deals().id)

    def test_an_incomplete_mail_is_a_draft_with_an_answer(self):
        self._receive("Client: Northern Mills Ltd\nDate: soon")
        deal = self._deals()
        self.assertEqual(
            (deal.state, deal.client_name), ("draft", "Northern Mills Ltd")
        )
        answer = deal.message_ids.filtered(
            lambda one: "Not registered" in (one.subject or "")
        )
        self.assertEqual(answer.partner_ids, self.owner.partner_id)
        self.assertIn("Give the date as", answer.body)

    def test_only_people_of_partners_register(self):
        for sender in ("joe@customer.example", "who@nowhere.example"):
            self._receive(COMPLETE, sender=sender)
        self.assertFalse(self.Deal.search([("client_name", "=", "Northern Mills Ltd")]))

    def test_nobody_registers_faster_than_in_the_portal(self):
        self.env.company.partner_deal_hourly_limit = 1
        self._receive(COMPLETE)
        self._receive(COMPLETE.replace("Northern", "Southern"))
        self.assertEqual(len(self._deals()), 1)

    def test_replies(self):
        deal = self._create_deal()
        mail = deal.message_post(
            body="Tell us more",
            subtype_xmlid="mail.mt_comment",
            partner_ids=self.owner.partner_id.ids,
        )
        deal.activity_ids.unlink()
        references = f"References: {mail.message_id}\n"
        self._receive("They meet us on Monday", references=references, number=1)
        reply = deal.message_ids[0]
        self.assertIn("They meet us on Monday", reply.body)
        self.assertEqual(reply.author_id, self.owner.partner_id)
        self.assertEqual(reply.subtype_id, self.env.ref("mail.mt_comment"))
        self.assertFalse(reply.is_internal)
        self.assertEqual(deal.activity_ids.user_id, self.manager)
        self._receive(
            "I have the mail", "who@nowhere.example", references=references, number=2
        )
        stranger = deal.message_ids[0]
        self.assertIn("I have the mail", stranger.body)
        self.assertTrue(stranger.is_internal)
        self.assertEqual(len(self._deals()), 1)
