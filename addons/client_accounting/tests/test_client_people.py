from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .common import TODAY, day
from .people_common import ClientPeopleCommon


@freeze_time("2026-06-15 10:00:00")
@tagged("post_install", "-at_install")
class TestClientContactRole(ClientPeopleCommon):
    def test_the_card_is_a_role(self):
        role = self.anna.client_role_ids
        self.assertRecordValues(
            role,
            [
                {
                    "client_id": self.client.id,
                    "position": "Director",
                    "is_main": True,
                    "is_current": True,
                }
            ],
        )
        self.anna.function = "Managing Director"
        self.assertEqual(role.position, "Managing Director")
        role.position = "Chairwoman"
        self.assertEqual(self.anna.function, "Chairwoman")

    def test_addresses_and_companies_have_no_role(self):
        address = self._client(
            "Yard", parent_id=self.client.id, is_company=False, type="delivery"
        )
        branch = self._client("Vega North", parent_id=self.client.id)
        self.assertFalse((address | branch | self.client).client_role_ids)

    def test_director_here_and_owner_there(self):
        owner = self._role(self.stranger, position="Owner", influence="4")
        self.assertFalse(owner.is_main)
        self.assertEqual(
            self.anna.client_role_ids.client_id, self.client | self.stranger
        )
        self.assertEqual(self.stranger.client_people_count, 1)
        self.assertEqual(self.client.client_people_count, 2, "Anna and the person")
        action = self.stranger.action_open_people()
        self.assertEqual(self.roles.search(action["domain"]), owner)

    def test_a_role_in_a_contact_of_a_company_is_in_the_company(self):
        role = self._role(self.person, partner=self.anna, position="Adviser")
        self.assertEqual(role.client_id, self.client)

    def test_the_same_role_twice(self):
        self._role(self.stranger, position="Owner", date_to=day(-30))
        self._role(self.stranger, position="Owner", date_from=day(-29))
        with self.assertRaises(ValidationError):
            self._role(self.stranger, position="Owner", date_from=day(-40))

    def test_a_company_has_no_role(self):
        with self.assertRaises(ValidationError):
            self._role(self.client, partner=self.stranger)

    def test_current(self):
        past = self._role(self.stranger, position="Owner", date_to=day(-1))
        today = self._role(self.stranger, position="Adviser", date_to=TODAY)
        coming = self._role(self.stranger, position="Head", date_from=day(1))
        roles = past | today | coming
        self.assertEqual(roles.mapped("is_current"), [False, True, False])
        mine = [("id", "in", roles.ids)]
        self.assertEqual(self.roles.search([*mine, ("is_current", "=", True)]), today)
        self.assertEqual(
            self.roles.search([*mine, ("is_current", "=", False)]), past | coming
        )

    def test_the_card_moves_by_hand(self):
        self.anna.parent_id = self.stranger
        self.assertRecordValues(
            self.anna.client_role_ids.sorted("id"),
            [
                {"client_id": self.client.id, "date_to": TODAY, "is_main": False},
                {"client_id": self.stranger.id, "date_to": False, "is_main": True},
            ],
        )

    def test_many_cards_in_one_statement(self):
        partners = self.env["res.partner"].create(
            [
                {"name": f"Person {number}", "parent_id": self.client.id}
                for number in range(20)
            ]
        )
        self.assertEqual(len(partners.client_role_ids), 20)
        partners.client_role_ids.unlink()
        self.env.flush_all()
        with self.assertQueryCount(4):
            partners._roles_from_cards()
        self.assertEqual(len(partners.client_role_ids), 20)

    def test_access(self):
        role = self._as(self._role(self.client, position="Chairwoman"), self.reader)
        self.assertEqual(role.position, "Chairwoman")
        with self.assertRaises(AccessError, msg="may not change the person"):
            role.influence = "4"
        self._as(role, self.seller).influence = "3"
        for user in (self.portal, self.env.ref("base.public_user").sudo()):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._as(role, user).read(["position"])
        self.client.company_id = self.company
        (self.anna | self.person).company_id = self.company
        with self.assertRaises(AccessError):
            self._as(role, self.foreigner).read(["position"])
        self.assertFalse(
            self._as(self.roles, self.foreigner).search([("id", "=", role.id)])
        )

    def test_a_role_in_a_company_that_one_may_not_see(self):
        role = self._role(self.stranger, position="Owner")
        self.stranger.company_id = self.other_company
        with self.assertRaises(AccessError):
            self._as(role, self.seller).read(["position"])
        self.assertFalse(
            self._as(self.roles, self.seller).search([("id", "=", role.id)])
        )

    def test_dossier(self):
        self._role(
            self.stranger,
            position="Owner",
            influence="4",
            attitude="champion",
            buying_role_id=self.decider.id,
        )
        self._date(20, 6, 1980)
        visit = self._type("visit_quiet", channel="visit")
        self._event(partner=self.anna, user=self.seller, type_id=visit.id)
        self.known._refresh(self.anna.ids)
        dossier = self._as(self.env["client.dossier"], self.manager)
        sections = dossier.get_dossier(self.stranger.id)["sections"]
        [people] = [part for part in sections if part["key"] == "people"]
        [person] = people["data"]["people"]
        self.assertEqual(person["name"], "Anna Petrova")
        self.assertEqual(person["role"], "Owner")
        self.assertEqual(person["buying_role"], "Decision Maker")
        self.assertEqual(
            (person["influence"], person["attitude"], person["attitude_tone"]),
            (4, "Champion", "success"),
        )
        self.assertEqual(person["soon"], "Birthday in 5 days")
        self.assertEqual(person["known_by"], self.seller.name)
        action = dossier.get_section_action(self.stranger.id, "people")
        self.assertEqual(action["res_model"], "client.contact.role")

    def test_list_in_few_queries(self):
        for number in range(10):
            person = self._client(
                f"Person {number}", parent_id=self.client.id, is_company=False
            )
            self._event(partner=person, user=self.seller)
        self.known._refresh()
        roles = self.roles.search([("client_id", "=", self.client.id)])
        names = ["partner_id", "is_current", "knower_ids", "date_soon", "attitude"]
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(14):
            roles.with_user(self.env.user).read(names)


@freeze_time("2026-06-15 10:00:00")
@tagged("post_install", "-at_install")
class TestClientPersonalDate(ClientPeopleCommon):
    def test_next_date(self):
        for day_, month, following in (
            (15, 6, "2026-06-15"),
            (14, 6, "2027-06-14"),
            (16, 6, "2026-06-16"),
            (29, 2, "2027-02-28"),
            (31, 12, "2026-12-31"),
        ):
            with self.subTest(day=day_, month=month):
                date = self._date(day_, month)
                self.assertEqual(date.next_date, fields.Date.to_date(following))
                date.unlink()

    def test_leap_day_over_the_years(self):
        date = self._date(29, 2, 2000)
        for today, following, years in (
            ("2027-02-28", "2027-02-28", 27),
            ("2027-03-01", "2028-02-29", 28),
            ("2028-02-28", "2028-02-29", 28),
            ("2028-03-01", "2029-02-28", 29),
        ):
            with self.subTest(today=today), freeze_time(f"{today} 10:00:00"):
                self.dates._roll()
                self.assertEqual(date.next_date, fields.Date.to_date(following))
                self.assertEqual(date.years, years)

    def test_no_such_day(self):
        for values in ((31, 4, 0), (30, 2, 0), (29, 2, 1999), (0, 1, 0)):
            with self.subTest(values=values), self.assertRaises(ValidationError):
                self._date(*values)
        for year in (1700, 2027, 99):
            with self.subTest(year=year), self.assertRaises(ValidationError):
                self._date(1, 7, year)

    def test_text(self):
        self.assertEqual(self._date(5, 3).date_text, "March 5")
        self.assertEqual(self._date(6, 3, 1980).date_text, "March 6 1980")

    def test_birthday_of_the_card(self):
        self.anna.client_birthday = "1980-06-18"
        date = self.anna.client_personal_date_ids
        self.assertRecordValues(
            date,
            [{"type_id": self.birthday.id, "day": 18, "month": "6", "year": 1980}],
        )
        date.day = 19
        self.assertEqual(self.anna.client_birthday, fields.Date.to_date("1980-06-19"))
        date.year = 0
        self.assertFalse(self.anna.client_birthday, "without a year it is no date")
        self.assertTrue(date.exists())
        self.anna.client_birthday = "1981-06-19"
        self.assertEqual(date.year, 1981)
        self.anna.client_birthday = False
        self.assertFalse(date.exists())

    def test_reminder_three_working_days_before(self):
        # Monday the 22nd: three working days before is Wednesday the 17th
        date = self._date(22, 6, 1980)
        for today, count in (("2026-06-16", 0), ("2026-06-17", 1), ("2026-06-18", 1)):
            with self.subTest(today=today), freeze_time(f"{today} 04:00:00"):
                self.dates._cron_remind()
                self.assertEqual(len(self._activities(self.anna)), count)
        self.assertRecordValues(
            date.activity_id,
            [
                {
                    "user_id": self.seller.id,
                    "date_deadline": fields.Date.to_date("2026-06-22"),
                    "summary": "Birthday of Anna Petrova, June 22 1980: 46 years",
                }
            ],
        )

    def test_reminder_of_a_day_on_a_weekend(self):
        # Sunday the 21st: to be done on Friday the 19th
        date = self._date(21, 6)
        with freeze_time("2026-06-16 04:00:00"):
            self.dates._cron_remind()
        self.assertEqual(
            date.activity_id.date_deadline, fields.Date.to_date("2026-06-19")
        )

    def test_once_a_year(self):
        date = self._date(17, 6)
        self.dates._cron_remind()
        date.activity_id.action_feedback()
        self.dates._cron_remind()
        self.assertFalse(self._activities(self.anna))
        with freeze_time("2026-06-18 04:00:00"):
            self.dates._cron_remind()
            self.assertEqual(date.next_date, fields.Date.to_date("2027-06-17"))
            self.assertFalse(self._activities(self.anna))
        with freeze_time("2027-06-14 04:00:00"):
            self.dates._cron_remind()
            self.assertEqual(len(self._activities(self.anna)), 1)

    def test_missed_nights(self):
        date = self._date(17, 6)
        with freeze_time("2026-06-19 04:00:00"):
            self.dates._cron_remind()
            self.assertEqual(
                date.activity_id.date_deadline, fields.Date.to_date("2026-06-19")
            )
            self.assertEqual(date.next_date, fields.Date.to_date("2027-06-17"))
        with freeze_time("2026-06-20 04:00:00"):
            self.dates._cron_remind()
        self.assertEqual(len(self._activities(self.anna)), 1)

    def test_corrected_after_the_reminder(self):
        date = self._date(17, 6)
        self.dates._cron_remind()
        date.day = 18
        self.assertFalse(self._activities(self.anna), "that was the wrong day")
        self.dates._cron_remind()
        self.assertEqual(
            date.activity_id.date_deadline, fields.Date.to_date("2026-06-18")
        )

    def test_substitute(self):
        self.env["client.substitution"].create(
            {
                "user_id": self.seller.id,
                "substitute_id": self.colleague.id,
                "date_from": "2026-06-16",
                "date_to": "2026-06-30",
            }
        )
        date = self._date(17, 6)
        self.dates._cron_remind()
        self.assertEqual(date.activity_id.user_id, self.colleague)

    def test_manager_of_a_second_company(self):
        (self.client | self.anna).user_id = False
        self.stranger.user_id = self.colleague
        self._role(self.stranger, position="Owner")
        date = self._date(17, 6)
        self.dates._cron_remind()
        self.assertEqual(date.activity_id.user_id, self.colleague)

    def test_no_reminder(self):
        self._date(17, 6)
        self.anna.client_privacy_restricted = True
        self.dates._cron_remind()
        self.anna.client_privacy_restricted = False
        self.birthday.remind = False
        self.dates._cron_remind()
        self.birthday.remind = True
        (self.client | self.anna).user_id = False
        self.dates._cron_remind()
        self.assertFalse(self._activities(self.anna))

    def test_day_of_the_company(self):
        """At 20:00 UTC on the 14th it is the 15th in Tokyo: its birthday is today."""
        with freeze_time("2026-06-14 20:00:00"):
            days = self.env["client.work.days"]
            today = days._today()
            date = self._date(14, 6)
            self.assertEqual(
                date.next_date,
                day("2026-06-14") if today.day == 14 else day("2027-06-14"),
            )

    def test_process_starts_without_a_year(self):
        process = self.env["client.process"].create(
            {
                "name": "Greet",
                "step_ids": [
                    Command.create(
                        {
                            "name": "Congratulate",
                            "delay_from": "date",
                            "date_field_id": self.env["ir.model.fields"]
                            ._get("res.partner", "client_birthday")
                            .id,
                            "delay_unit": "calendar",
                        }
                    )
                ],
            }
        )
        trigger = self.env["client.process.trigger"].create(
            {
                "process_id": process.id,
                "kind": "personal_date",
                "date_type_id": self.birthday.id,
                "days": 3,
            }
        )
        self._date(18, 6)
        triggers = self.env["client.process.trigger"]
        triggers._fire(trigger)
        triggers._fire(trigger)
        run = self.env["client.process.run"].search([("process_id", "=", process.id)])
        run.sudo()._continue()
        self.assertRecordValues(
            run,
            [
                {
                    "partner_id": self.client.id,
                    "person_id": self.anna.id,
                    "next_date": day("2026-06-18"),
                }
            ],
        )

    def test_access(self):
        date = self._date(17, 6)
        self.assertEqual(self._as(date, self.reader).day, 17)
        with self.assertRaises(AccessError):
            self._as(date, self.reader).day = 18
        with self.assertRaises(AccessError):
            self._as(date, self.portal).read(["day"])
        with self.assertRaises(UserError):
            self.client.action_leave_company()
