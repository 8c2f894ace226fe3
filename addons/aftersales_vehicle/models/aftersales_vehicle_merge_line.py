from odoo import api, fields, models


class AftersalesVehicleMergeLine(models.Model):
    """One thing a merge changed, with what it was before."""

    _name = "aftersales.vehicle.merge.line"
    _description = "Vehicle Merge Line"
    _order = "kind, res_model, id"
    _rec_name = "res_model"

    merge_id = fields.Many2one("aftersales.vehicle.merge", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="merge_id.company_id", store=True)
    kind = fields.Selection(
        [
            ("value", "Value Changed"),
            ("reference", "Moved"),
            ("created", "Line Added"),
            ("left", "Left, There Was an Equal One"),
        ],
        required=True,
        readonly=True,
    )
    res_model = fields.Char("Model", required=True, readonly=True)
    field_name = fields.Char("Technical Name", readonly=True)
    slot = fields.Char(readonly=True, help="Table, column and key of a moved reference.")
    row_key = fields.Integer("Record No.", required=True, readonly=True, aggregator=None)
    old_value = fields.Json("Technical Value Before", readonly=True)
    new_value = fields.Json("Technical Value Afterwards", readonly=True)

    # -- for people
    model_name = fields.Char("Kind of Record", compute="_compute_texts")
    field_label = fields.Char("Field", compute="_compute_texts")
    record_name = fields.Char("Record", compute="_compute_texts")
    old_text = fields.Char("Before", compute="_compute_texts")
    new_text = fields.Char("Afterwards", compute="_compute_texts")

    @api.depends("kind", "res_model", "field_name", "row_key", "old_value", "new_value")
    @api.depends_context("lang", "uid")
    def _compute_texts(self):
        words = self._get_kind_words()
        for model, lines in self.grouped("res_model").items():
            known = model in self.env
            names = lines._get_record_names(model) if known else {}
            # sudo: what a kind of record is called is no secret
            description = self.env["ir.model"].sudo()._get(model).name or model
            for line in lines:
                field = known and self.env[model]._fields.get(line.field_name)
                line.model_name = words.get(model, description)
                line.field_label = line._get_field_label(field)
                line.record_name = names.get(line.row_key, "")
                line.old_text = line._as_text(field, line.old_value)
                line.new_text = line._as_text(field, line.new_value)

    @api.model
    def _get_kind_words(self):
        """Hook: what people call records whose own name is a technical one.

        :return: dict, model → words
        """
        return {
            "ir.attachment": self.env._("Attached File"),
            "ir.model.data": self.env._("Key of an Import"),
            "mail.followers": self.env._("Follower"),
            "mail.message": self.env._("Note or Message"),
        }

    def _get_field_label(self, field):
        """A field that holds the number of a record of any kind says nothing to people: here it is the car's."""
        if field and not (self.kind in ("reference", "left") and field.type in ("integer", "many2one_reference")):
            return field._description_string(self.env)
        return self.env._("Vehicle") if field else self.field_name

    def _get_record_names(self, model):
        """Record id → its name, of those the user may see."""
        records = self.env[model].with_context(active_test=False)
        keys = self.filtered(lambda line: line.kind != "reference" or line.slot.endswith("/id")).mapped("row_key")
        if not records.has_access("read"):
            return {}
        return {record.id: record.display_name for record in records.search([("id", "in", keys)])}

    def _as_text(self, field, value):
        self.ensure_one()
        if field and field.type == "boolean":
            return self.env._("Yes") if value else self.env._("No")
        if value in (False, None) or self.kind == "created":
            return ""
        comodel = "aftersales.vehicle" if self.kind in ("reference", "left") else field and field.comodel_name
        if comodel:
            return self.env[comodel].with_context(active_test=False).browse(value).exists().display_name or f"#{value}"
        return str(value)
