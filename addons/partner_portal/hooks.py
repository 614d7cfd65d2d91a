from odoo.addons.client_accounting import forget_parents


def uninstall_hook(env):
    """Leave nothing behind that the uninstallation does not find by itself."""
    forget_parents(env, ["partner.application", "partner.deal"], "partner_portal")
