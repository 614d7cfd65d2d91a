import psycopg2

from odoo import SUPERUSER_ID, Command, api
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, tagged
from odoo.tests.common import get_db_name
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestClientAttributeConcurrency(BaseCase):
    """Two people edit the same client or the same dictionary, in real transactions:
    what they create is deleted at the end."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            press, shifts = env["client.attribute"].create(
                [
                    {
                        "name": "Race Press",
                        "code": "race_press",
                        "type": "selection",
                        "option_ids": [Command.create({"name": "Old", "code": "old"})],
                    },
                    {"name": "Race Shifts", "code": "race_shifts", "type": "integer"},
                ]
            )
            profile = env["client.profile"].create(
                {
                    "name": "Race Works",
                    "line_ids": [
                        Command.create({"attribute_id": attribute.id})
                        for attribute in (press, shifts)
                    ],
                }
            )
            client = env["res.partner"].create(
                {
                    "name": "Race Client",
                    "is_company": True,
                    "client_profile_ids": [Command.set(profile.ids)],
                    "client_attributes": {"race_press": "old"},
                }
            )
            self.press_id, self.profile_id = press.id, profile.id
            self.shifts_id, self.client_id = shifts.id, client.id
        self.addCleanup(self._clean)

    def _clean(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["res.partner"].browse(self.client_id).unlink()
            env["client.profile"].browse(self.profile_id).unlink()
            env["client.attribute"].browse([self.press_id, self.shifts_id]).unlink()
        self.registry.clear_cache()

    def _client(self, env):
        return env["res.partner"].browse(self.client_id)

    def _values(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            return self._client(env)._client_attribute_values()[self.client_id]

    def _race(self, winner, loser):
        """The second one has looked before the first one ended; the database refuses
        what he writes, and Odoo does it again."""
        with self.registry.cursor() as first, self.registry.cursor() as second:
            one = api.Environment(first, SUPERUSER_ID, {})
            two = api.Environment(second, SUPERUSER_ID, {})
            self._client(two).read(["client_attributes"])
            winner(one)
            first.commit()
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.errors.SerializationFailure),
            ):
                loser(two)
            second.rollback()
            two.invalidate_all(flush=False)
            self.registry.clear_cache()  # as the signal of the first one does
            loser(two)
            second.commit()

    def test_two_edit_different_attributes_of_a_client(self):
        self._race(
            lambda env: self._client(env)._set_client_attributes({"race_shifts": 3}),
            lambda env: self._client(env)._set_client_attributes({"race_press": False}),
        )
        self.assertEqual(self._values(), {"race_shifts": 3})

    def test_two_edit_the_same_attribute_of_a_client(self):
        """The second one is told that what he read is no longer true."""
        with self.assertRaisesRegex(UserError, "Race Shifts while you were editing"):
            self._race(
                lambda env: self._client(env)._set_client_attributes(
                    {"race_shifts": 3}
                ),
                lambda env: self._client(env)._set_client_attributes(
                    {"race_shifts": 4}, stored={"race_shifts": False}
                ),
            )
        self.assertEqual(self._values(), {"race_press": "old", "race_shifts": 3})

    def test_value_of_an_attribute_that_goes_meanwhile(self):
        """The dictionary changes under the hands of who fills in a client."""
        with self.assertRaisesRegex(UserError, "Race Press"):
            self._race(
                lambda env: (
                    env["client.profile"]
                    .browse(self.profile_id)
                    .line_ids.filtered(
                        lambda line: line.attribute_id.id == self.press_id
                    )
                    .unlink()
                ),
                lambda env: self._client(env)._set_client_attributes(
                    {"race_press": "old", "race_shifts": 5}
                ),
            )
        self.assertEqual(self._values(), {})
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            profile = env["client.profile"].browse(self.profile_id)
            profile.line_ids = [Command.create({"attribute_id": self.press_id})]
        self.assertEqual(self._values(), {"race_press": "old"}, "it was kept")

    def test_two_add_the_same_option(self):
        values = {"attribute_id": self.press_id, "name": "New"}
        with self.registry.cursor() as first, self.registry.cursor() as second:
            one = api.Environment(first, SUPERUSER_ID, {})
            two = api.Environment(second, SUPERUSER_ID, {})
            options = two["client.attribute.option"]
            options.search([("attribute_id", "=", self.press_id)]).read(["code"])
            one["client.attribute.option"].create(values)
            first.commit()
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.errors.UniqueViolation),
            ):
                options.create(values)
            second.rollback()
            two.invalidate_all(flush=False)
            self.assertEqual(options.create(values).code, "new_2")
