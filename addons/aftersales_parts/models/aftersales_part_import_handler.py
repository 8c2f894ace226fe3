from odoo import models


class AftersalesPartImportHandler(models.AbstractModel):
    """What the lists about parts share: words for cells that cannot be read."""

    _name = "aftersales.part.import.handler"
    _description = "Import Handler of Lists about Parts"
    _inherit = ["aftersales.import.handler"]

    def _describe_cell(self, error):
        """
        :param error: ``part_row.CellError``
        """
        return {
            "number": self.env._("%(text)s is no quantity above zero.", text=error.text),
            "year": self.env._("%(text)s is no model year. Write it like 2019.", text=error.text),
            "flag": self.env._("%(text)s is neither yes nor no.", text=error.text),
            "date": self.env._("%(text)s is not a date. Write it like 2024-03-05.", text=error.text),
        }[error.kind]
