"""Why a file cannot be read as a table. No ORM here."""


class TableError(Exception):
    """The file cannot be read as a table; ``problem`` names why, for the one who words it.

    ``empty``, ``not_a_table``, ``old_excel``, ``locked``, ``encoding``, ``too_large``
    """

    def __init__(self, problem: str):
        super().__init__(problem)
        self.problem = problem
