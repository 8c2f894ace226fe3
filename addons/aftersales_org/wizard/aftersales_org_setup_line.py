from odoo import api, fields, models


class AftersalesOrgSetupLine(models.TransientModel):
    """A department or job of the chart to be, and what becomes of it."""

    _name = "aftersales.org.setup.line"
    _description = "Step of Setting Up the Organisation"
    _order = "sequence, id"

    setup_id = fields.Many2one("aftersales.org.setup", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer()
    level = fields.Integer(help="How deep in the chart, from 0.")
    kind = fields.Selection([("department", "Department"), ("job", "Job")])
    name = fields.Char()
    indented_name = fields.Char("In the Template", compute="_compute_indented_name")
    current_name = fields.Char("In the Company")
    head_name = fields.Char("Headed By")
    place_name = fields.Char("Where It Is", help="The department a job found in the company belongs to.")
    headcount = fields.Integer("Authorised Headcount")
    incumbent_count = fields.Integer("Incumbents")
    change = fields.Selection(
        [
            ("create", "Will be created"),
            ("link", "Found by name, will be linked"),
            ("match", "Already set up"),
            ("leave", "Archived, left alone"),
            ("covered", "Not needed, its jobs are elsewhere"),
        ],
        string="What Happens",
    )
    is_renamed = fields.Boolean(compute="_compute_is_renamed", help="The company has another name for it, which stays.")

    @api.depends("name", "level")
    def _compute_indented_name(self):
        for line in self:
            line.indented_name = "\u2003\u2003" * line.level + (line.name or "")

    @api.depends("name", "current_name", "change")
    def _compute_is_renamed(self):
        for line in self:
            names = (line.name or "").strip().casefold(), (line.current_name or "").strip().casefold()
            line.is_renamed = line.change == "match" and names[0] != names[1]

    def _get_tree(self):
        """The lines as a tree for the chart: a node has ``line``, ``jobs``, ``children`` and ``headcount`` below it.

        :rtype: list[dict]
        """
        labels = dict(self._fields["change"]._description_selection(self.env))
        roots, path = [], []
        for line in self:
            node = {"line": line, "label": labels.get(line.change), "jobs": [], "children": [], "headcount": 0}
            del path[line.level :]
            if line.kind == "job":
                path[-1]["jobs"].append(node)
                for above in path:
                    above["headcount"] += line.headcount
            else:
                (path[-1]["children"] if path else roots).append(node)
                path.append(node)
        return roots
