from . import assemble
