from . import controllers
from . import demo
from . import models
from . import report
from . import wizard


def _post_init_hook(env):
    """Compute the figures of the documents that are there already."""
    env["client.figures"]._rebuild()
    env["client.lifecycle.state"]._evaluate_everywhere(None)
    env["client.segment"]._evaluate_all()


def _uninstall_hook(env):
    """Take away the settings: parameters are rows that belong to no addon."""
    parameters = env["ir.config_parameter"].sudo()
    parameters.search([("key", "=like", "client\\_accounting.%")]).unlink()
