"""Real purchases of real clients, loaded into Odoo: see README.md."""
