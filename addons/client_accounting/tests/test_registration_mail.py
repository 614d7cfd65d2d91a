from odoo import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.mail.tests.common import mail_new_test_user

from .registration_common import RegistrationCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 10:00:00")
class TestRegistrationMail(RegistrationCommon):
    def test_reply_to_a_quotation(self):
        message = self._incoming(self.order, '"Anna" <Anna@VEGA.example>', "Re: Offer")
        event = self._event(message)
        self.assertRecordValues(
            event,
            [
                {
                    "partner_id": self.anna.id,
                    "client_id": self.client.id,
                    "direction": "in",
                    "channel": "email",
                    "source": "mail",
                    "subject": "Re: Offer",
                    "user_id": self.seller.id,
                    "res_model": "sale.order",
                    "res_id": self.order.id,
                    "company_id": self.order.company_id.id,
                }
            ],
        )

    def test_written_to_the_client(self):
        message = self._write_to(self.order, self.boris | self.olga)
        event = self._event(message)
        self.assertEqual(event.partner_id, self.boris, "of the order's client")
        self.assertEqual(event.participant_partner_ids, self.olga)
        self.assertEqual(event.direction, "out")
        self.assertEqual(event.user_id, self.seller)
        self.assertEqual(event.subject, self.order.display_name, "it had no subject")

    def test_followers_get_it_too(self):
        self.order.message_subscribe(self.boris.ids)
        event = self._event(self._write_to(self.order, self.env["res.partner"]))
        self.assertEqual(event.partner_id, self.boris)

    def test_among_ourselves(self):
        self.order.message_unsubscribe((self.anna | self.boris).ids)
        message = self._write_to(self.order, self.head.partner_id)
        self.assertFalse(self._events(message))

    def test_what_is_no_contact(self):
        post = self.order.with_user(self.seller).message_post
        messages = post(body="note", subtype_xmlid="mail.mt_note")
        messages |= post(
            body="note",
            message_type="comment",
            subtype_xmlid="mail.mt_note",
            partner_ids=self.anna.ids,
        )
        messages |= post(body="x", subtype_xmlid="mail.mt_comment")  # notification
        messages |= self.order.message_post(
            body="x",
            message_type="auto_comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=self.anna.ids,
        )
        messages |= self.order.with_user(self.env.ref("base.user_root")).message_post(
            body="x",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=self.anna.ids,
        )
        messages |= self.order.message_notify(body="x", partner_ids=self.anna.ids)
        self._commit()
        self.assertFalse(self._events(messages))
        self.order.action_confirm()
        self._commit()
        self.assertFalse(self._events(self.order.message_ids))

    def test_automatic_replies(self):
        for headers, subject in (
            ("Auto-Submitted: auto-replied\n", "Question"),
            ("Precedence: bulk\n", "Question"),
            ("X-Autoreply: yes\n", "Question"),
            ("List-Id: <news.vega.example>\n", "Question"),
            ("", "Automatic reply: Question"),
            ("", "Автоответ: вопрос"),
            ("", "Out of office"),
        ):
            with self.subTest(headers=headers, subject=subject):
                message = self._incoming(
                    self.order, "anna@vega.example", subject, headers
                )
                self.assertFalse(self._events(message))
        message = self._incoming(
            self.order, "anna@vega.example", headers="Auto-Submitted: no\n"
        )
        self._event(message)
        message = self._incoming(self.order, "no-reply@vega.example")
        self.assertFalse(self._events(message))

    def test_mail_loop(self):
        self.env["ir.config_parameter"].set_param("mail.gateway.loop.threshold", 1000)
        messages = self.env["mail.message"]
        for _number in range(14):
            messages |= self._incoming(self.order, "anna@vega.example")
        self.assertEqual(len(self._events(messages)), 10)

    def test_same_mail_delivered_twice(self):
        for _delivery in range(2):
            self._incoming(self.order, "anna@vega.example", message_id="<one@example>")
        self.assertEqual(len(self._events()), 1)

    def test_reply_of_a_colleague_from_his_mailbox(self):
        self.order.message_subscribe(self.anna.ids)
        message = self._incoming(self.order, "seller@ours.example")
        event = self._event(message)
        self.assertEqual((event.direction, event.partner_id), ("out", self.anna))

    def test_portal_message(self):
        user = mail_new_test_user(
            self.env,
            "registration_portal",
            "base.group_portal",
            partner_id=self.anna.id,
        )
        self.order.message_subscribe(self.anna.ids)
        message = self.order.sudo().message_post(
            body="Please hurry",
            author_id=user.partner_id.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        self._commit()
        self.assertRecordValues(
            self._event(message),
            [
                {
                    "partner_id": self.anna.id,
                    "source": "portal",
                    "channel": "site",
                    "direction": "in",
                }
            ],
        )

    def test_mail_to_many(self):
        """A thousand mails cost a few statements more than ten."""

        def send(count):
            partners = self.env["res.partner"].create(
                [
                    {
                        "name": f"P{number}",
                        "email": f"p{number}@{count}.example",
                        "is_company": True,
                    }
                    for number in range(count)
                ]
            )
            self.env["mail.mail"].create(
                [
                    {
                        "model": "res.partner",
                        "res_id": partner.id,
                        "recipient_ids": [Command.link(partner.id)],
                        "author_id": self.seller.partner_id.id,
                        "subject": "News",
                        "body_html": "<p>News</p>",
                        "is_notification": True,
                    }
                    for partner in partners
                ]
            )
            self.env.flush_all()
            queries = self.env.cr.sql_log_count
            self.env.cr.precommit.run()
            queries = self.env.cr.sql_log_count - queries
            events = self.Event.search([("client_id", "in", partners.ids)])
            self.assertEqual(events.partner_id, partners)
            self.assertEqual(set(events.mapped("direction")), {"out"})
            return queries

        few = send(10)
        self.assertLessEqual(few, 40)
        self.assertLessEqual(send(900) - few, 5)

    def test_suppliers_are_no_clients(self):
        bill = self.env["account.move"].create(
            {"move_type": "in_invoice", "partner_id": self.other.id}
        )
        message = self._incoming(bill, "somebody@unknown.example")
        self.assertFalse(self._events(message))
        self.assertFalse(self.env["client.contact.proposal"].search([]))

    def test_deleted_and_edited_messages(self):
        message = self._write_to(self.order, self.anna)
        event = self._event(message)
        message.sudo().body = "Changed"
        self._commit()
        self.assertEqual(self._event(message), event)
        message_id = message.id
        message.sudo().unlink()
        self._commit()
        self.assertTrue(event.exists(), "what was said was said")
        self.engine._register_source("mail.message", [message_id])
        self.assertEqual(len(self._events()), 1)

    def test_big_attachment_is_linked_not_copied(self):
        attachment = (
            self.env["ir.attachment"]
            .with_user(self.seller)
            .create(
                {
                    "name": "film.bin",
                    "raw": b"0" * 50 * 1024 * 1024,
                    "res_model": "mail.compose.message",
                    "res_id": 0,
                }
            )
        )
        before = self.env["ir.attachment"].search_count([])
        message = self._write_to(self.order, self.anna, attachment_ids=attachment.ids)
        event = self._event(message)
        self.assertEqual(event.attachment_ids, attachment)
        self.assertEqual(self.env["ir.attachment"].search_count([]), before)

    def test_a_failure_fails_no_mail(self):
        engine = self.env.registry["client.registration"]

        def broken(self, ids):
            raise ValueError("broken")

        self.patch(engine, "_prepare_mails", broken)
        with mute_logger(
            "odoo.addons.client_accounting.models.registration.client_registration"
        ):
            message = self._incoming(self.order, "anna@vega.example")
        self.assertTrue(message)
        self.assertFalse(self._events(message))
