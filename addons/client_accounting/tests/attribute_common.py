from odoo import Command
from odoo.tests import new_test_user

from odoo.addons.base.tests.common import BaseCommon

from .common import MANAGER_GROUP, USER_GROUP


class AttributeCommon(BaseCommon):
    """A profile with an attribute of each type, and people with different rights."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.attributes = cls.env["client.attribute"]
        cls.changes = cls.env["client.attribute.change"]
        cls.partners = cls.env["res.partner"]
        cls.section = cls.env["client.attribute.section"].create({"name": "Test"})
        cls.secret_group = cls.env["res.groups"].create({"name": "Secret keepers"})
        cls.country_model = cls.env["ir.model"]._get("res.country")
        cls.germany = cls.env.ref("base.de")
        cls.france = cls.env.ref("base.fr")
        kinds = ("char", "text", "html", "integer", "float", "monetary")
        kinds += ("boolean", "date", "datetime")
        cls.of_type = {
            kind: cls._attribute(f"An {kind}", type=kind, unit="pcs") for kind in kinds
        }
        cls.of_type["selection"] = cls._attribute(
            "A selection", "selection", options=("Big", "Middle", "Small")
        )
        cls.of_type["tags"] = cls._attribute(
            "A tags", "tags", options=("Red", "Green", "Blue")
        )
        for kind in ("many2one", "many2many"):
            cls.of_type[kind] = cls._attribute(
                f"A {kind}", kind, comodel_id=cls.country_model.id
            )
        cls.secret = cls._attribute(
            "Secret", read_group_ids=[Command.set(cls.secret_group.ids)]
        )
        cls.guarded = cls._attribute(
            "Guarded", edit_group_ids=[Command.set(cls.secret_group.ids)]
        )
        cls.profile = cls._profile(
            "Everything", *cls.of_type.values(), cls.secret, cls.guarded
        )
        cls.client = cls._client("Vega")
        cls.user = cls._user("user", USER_GROUP, "base.group_partner_manager")
        cls.keeper = cls._user("keeper", USER_GROUP, "base.group_partner_manager")
        cls.keeper.group_ids += cls.secret_group
        cls.manager = cls._user("manager", MANAGER_GROUP, "base.group_partner_manager")

    @classmethod
    def _attribute(cls, name, type="char", options=(), **values):  # noqa: A002
        return cls.env["client.attribute"].create(
            {
                "name": name,
                "code": cls._code(name, type),
                "type": type,
                "section_id": cls.section.id,
                "option_ids": [
                    Command.create({"name": option, "color": number})
                    for number, option in enumerate(options, 1)
                ],
                **values,
            }
        )

    @classmethod
    def _code(cls, name, kind):
        code = f"t_{cls.env['client.attribute']._slug(name)}"
        return f"{code}_html" if kind == "html" else code

    @classmethod
    def _profile(cls, name, *attributes, **values):
        return cls.env["client.profile"].create(
            {
                "name": name,
                "line_ids": [
                    Command.create({"attribute_id": attribute.id, **values})
                    for attribute in attributes
                ],
            }
        )

    @classmethod
    def _client(cls, name, *profiles, **values):
        profiles = profiles or (cls.profile,)
        return cls.env["res.partner"].create(
            {
                "name": name,
                "is_company": True,
                "client_profile_ids": [
                    Command.set([profile.id for profile in profiles])
                ],
                **values,
            }
        )

    @classmethod
    def _user(cls, login, *groups):
        return new_test_user(
            cls.env,
            login=f"attribute_{login}",
            groups=",".join(("base.group_user", *groups)),
        )

    @classmethod
    def _set(cls, partners, **values):
        partners._set_client_attributes(
            {f"t_{name}": value for name, value in values.items()}
        )

    @classmethod
    def _stored(cls, partner):
        """What the database holds, without the prefix of the tests."""
        partner.invalidate_recordset()
        return {
            code.removeprefix("t_"): value
            for code, value in (partner.client_attributes._values or {}).items()
        }

    @classmethod
    def _read(cls, partner, user=None):
        """What the web client gets: ``{code: property}``."""
        partner = partner.with_user(user) if user else partner
        [row] = partner.read(["client_attributes"])
        return {
            item["name"].removeprefix("t_"): item for item in row["client_attributes"]
        }

    @classmethod
    def _find(cls, *domain, user=None):
        """Names of the clients of the tests that a domain finds."""
        partners = cls.env["res.partner"]
        partners = partners.with_user(user) if user else partners
        found = partners.search(
            [("client_profile_ids", "!=", False), *domain], order="name"
        )
        return found.mapped("name")
