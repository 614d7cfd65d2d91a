from odoo.addons.client_accounting import forget_parents


def uninstall_hook(env):
    """Leave nothing behind that the uninstallation does not find by itself."""
    threads = [
        "partner.agreement",
        "partner.application",
        "partner.deal",
        "partner.territory",
    ]
    forget_parents(env, threads, "partner_portal")
