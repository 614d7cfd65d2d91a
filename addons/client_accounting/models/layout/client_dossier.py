from dataclasses import dataclass, replace

from odoo import api, models, tools
from odoo.exceptions import UserError

from .client_dossier_layout_line import PLACES
from .section_changes import Changes
from .section_comparison import Comparison

KNOWN_PLACES = {place for place, _label in PLACES}
#: parts above the columns stay where they are
TOP = "top"


@dataclass(frozen=True)
class Arrangement:
    """How a reader sees the dossier: the layout in use, its parts, what he may choose.

    :ivar tuple places: ``(part, place)`` in their order
    :ivar bool own: whether the reader has arranged them himself
    :ivar tuple choices: ``(id, name)`` of the layouts there are
    """

    layout_id: int | bool
    name: str
    places: tuple
    own: bool
    choices: tuple


class ClientDossier(models.AbstractModel):
    """The dossier as its reader has arranged it."""

    _inherit = "client.dossier"

    def _dossier_sections(self):
        # EXTENDS client.dossier
        sections = [*super()._dossier_sections(), Comparison()]
        if self.env.context.get("client_dossier_arranged"):
            sections.append(Changes())
        return sections

    @api.model
    @api.readonly
    def get_dossier(self, partner_id, basis="billed", arranged=False):
        """Return the dossier; see the original.

        :param bool arranged: as the reader has arranged it, without what is hidden,
            and with what is new since his last look
        :return: the same; if arranged also ``"layout"``: ``{"id", "name", "own",
            "choices": [{"id", "name"}], "hidden": [{"key", "title"}]}``
        """
        if not arranged:
            return super().get_dossier(partner_id, basis)
        dossiers = self.with_context(client_dossier_arranged=True)
        dossier = super(ClientDossier, dossiers).get_dossier(partner_id, basis)
        return dossier | {"layout": dossiers._get_layout()}

    @api.model
    @api.readonly
    def get_section_action(self, partner_id, key, params=None):
        """Return the action to the documents of a part, those of an arranged dossier
        included; see the original."""
        dossiers = self.with_context(client_dossier_arranged=True)
        return super(ClientDossier, dossiers).get_section_action(
            partner_id, key, params
        )

    @api.model
    def mark_dossier_seen(self, partner_id):
        """Write down that the user looks at the client now.

        :raise AccessError: as `get_dossier`
        """
        scope = self._get_scope(partner_id)
        self.env["client.dossier.look"].sudo()._mark(scope.client_id)

    @api.model
    def choose_layout(self, layout_id):
        """Show the dossier in this layout from now on; what the user has arranged
        himself is forgotten.

        :param layout_id: of a ``client.dossier.layout``, or False for that of the role
        """
        self._check_reader()
        layout = self.env["client.dossier.layout"].browse(self._as_id(layout_id))
        self._own_view().write({"layout_id": layout.exists().id, "places": False})

    @api.model
    def save_places(self, places):
        """Keep how the user has arranged the parts.

        :param list places: ``[[key, "main" | "side" | "hidden"], ...]`` in their order
        :raise UserError: for anything else
        """
        self._check_reader()
        titles = self._section_titles()
        if not isinstance(places, list) or len(places) > 2 * len(titles):
            raise UserError(self.env._("This is no arrangement of the dossier."))
        kept = {}
        for pair in places:
            if not isinstance(pair, list) or len(pair) != 2:
                raise UserError(self.env._("This is no arrangement of the dossier."))
            key, place = pair
            if key not in titles or place not in KNOWN_PLACES:
                raise UserError(
                    self.env._(
                        "The dossier has no part “%(part)s” at “%(place)s”.",
                        part=key,
                        place=place,
                    )
                )
            kept[key] = place
        self._own_view().places = [[key, place] for key, place in kept.items()]

    # ------------------------------------------------------------------ arranging
    @api.model
    def _own_view(self):
        """What the user has chosen, made where there is none yet (sudo)."""
        views_sudo = self.env["client.dossier.view"].sudo()
        view_sudo = views_sudo.search([("user_id", "=", self.env.uid)])
        return view_sudo or views_sudo.create({"user_id": self.env.uid})

    @api.model
    @tools.ormcache("self.env.uid", "self.env.lang")
    def _arrangement(self):
        """The reader's `Arrangement`, kept until a layout or a choice changes: it is
        asked for at every look at a client."""
        views_sudo = self.env["client.dossier.view"].sudo()
        view_sudo = views_sudo.search([("user_id", "=", self.env.uid)])
        layouts_sudo = self.env["client.dossier.layout"].sudo()
        layout_sudo = view_sudo.layout_id
        if not layout_sudo.active:
            layout_sudo = layouts_sudo._default_of_user()
        own = view_sudo.places or []
        return Arrangement(
            layout_sudo.id,
            layout_sudo.name or "",
            tuple(map(tuple, own)) or tuple(layout_sudo._places()),
            bool(own),
            tuple((one.id, one.name) for one in layouts_sudo.search([])),
        )

    @api.model
    def _shown_sections(self, scope):
        # EXTENDS client.dossier: in the reader's order and places
        sections = super()._shown_sections(scope)
        if not self.env.context.get("client_dossier_arranged"):
            return sections
        places = dict(self._arrangement().places)
        order = {key: number for number, key in enumerate(places)}
        arranged = [
            section
            if section.area == TOP or section.key not in places
            else replace(section, area=places[section.key])
            for section in sections
            if places.get(section.key) != "hidden"
        ]
        return sorted(
            arranged,
            key=lambda section: (
                section.area != TOP,
                order.get(section.key, len(order)),
                section.sequence,
            ),
        )

    @api.model
    def _get_layout(self):
        """What the menu of layouts shows."""
        found = self._arrangement()
        titles = self._section_titles()
        return {
            "id": found.layout_id,
            "name": found.name,
            "own": found.own,
            "choices": [{"id": id_, "name": name} for id_, name in found.choices],
            "hidden": [
                {"key": key, "title": titles[key]}
                for key, place in found.places
                if place == "hidden" and key in titles
            ],
        }

    @api.model
    def _section_titles(self):
        """``{key: heading}`` of the parts that can be arranged."""
        dossiers = self.with_context(client_dossier_arranged=True)
        return {
            section.key: self.env._(section.title)
            for section in dossiers._get_sections()
            if section.area != TOP
        }
