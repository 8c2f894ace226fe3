"""Sets up Odoo 19, its Python packages and PostgreSQL under the repository, for ``./run`` and ``./test``."""
