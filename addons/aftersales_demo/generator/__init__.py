from .store import build_store
