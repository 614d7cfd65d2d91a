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
