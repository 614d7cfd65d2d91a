from lxml import html

from odoo.fields import Command
from odoo.tests import freeze_time

from .common import PartnerPortalCommon

#: A Monday, 10:00 UTC.
NOW = "2026-03-02 10:00:00"
FORM = {
    "company_name": "Harbour Trade Ltd",
    "vat": "BE0477472701",
    "website": "www.harbour-trade.example",
    "phone": "+32 2 555 02 02",
    "street": "1 Quay",
    "zip": "9000",
    "city": "Ghent",
    "contact_name": "Ann Harbour",
    "contact_function": "Director",
    "contact_email": "ann@harbour-trade.example",
    "message": "We sell to ports.",
    "consent": "1",
}


class PartnerRecruitmentCommon(PartnerPortalCommon):
    """A type with questions of each kind and a step of approval, two managers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        env = cls.env
        for model in (
            "partner.application.question",
            "partner.application.step",
            "partner.onboarding.step",
            "partner.type",
        ):
            env[model].search([]).active = False
        cls.kind = env["partner.type"].create({"name": "Trader", "code": "trader"})
        cls.other_kind = env["partner.type"].create({"name": "Agency"})
        cls.questions = env["partner.application.question"].create(
            [
                {
                    "name": "Experience?",
                    "code": "t_exp",
                    "kind": "choice",
                    "choice_ids": [
                        Command.create({"name": "None", "code": "t_exp_no"}),
                        Command.create(
                            {"name": "Long", "code": "t_exp_long", "points": 30}
                        ),
                    ],
                },
                {
                    "name": "Warehouse?",
                    "code": "t_ware",
                    "kind": "yesno",
                    "points": 30,
                    "wants_yes": True,
                    "type_ids": [Command.link(cls.kind.id)],
                },
                {
                    "name": "Clients?",
                    "code": "t_clients",
                    "kind": "number",
                    "points": 40,
                    "threshold": 100,
                },
                {
                    "name": "Brands?",
                    "code": "t_brands",
                    "kind": "text",
                    "is_required": False,
                },
            ]
        )
        cls.step = env["partner.application.step"].create({"name": "Company check"})
        cls.reason = env.ref("partner_portal.partner_reason_profile")
        cls.onboarding = env["partner.onboarding.step"].create(
            [
                {"name": "Welcome call", "side": "own", "days": 3},
                {"name": "Invite the team", "side": "partner", "days": 5},
                {
                    "name": "Other type",
                    "side": "partner",
                    "type_ids": [Command.link(cls.other_kind.id)],
                },
            ]
        )
        group = "partner_portal.group_partner_portal_manager"
        cls.manager = cls._create_employee("app-manager", group)
        cls.head = cls._create_employee("app-head", group)
        cls.seller = cls._create_employee(
            "app-seller", "partner_portal.group_partner_portal_user"
        )
        cls.env.company.partner_application_hourly_limit = 0
        # what was sent can be read
        templates = env["mail.template"].search(
            [
                (
                    "model_id.model",
                    "in",
                    ("partner.application", "partner.onboarding.task"),
                )
            ]
        )
        templates |= env.ref("auth_signup.portal_set_password_email")
        templates.auto_delete = False
        cls.Application = env["partner.application"]

    @classmethod
    def _create_application(cls, **values):
        form = {name: text for name, text in FORM.items() if name != "consent"}
        return cls.Application.create(
            {
                **form,
                "type_id": cls.kind.id,
                "country_id": cls.env.ref("base.be").id,
                "manager_id": cls.manager.id,
                **values,
            }
        )

    @classmethod
    def _agree(cls, application):
        """Review the application and agree to all its steps."""
        application.with_user(cls.manager).action_review()
        for line in application.approval_ids:
            line.with_user(line.user_id or cls.manager).action_grant()
        return application

    @classmethod
    def _approve(cls, application, partner=None, note=None):
        cls._agree(application)
        return application.with_user(cls.manager)._approve(partner, note)

    def _answers(self, **texts):
        return {
            "q_t_exp": "t_exp_long",
            "q_t_ware": "yes",
            "q_t_clients": "50",
            "country_id": str(self.env.ref("base.be").id),
            **texts,
        }

    def _form(self, page):
        """Values of the hidden fields of the form on a page."""
        nodes = html.fromstring(page.text).xpath(
            "//form[hasclass('o_partner_apply_form')]//input[@type='hidden']"
        )
        return {node.get("name"): node.get("value") for node in nodes}

    def _apply(self, code="trader", wait=30, **texts):
        """Fill in the public form as an applicant does; give the page that answers."""
        with freeze_time(NOW) as clock:
            hidden = self._form(self.url_open(f"/partners/apply/{code}"))
            clock.tick(wait)
            return self.url_open(
                f"/partners/apply/{code}",
                data={**FORM, **self._answers(), **hidden, **texts},
            )

    def _mails(self, email):
        """Mails that were written to an address, the last first."""
        domain = [
            "|",
            ("email_to", "ilike", email),
            ("recipient_ids.email", "ilike", email),
        ]
        return self.env["mail.mail"].sudo().search(domain, order="id desc")
