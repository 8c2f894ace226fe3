from .generator import build_store


def post_init_hook(env):
    """Fill the main company with the demo store."""
    build_store(env)
