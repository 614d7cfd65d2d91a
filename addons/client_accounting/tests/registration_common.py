from odoo import Command, fields
from odoo.tests import freeze_time, new_test_user

from odoo.addons.mail.tests.common import MailCommon


@freeze_time("2026-06-15 10:00:00")
class RegistrationCommon(MailCommon):
    """A client with two people, another client, a salesperson, a quotation; and mails
    as a gateway delivers them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.tz = "UTC"
        cls.seller = new_test_user(
            cls.env,
            "registration_seller",
            groups="base.group_user,sales_team.group_sale_salesman_all_leads",
            email="seller@ours.example",
            company_id=cls.env.company.id,
        )
        cls.head = new_test_user(
            cls.env,
            "registration_head",
            groups="base.group_user,client_accounting.group_client_accounting_manager,"
            "sales_team.group_sale_manager",
            email="head@ours.example",
        )
        cls.client = cls._partner(
            "Vega", is_company=True, email="office@vega.example", user_id=cls.seller.id
        )
        cls.anna = cls._partner(
            "Anna", parent_id=cls.client.id, email="anna@vega.example"
        )
        cls.boris = cls._partner(
            "Boris", parent_id=cls.client.id, email="boris@vega.example"
        )
        cls.other = cls._partner("Rigel", is_company=True, email="info@rigel.example")
        cls.olga = cls._partner(
            "Olga", parent_id=cls.other.id, email="olga@rigel.example"
        )
        cls.order = cls.env["sale.order"].create(
            {"partner_id": cls.anna.id, "user_id": cls.seller.id}
        )
        cls.env.cr.precommit.run()
        cls.engine = cls.env["client.registration"]
        cls.Event = cls.env["client.event"]

    @classmethod
    def _partner(cls, name, **values):
        return cls.env["res.partner"].create({"name": name, **values})

    # ------------------------------------------------------------------ what happens
    def _commit(self):
        """What the end of a transaction does."""
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.env.invalidate_all()

    def _run_cron(self, name):
        """What the scheduler does, by the name of its job."""
        with self.enter_registry_test_mode():
            self.env.ref(
                f"client_accounting.ir_cron_client_registration_{name}"
            ).method_direct_trigger()
        self.env.invalidate_all()

    def _incoming(self, record, sender, subject="Question", headers="", **values):
        """A mail that the gateway takes for a record, as text with headers."""
        self._mail_number = getattr(self, "_mail_number", 0) + 1
        message_id = values.pop("message_id", f"<mail-{self._mail_number}@example>")
        text = (
            f"Message-Id: {message_id}\nFrom: {sender}\nTo: catchall@test.example\n"
            f"Subject: {subject}\nDate: {values.pop('date', '')}\n{headers}"
            "Content-Type: text/plain; charset=utf-8\n\nHow much is it?\n"
        ).replace("Date: \n", "")
        self.env["mail.thread"].sudo().message_process(
            record._name, text, thread_id=record.id
        )
        self._commit()
        return self._message_of(record)

    def _message_of(self, record):
        return self.env["mail.message"].search(
            [("model", "=", record._name), ("res_id", "=", record.id)],
            order="id desc",
            limit=1,
        )

    def _write_to(self, record, partners, user=None, **values):
        """What the chatter does for "Send message"."""
        message = record.with_user(user or self.seller).message_post(
            body="Hello",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=partners.ids,
            **values,
        )
        self._commit()
        return message

    def _activity(self, record, xmlid="mail.mail_activity_data_call", **values):
        return record.with_user(values.pop("user", self.seller)).activity_schedule(
            xmlid,
            user_id=self.seller.id,
            **{"summary": "Ask about the order", **values},
        )

    def _meeting(self, partners, start, hours=1, **values):
        start = fields.Datetime.to_datetime(start)
        return (
            self.env["calendar.event"]
            .with_user(self.seller)
            .with_context(no_mail_to_attendees=True, dont_notify=True)
            .create(
                {
                    "name": "Visit",
                    "start": start,
                    "stop": fields.Datetime.add(start, hours=hours),
                    "user_id": self.seller.id,
                    "partner_ids": [
                        Command.set((partners | self.seller.partner_id).ids)
                    ],
                    **values,
                }
            )
        )

    # ------------------------------------------------------------------ what became
    def _events(self, record=None):
        """Events of a source record, or all of the clients of the test."""
        if record is None:
            domain = [("client_id", "in", (self.client | self.other).ids)]
        else:
            keys = [f"{record._name},{record_id}" for record_id in record.ids]
            domain = [("source_key", "in", keys)]
        return self.Event.search(domain, order="id")

    def _event(self, record):
        event = self._events(record)
        self.assertEqual(len(event), 1, "one event of each")
        return event
