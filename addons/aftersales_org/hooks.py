def uninstall_hook(env):
    """Take back what positions gave; without positions nobody would ever do it."""
    env["aftersales.position.grant"].search([])._take_back()
