"""Make the bundles of scripts and styles of a database: the first page is quick then.

Run by the interpreter of the virtual environment: ODOO_RC=... python FILE DATABASE
"""

import sys

import odoo.modules.registry
from odoo import SUPERUSER_ID, api
from odoo.tools import config

config.parse_config(["-d", sys.argv[1], "--no-http"], setup_logging=True)
with odoo.modules.registry.Registry(sys.argv[1]).cursor() as cursor:
    api.Environment(cursor, SUPERUSER_ID, {})["ir.qweb"]._pregenerate_assets_bundles()
