import base64
import io

from lxml import html
from PIL import Image

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from .distribution_common import DistributionCommon

#: Queries of the public directory when the caches are warm.
DIRECTORY_BUDGET = 45
#: What the directory must never show: fields of the company itself.
PRIVATE = ("secret-street", "private@dealer.example", "+32 999", "hidden-web")


@tagged("post_install", "-at_install")
class TestPartnerLocator(DistributionCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Profile = cls.env["partner.profile"]
        cls.Profile.search([]).sudo().unlink()
        cls.gold.website_published = True
        cls.dealer.write(
            {
                "street": "1 secret-street",
                "email": "private@dealer.example",
                "phone": "+32 999",
                "website": "https://hidden-web.example",
                "comment": "<p>secret-note</p>",
                "is_published": True,
                "user_id": cls.manager.id,
            }
        )
        cls.field = cls.env["partner.specialisation"].create({"name": "Packing"})
        cls.holder = cls.env["partner.specialisation.holder"].create(
            {"specialisation_id": cls.field.id, "partner_id": cls.dealer.id}
        )

    @classmethod
    def _publish(cls, partner=None, **values):
        partner = partner or cls.dealer
        profile = cls.Profile.create(
            {
                "partner_id": partner.id,
                "name": f"{partner.name} Shop",
                "city": "Ghent",
                "country_id": cls.belgium.id,
                **values,
            }
        )
        profile.with_user(cls.manager).action_publish()
        return profile

    def _names(self, query=""):
        page = self.url_open(f"/partners{query}")
        self.assertEqual(page.status_code, 200)
        return [
            node.text_content().strip()
            for node in html.fromstring(page.text).xpath("//article//h2/a")
        ]

    def _post(self, files=None, **values):
        page = html.fromstring(self.url_open("/my/partner/profile").text)
        token = page.xpath(
            "//form[hasclass('o_partner_profile_form')]//input[@name='csrf_token']"
            "/@value"
        )[0]
        return self.url_open(
            "/my/partner/profile", data={**values, "csrf_token": token}, files=files
        )

    # ------------------------------------------------------------------ visitors
    def test_nothing_is_shown_without_a_profile(self):
        """Published in core's way only: neither listed nor found by its address."""
        self.assertEqual(self._names(), [])
        slug = self.env["ir.http"]._slug(self.dealer)
        self.assertEqual(self.url_open(f"/partners/{slug}").status_code, 404)
        absent = self.url_open("/partners/nobody-999999")
        self.assertEqual(absent.status_code, 404)
        google = self.url_open(f"/google_map?partner_ids={self.dealer.id}")
        self.assertNotIn("secret-street", google.text)
        google = self.url_open("/google_map?dom=website_crm_partner_assign.partners")
        self.assertNotIn("secret-street", google.text)

    def test_page_shows_what_was_published_and_nothing_else(self):
        profile = self._publish(
            summary="Lines for mills",
            email="hello@shop.example",
            specialisation_ids=[(6, 0, self.field.ids)],
        )
        listing = self.url_open("/partners").text
        page = self.url_open(f"/partners/{self.dealer.id}")
        self.assertTrue(page.url.endswith(profile._public_url()))
        for text in ("Dealer Shop", "Lines for mills", "Packing", "Gold"):
            self.assertIn(text, listing)
            self.assertIn(text, page.text)
        self.assertIn("hello@shop.example", page.text)
        for secret in (*PRIVATE, "secret-note"):
            self.assertNotIn(secret, listing)
            self.assertNotIn(secret, page.text)

    def test_hidden_level_and_lost_specialisation(self):
        profile = self._publish(
            show_grade=False, specialisation_ids=[(6, 0, self.field.ids)]
        )
        self.assertNotIn("Gold", self.url_open("/partners").text)
        self.assertEqual(self._names(f"?grade={self.gold.id}"), ["Dealer Shop"])
        self.assertEqual(profile.tier_sequence, 9999)
        self.assertEqual(self._names(f"?field={self.field.id}"), ["Dealer Shop"])
        self.holder.unlink()
        self.assertNotIn("Packing", self.url_open("/partners").text)

    def test_filters(self):
        self._publish(summary="Lines for mills", zip="9000")
        self._publish(
            self.rival, city="Riga", country_id=self.latvia.id, summary="Boats"
        )
        for query, names in (
            ("", ["Dealer Shop", "Rival Dealer Shop"]),
            ("?search=mills", ["Dealer Shop"]),
            ("?search=lines+dealer", ["Dealer Shop"]),
            ("?search=secret-street", []),
            ("?search=private", []),
            ("?place=riga", ["Rival Dealer Shop"]),
            ("?place=9000", ["Dealer Shop"]),
            ("?place=belgium", ["Dealer Shop"]),
            (f"?country={self.latvia.id}", ["Rival Dealer Shop"]),
            (f"/country/{self.latvia.id}", ["Rival Dealer Shop"]),
            (f"/grade/{self.gold.id}", ["Dealer Shop"]),
            (f"?grade={self.gold.id}", ["Dealer Shop"]),
            (
                "?country=x&grade=-1&field=99999999999999",
                ["Dealer Shop", "Rival Dealer Shop"],
            ),
        ):
            with self.subTest(query=query):
                self.assertEqual(self._names(query), names)

    def test_archived_partner_is_gone(self):
        self._publish()
        self.dealer.active = False
        self.assertEqual(self._names(), [])
        self.assertEqual(self.url_open(f"/partners/{self.dealer.id}").status_code, 404)

    def test_directory_stays_within_its_budget(self):
        self._publish()
        for number in range(8):
            partner = self._create_partner(
                name=f"Partner {number}", grade_id=self.gold.id
            )
            self._publish(partner)
        self.url_open("/partners")
        self.env.flush_all()
        with self.assertQueryCount(DIRECTORY_BUDGET):
            self.url_open("/partners")

    # ------------------------------------------------------------------ the partner
    def test_partner_writes_we_approve(self):
        self._publish(summary="Old words")
        self.authenticate("lead-owner", "lead-owner")
        page = self._post(
            name="New Shop",
            summary="New words",
            city="Brugge",
            country_id=str(self.belgium.id),
            website="shop.example",
            submit="1",
            partner_id=str(self.rival.id),
            state="published",
            specialisation=[str(self.field.id), "999"],
        )
        self.assertIn("Thank you", page.text)
        version = self.Profile._working(self.dealer)
        self.assertRecordValues(
            version,
            [
                {
                    "state": "submitted",
                    "name": "New Shop",
                    "website": "https://shop.example",
                    "specialisation_ids": self.field.ids,
                    "show_grade": False,
                }
            ],
        )
        self.assertFalse(self.Profile._working(self.rival))
        self.assertEqual(self.dealer.activity_ids.user_id, self.manager)
        listing = self.url_open("/partners").text
        self.assertIn("Old words", listing)
        self.assertNotIn("New words", listing)
        version.with_user(self.manager).action_publish()
        self.assertEqual(self._names(), ["New Shop"])
        self.assertFalse(self.dealer.activity_ids)
        self.assertIn("New words", self.url_open("/partners").text)
        self._post(withdraw="1")
        self.assertEqual(self._names(), [])

    def test_sent_back_with_words(self):
        self.authenticate("lead-owner", "lead-owner")
        self._post(name="Shop", submit="1")
        version = self.Profile._working(self.dealer).with_user(self.manager)
        with self.assertRaisesRegex(UserError, "what has to be changed"):
            version.action_send_back()
        version.decision_note = "Please no superlatives"
        version.action_send_back()
        self.assertIn(
            "Please no superlatives", self.url_open("/my/partner/profile").text
        )
        self._post(name="Shop again", save="1")
        self.assertEqual((version.state, version.name), ("draft", "Shop again"))

    def test_bad_input_is_answered_and_nothing_is_written(self):
        self.authenticate("lead-owner", "lead-owner")
        page = self._post(
            name="", email="at home", website="javascript:alert(1)", summary="x" * 300
        )
        for sentence in (
            "How is your company called?",
            "This is no e-mail address.",
            "This is no address of a website.",
            "This is too long: 160 characters at most.",
        ):
            self.assertIn(sentence, page.text)
        page = self._post(
            name="Shop", files={"logo": ("logo.png", b"<script>", "image/png")}
        )
        self.assertIn("alert-danger", page.text)
        self.assertFalse(self.Profile.search([("partner_id", "=", self.dealer.id)]))

    def test_logo(self):
        picture = io.BytesIO()
        Image.new("RGB", (40, 20), "#336699").save(picture, "PNG")
        self.authenticate("lead-owner", "lead-owner")
        self._post(
            name="Shop",
            save="1",
            files={"logo": ("logo.png", picture.getvalue(), "image/png")},
        )
        version = self.Profile._working(self.dealer)
        self.assertTrue(base64.b64decode(version.logo))
        url = f"/partners/logo/{self.dealer.id}"
        self.assertEqual(self.url_open(url).status_code, 404)
        version.with_user(self.manager).action_publish()
        self.authenticate(None, None)
        answer = self.url_open(url)
        self.assertEqual(answer.headers["Content-Type"], "image/png")

    # ------------------------------------------------------------------ rights
    def test_rights(self):
        profile = self._publish()
        for user in (self.owner, self.other, self.env.ref("base.public_user")):
            with self.assertRaises(AccessError):
                profile.with_user(user).read(["name"])
        with self.assertRaises(AccessError):
            profile.with_user(self.seller).action_take_off()
        with self.assertRaises(AccessError):
            profile.with_user(self.manager).write({"state": "draft"})
        with self.assertRaisesRegex(UserError, "New Version"):
            profile.with_user(self.manager).write({"name": "Other"})
        action = profile.with_user(self.manager).action_new_version()
        version = self.Profile.browse(action["res_id"])
        self.assertEqual((version.state, version.city), ("draft", "Ghent"))
        profile.with_user(self.manager).action_take_off()
        self.assertEqual(profile.state, "replaced")

    def test_only_the_owner_of_the_partner_writes(self):
        clerk = self._add_user("lead-sales", self.dealer)
        clerk.partner_id.channel_role = "sales"
        self.authenticate("lead-sales", "lead-sales")
        page = self.url_open("/my/partner/profile")
        self.assertNotIn("o_partner_profile_form", page.text)
        self.assertNotIn("/my/partner/profile", self.url_open("/my/partner").text)
