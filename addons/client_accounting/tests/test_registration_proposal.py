from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, new_test_user, tagged

from .registration_common import RegistrationCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 10:00:00")
class TestContactProposal(RegistrationCommon):
    def _proposals(self):
        return self.env["client.contact.proposal"].search([])

    def _lead(self, **values):
        return self.env["crm.lead"].create({"name": "Question", **values})

    def test_known_domain_is_proposed_not_guessed(self):
        lead = self._lead()
        message = self._incoming(lead, '"Vera Ivanova" <vera@vega.example>')
        self.assertFalse(self._events(message), "whose it is, a person decides")
        proposal = self._proposals()
        self.assertRecordValues(
            proposal,
            [
                {
                    "address": "vera@vega.example",
                    "name": "Vera Ivanova",
                    "partner_id": self.client.id,
                    "reason": "domain",
                    "state": "new",
                    "user_id": self.seller.id,
                    "message_ids": message.ids,
                }
            ],
        )
        second = self._incoming(lead, "vera@vega.example")
        self.assertEqual(self._proposals().seen_count, 2)
        proposal.with_user(self.seller).action_accept()
        self._commit()
        vera = proposal.contact_id
        self.assertEqual((vera.parent_id, vera.name), (self.client, "Vera Ivanova"))
        self.assertEqual(vera.email, "vera@vega.example")
        for one in message | second:
            self.assertEqual(self._event(one).partner_id, vera)
        third = self._incoming(lead, "vera@vega.example")
        self.assertEqual(self._event(third).partner_id, vera)
        self.assertEqual(self._proposals(), proposal)

    def test_on_the_document_of_a_client(self):
        """The client is known by the document, the person is not."""
        message = self._incoming(self.order, "vera@gmail.com")
        event = self._event(message)
        self.assertEqual(event.client_id, self.client)
        proposal = self._proposals()
        self.assertEqual(proposal.reason, "document")
        self.assertEqual(proposal.partner_id, self.client)
        self.assertEqual(proposal.name, "Vera")
        proposal.with_user(self.seller).action_accept()
        self._commit()
        self.assertEqual(self._event(message), event)
        self.assertEqual(event.partner_id, proposal.contact_id)

    def test_free_mail_tells_nothing(self):
        self.anna.email = "anna@gmail.com"
        message = self._incoming(self._lead(), "vera@gmail.com")
        self.assertFalse(self._events(message))
        self.assertFalse(self._proposals())

    def test_our_own_domain_tells_nothing(self):
        self.anna.email = "anna@ours.example"
        self.env.company.partner_id.email = "office@ours.example"
        message = self._incoming(self._lead(), "vera@ours.example")
        self.assertFalse(self._events(message))
        self.assertFalse(self._proposals())

    def test_domain_of_several_clients(self):
        self.olga.email = "olga@vega.example"
        self._incoming(self._lead(), "vera@vega.example")
        proposal = self._proposals()
        self.assertEqual(proposal.reason, "several")
        self.assertFalse(proposal.partner_id)

    def test_address_of_several_clients(self):
        self.olga.email = "anna@vega.example"
        lead = self._lead()
        message = self._incoming(lead, "anna@vega.example")
        # the gateway takes one of them for the author, and so do we
        self.assertIn(message.author_id, self.olga | self.anna)
        message.sudo().author_id = False
        self.Event.search([]).with_context(client_event_not_buried=True).unlink()
        self.engine._register_source("mail.message", message.ids)
        self.assertFalse(self._events(message))
        self.assertEqual(self._proposals().reason, "several")

    def test_rejected_is_not_asked_again(self):
        lead = self._lead()
        self._incoming(lead, "vera@vega.example")
        proposal = self._proposals()
        proposal.with_user(self.seller).action_reject()
        message = self._incoming(lead, "vera@vega.example")
        self.assertEqual(self._proposals().state, "rejected")
        self.assertFalse(self._events(message))
        proposal.action_reopen()
        self.assertEqual(proposal.state, "new")

    def test_existing_contact_gets_a_second_address(self):
        self._incoming(self._lead(), "a.petrova@vega.example")
        proposal = self._proposals()
        proposal.contact_id = self.anna
        proposal.with_user(self.seller).action_accept()
        self.assertEqual(self.anna.email, "anna@vega.example", "her card is hers")
        message = self._incoming(self._lead(), "a.petrova@vega.example")
        self.assertEqual(self._event(message).partner_id, self.anna)

    def test_contact_is_made_elsewhere(self):
        message = self._incoming(self._lead(), "vera@vega.example")
        vera = self._partner(
            "Vera", parent_id=self.client.id, email="vera@vega.example"
        )
        self._run_cron("check")
        self.assertEqual(self._proposals().state, "accepted")
        self.assertEqual(self._event(message).partner_id, vera)

    def test_nameless(self):
        self._incoming(self._lead(), "vera@vega.example")
        proposal = self._proposals()
        proposal.name = " "
        with self.assertRaises(UserError):
            proposal.action_accept()

    def test_form_of_the_site(self):
        leads = self.env["crm.lead"].with_context(client_is_form=True)
        known = leads.create({"name": "Call me", "email_from": "Olga@Rigel.Example"})
        domain = leads.create(
            {
                "name": "Price?",
                "email_from": "vera@vega.example",
                "contact_name": "Vera",
            }
        )
        nobody = leads.create({"name": "Hi", "email_from": "x@new.example"})
        by_hand = self._lead(partner_id=self.olga.id)
        self._commit()
        self.assertRecordValues(
            self._event(known),
            [
                {
                    "partner_id": self.olga.id,
                    "source": "form",
                    "channel": "site",
                    "direction": "in",
                    "subject": "Call me",
                    "res_model": "crm.lead",
                    "res_id": known.id,
                }
            ],
        )
        self.assertFalse(self._events(domain) | self._events(by_hand))
        proposal = self._proposals()
        self.assertEqual(proposal.lead_ids, domain)
        proposal.with_user(self.seller).action_accept()
        self._commit()
        self.assertEqual(domain.partner_id, proposal.contact_id)
        self.assertEqual(self._event(domain).partner_id.name, "Vera")
        nobody.partner_id = self.olga
        self._commit()
        self.assertEqual(self._event(nobody).partner_id, self.olga)

    def test_other_company(self):
        self._incoming(self._lead(), "vera@vega.example")
        other = self.env["res.company"].create({"name": "Other"})
        stranger = new_test_user(
            self.env,
            "proposal_stranger",
            "sales_team.group_sale_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        proposals = self.env["client.contact.proposal"].with_user(stranger)
        self.assertFalse(proposals.search([]))
        with self.assertRaises(AccessError):
            self._proposals().with_user(stranger).action_accept()


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 10:00:00")
class TestKeptPrivate(RegistrationCommon):
    def test_one_event(self):
        message = self._incoming(self.order, "anna@vega.example")
        event = self._event(message)
        event.with_user(self.seller).action_keep_private()
        self.engine._register_source("mail.message", message.ids)
        self.assertFalse(self._events(message))
        self.assertTrue(message.exists())

    def test_deleted_event_does_not_come_back(self):
        message = self._incoming(self.order, "anna@vega.example")
        self._event(message).with_user(self.head).unlink()
        self._run_cron("check")
        self.assertFalse(self._events(message))

    def test_only_own_ones(self):
        event = self._event(self._incoming(self.order, "anna@vega.example"))
        event.user_id = self.head
        with self.assertRaises(AccessError):
            event.with_user(self.seller).action_keep_private()
        event.with_user(self.head).action_keep_private()

    def test_document(self):
        message = self._incoming(self.order, "anna@vega.example")
        activity = self._activity(self.order)
        activity.action_feedback()
        self._event(message).with_user(self.seller).action_keep_document_private()
        self.assertFalse(self._events())
        later = self._write_to(self.order, self.anna)
        second = self._activity(self.order)
        second.action_feedback()
        self.assertFalse(self._events(later) | self._events(second))
        self._event(self._write_to(self.client, self.anna))

    def test_address_and_domain_and_employee(self):
        Exclusion = self.env["client.event.exclusion"].with_user(self.head)
        line = Exclusion.create({"kind": "address", "address": " Anna@VEGA.example "})
        self.assertEqual(line.address, "anna@vega.example")
        self.assertFalse(self._events(self._incoming(self.order, "anna@vega.example")))
        self.assertFalse(self._events(self._write_to(self.order, self.anna)))
        self._event(self._incoming(self.order, "boris@vega.example"))
        line.address = "@vega.example"
        self.assertFalse(self._events(self._incoming(self.order, "boris@vega.example")))
        line.unlink()
        Exclusion.create({"kind": "user", "user_id": self.seller.id})
        self.assertFalse(self._events(self._write_to(self.order, self.anna)))
        self.assertFalse(self._events(self._incoming(self.order, "anna@vega.example")))
        activity = self._activity(self.order)
        activity.action_feedback()
        self.assertFalse(self._events(activity))

    def test_nonsense(self):
        Exclusion = self.env["client.event.exclusion"]
        for values in (
            {"kind": "address"},
            {"kind": "address", "address": "anna"},
            {"kind": "user"},
            {"kind": "thread"},
        ):
            with self.subTest(values=values), self.assertRaises(ValidationError):
                Exclusion.create(values)
