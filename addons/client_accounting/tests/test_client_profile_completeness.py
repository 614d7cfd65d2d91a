from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .attribute_common import AttributeCommon

TODAY = "2026-06-15 10:00:00"


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestClientProfileCompleteness(AttributeCommon):
    """Name, size and plan are asked of everybody, from the second and from the third
    stage; the note is not required."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        stages = cls.env["client.lifecycle.stage"]
        cls.stages = stages.create(
            [
                {"name": f"Stage {number}", "sequence": 1000 + number}
                for number in range(3)
            ]
        )
        cls.name, cls.size, cls.plan, cls.note = (
            cls._attribute(name) for name in ("Name", "Size", "Plan", "Note")
        )
        cls.profile = cls._profile("Plain", cls.name, cls.size, cls.plan, cls.note)
        lines = {line.attribute_id: line for line in cls.profile.line_ids}
        cls.lines = lines
        (lines[cls.name] | lines[cls.size] | lines[cls.plan]).is_required = True
        lines[cls.size].required_stage_id = cls.stages[1]
        lines[cls.plan].required_stage_id = cls.stages[2]
        lines[cls.name].confirm_months = 6
        lines[cls.note].confirm_months = 1
        cls.client = cls._client("Vega")

    def _at(self, client, stage):
        self.env["client.lifecycle.state"].search(
            [("partner_id", "=", client.id)]
        ).unlink()
        self.env.flush_all()
        self.env.cr.execute(
            "INSERT INTO client_lifecycle_state (partner_id, company_id, stage_id,"
            " entered_date) VALUES (%s, %s, %s, now())"
            if "entered_date" in self.env["client.lifecycle.state"]._fields
            else "INSERT INTO client_lifecycle_state (partner_id, company_id, stage_id)"
            " VALUES (%s, %s, %s)",
            [client.id, self.env.company.id, stage.id],
        )
        self.env.invalidate_all()

    def _row(self, client=None):
        self.env.invalidate_all()
        return self.env["client.completeness"].search(
            [("partner_id", "=", (client or self.client).id)]
        )

    def test_numbers(self):
        """Worked out by hand for each stage and number of values."""
        cases = [
            # stage, values, completeness, missing
            (None, {}, 0, "Name"),
            (None, {"name": "x"}, 100, ""),
            (0, {"name": "x"}, 100, ""),
            (1, {"name": "x"}, 50, "Size"),
            (2, {"name": "x"}, 33, "Size, Plan"),
            (2, {"name": "x", "plan": "y"}, 67, "Size"),
            (2, {"name": "x", "plan": "y", "note": "z"}, 67, "Size"),
            (2, {"name": "x", "plan": "y", "size": "z"}, 100, ""),
        ]
        for number, values, completeness, missing in cases:
            with self.subTest(stage=number, values=values):
                client = self._client("Case")
                if number is not None:
                    self._at(client, self.stages[number])
                self._set(client, **values)
                row = self._row(client)
                self.assertEqual(row.completeness, completeness)
                self.assertEqual(row.missing_names, missing)
                self.assertEqual(
                    row.missing_count, len(missing.split(", ")) if missing else 0
                )
                self.assertEqual(client.client_completeness, completeness)
                self.assertEqual(client.client_missing_names, missing)
                self.assertEqual(row.attribute_count, 4)
                self.assertEqual(row.filled_count, len(values))

    def test_profile_without_required_attributes(self):
        free = self._profile("Free", self.note, self.size)
        client = self._client("Rigel", free)
        self._set(client, note="x")
        self.assertEqual(self._row(client).completeness, 50)
        self.assertEqual(self._row(client).missing_count, 0)

    def test_the_earliest_stage_of_several_profiles_counts(self):
        strict = self._profile("Strict", self.plan, is_required=True)
        self.client.client_profile_ids += strict
        self.assertEqual(self._row().missing_names, "Name, Plan")

    def test_no_is_an_answer(self):
        yes = self._attribute("Tender", "boolean")
        client = self._client("Rigel", self._profile("Asked", yes, is_required=True))
        self.assertEqual(self._row(client).completeness, 0)
        self._set(client, tender=False)
        self.assertEqual(self._row(client).completeness, 100)

    def test_client_without_profile_is_not_listed(self):
        self.assertFalse(self._row(self.partners.create({"name": "Nobody"})))

    # ------------------------------------------------------------------ freshness
    def test_values_grow_old(self):
        self._set(self.client, name="x", note="y", size="z")
        later = fields.Datetime.to_datetime(TODAY)
        for days, stale in ((29, ""), (31, "Note"), (181, "Note"), (184, "Name, Note")):
            with self.subTest(days=days), freeze_time(later + timedelta(days=days)):
                self.assertEqual(self._row().stale_names, stale)
                self.assertEqual(
                    self.client.client_stale_count,
                    len(stale.split(", ")) if stale else 0,
                )

    def test_still_true(self):
        self._set(self.client, name="x", note="y")
        with freeze_time("2027-01-15 10:00:00"):
            self.assertEqual(self._row().stale_count, 2)
            self.client.with_user(self.user).action_confirm_client_attribute("t_note")
            self.assertEqual(self._row().stale_names, "Name")
            self.client.with_user(self.user).action_confirm_client_attributes()
            self.assertEqual(self._row().stale_count, 0)
            self.assertEqual(
                self._row().last_date,
                fields.Datetime.to_datetime("2027-01-15 10:00:00"),
            )
            confirmed = self.changes.search([("kind", "=", "confirm")])
            self.assertEqual(confirmed.attribute_id, self.name | self.note)
            self.assertEqual(confirmed.user_id, self.user)
            self.client.action_confirm_client_attributes()
            self.assertEqual(self.changes.search([("kind", "=", "confirm")]), confirmed)

    def test_a_new_value_is_fresh(self):
        self._set(self.client, name="x")
        with freeze_time("2027-01-15 10:00:00"):
            self._set(self.client, name="y")
            self.assertEqual(self._row().stale_count, 0)

    def test_an_erased_value_is_missing_not_old(self):
        self._set(self.client, name="x")
        self._set(self.client, name=False)
        with freeze_time("2027-01-15 10:00:00"):
            self.assertEqual(
                (self._row().stale_count, self._row().missing_count), (0, 1)
            )

    # ------------------------------------------------------------------ lists
    def test_search_and_sort(self):
        self._set(self._client("Full"), name="x")
        self._client("Empty")
        mine = ("client_profile_ids", "in", self.profile.ids)
        self.assertEqual(self._find(mine, ("client_completeness", ">=", 50)), ["Full"])
        self.assertEqual(
            self._find(mine, ("client_missing_count", ">", 0)), ["Empty", "Vega"]
        )
        self.assertEqual(
            self.partners.search([mine], order="client_completeness desc, name").mapped(
                "name"
            ),
            ["Full", "Empty", "Vega"],
        )

    def test_work_list_of_a_manager(self):
        self.client.user_id = self.user
        self._set(self._client("Full", user_id=self.user.id), name="x")
        self._client("Other", user_id=self.keeper.id)
        todo = ["|", ("missing_count", ">", 0), ("stale_count", ">", 0)]
        rows = self.env["client.completeness"].with_user(self.user)
        rows = rows.search([("user_id", "=", self.user.id), *todo])
        self.assertEqual(rows.partner_id, self.client)
        groups = self.env["client.completeness"]._read_group(
            [("partner_id.client_profile_ids", "in", self.profile.ids)],
            ["user_id"],
            ["completeness:avg", "missing_count:sum"],
        )
        self.assertEqual(
            {user: tuple(values) for user, *values in groups},
            {self.user: (50, 1), self.keeper: (0, 1)},
        )

    def test_work_list_of_many(self):
        clients = self.partners.create(
            [
                {
                    "name": f"Client {number}",
                    "client_profile_ids": [Command.link(self.profile.id)],
                }
                for number in range(80)
            ]
        )
        domain = [("partner_id", "in", clients.ids)]
        names = ["partner_id", "completeness", "missing_names", "stale_names"]
        self.env["client.completeness"].search_read(domain, names, limit=1)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(4):
            self.env["client.completeness"].search_read(domain, names)

    def test_discipline_report(self):
        self._set(self.client.with_user(self.user), name="x", size="y")
        self._set(self.client.with_user(self.keeper), name="z")
        groups = self.changes._read_group(
            [("partner_id", "=", self.client.id)], ["user_id", "kind"], ["__count"]
        )
        self.assertEqual(
            {(user.login, kind): count for user, kind, count in groups},
            {("attribute_user", "set"): 2, ("attribute_keeper", "change"): 1},
        )

    # ------------------------------------------------------------------ lifecycle
    def test_a_stage_waits_for_required_values(self):
        self.lines[self.size].is_blocking = True
        self.client._check_lifecycle_change(self.stages[0])
        with self.assertRaisesRegex(UserError, "Vega cannot .*“Stage 1”.*: Size"):
            self.client._check_lifecycle_change(self.stages[1])
        self._set(self.client, size="x")
        self.client._check_lifecycle_change(self.stages[1])
        self.client._check_lifecycle_change(self.stages[2])  # the plan does not block

    def test_the_stage_is_set_through_the_check(self):
        self.lines[self.size].is_blocking = True
        client = self.client.with_user(self.user)
        with self.assertRaisesRegex(UserError, "Fill in first: Size"):
            client._set_lifecycle_stage(self.stages[1])
        self._set(self.client, size="x")
        client._set_lifecycle_stage(self.stages[1])
        self.env.invalidate_all()
        self.assertEqual(self.client.client_lifecycle_stage_id, self.stages[1])

    # ------------------------------------------------------------------ dossier
    def test_dossier(self):
        self._set(self.client, name="<b>x</b>")
        secret = self._profile("Hidden", self.secret)
        self.client.client_profile_ids += secret
        self._set(self.client, secret="gold")
        for user, hidden in ((self.user, True), (self.keeper, False)):
            sections = (
                self.env["client.dossier"]
                .with_user(user)
                .get_dossier(self.client.id)["sections"]
            )
            [section] = [item for item in sections if item["key"] == "attributes"]
            facts = {fact["name"]: fact["value"] for fact in section["data"]["facts"]}
            self.assertEqual(facts["completeness"], "100 %")
            self.assertEqual(facts["attribute_t_name"], "<b>x</b>")
            self.assertEqual("attribute_t_secret" in facts, not hidden)
        self._at(self.client, self.stages[2])
        sections = self.env["client.dossier"].get_dossier(self.client.id)["sections"]
        [section] = [item for item in sections if item["key"] == "attributes"]
        facts = {fact["name"]: fact["value"] for fact in section["data"]["facts"]}
        self.assertEqual(
            (facts["completeness"], facts["missing"]), ("33 %", "Size, Plan")
        )
