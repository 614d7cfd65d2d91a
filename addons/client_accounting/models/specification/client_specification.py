from odoo import api, models
from odoo.exceptions import AccessError

from ...tools import yaml_file
from .codec import Codec
from .parts import PARTS
from .references import NATURAL

FORMAT = "client-contour-specification"
VERSION = 1
MANAGER = "client_accounting.group_client_accounting_manager"


class ClientSpecification(models.AbstractModel):
    """The configuration of client accounting as a document and as a file.

    Everything here checks that the user is an administrator of client accounting.
    """

    _name = "client.specification"
    _description = "Specification of Client Accounting"

    # ------------------------------------------------------------------ registry
    @api.model
    def _specification_models(self):
        """What a specification holds.

        An addon adds its own parts by extending this method.

        :return: tuple of :class:`.part.Part`; what is referred to comes first
        """
        return PARTS

    @api.model
    def _natural_names(self):
        """What names the records of models that are no part: {model: field}."""
        return NATURAL

    @api.model
    def _not_in_specification(self):
        """Models of ours with a code that are no configuration: names."""
        return ()

    @api.model
    def _check_manager(self):
        """
        :raise AccessError: to others than administrators of client accounting
        """
        if not self.env.user.has_group(MANAGER):
            raise AccessError(
                self.env._(
                    "Only administrators of client accounting read or import the "
                    "specification."
                )
            )

    # -------------------------------------------------------------------- export
    @api.model
    def _codec(self):
        """A translator of records and values, for one export or import."""
        self.env.flush_all()
        return Codec(self.env, self._specification_models())

    @api.model
    def _export(self, models=None):
        """The specification as the content of a file.

        :param models: names of models to export, by default all
        :return: bytes of YAML, the same for the same configuration
        :raise AccessError: to others than administrators of client accounting
        """
        self._check_manager()
        codec = self._codec()
        contents = {
            part.model: [values for _id, values in codec.dump(part)]
            for part in codec.parts
            if models is None or part.model in models
        }
        data = {
            "format": FORMAT,
            "version": VERSION,
            "languages": codec.langs,
            "contents": contents,
        }
        return yaml_file.write(data).encode()
