from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class AftersalesPrivacyAccess(models.Model):
    """Who looked at, or took out, personal data of whom. Written by the system, changed by nobody."""

    _name = "aftersales.privacy.access"
    _description = "Access to Personal Data"
    _order = "id desc"
    _rec_name = "partner_id"
    _log_access = False

    moment = fields.Datetime("When", required=True, readonly=True, index=True)
    user_id = fields.Many2one("res.users", "Who", required=True, readonly=True, index=True, ondelete="restrict")
    partner_id = fields.Many2one(
        "res.partner",
        "Whose Data",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    kind = fields.Selection([("shown", "Shown"), ("exported", "Exported")], required=True, readonly=True)
    field_names = fields.Char("Which Data", readonly=True)
    res_model = fields.Char("Where", readonly=True)
    res_id = fields.Many2oneReference("Record", model_field="res_model", readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_by_system(self):
        if not self.env.su:
            raise UserError(self.env._("The log of accesses to personal data stays as it is."))

    @api.model
    def _note(self, partners, kind, source, field_names):
        """Write down one access to each of these people; a single statement, an export may name ten thousand.

        ``sudo`` is not needed: plain SQL, since nobody may write the log by the ORM, and every access is noted
        whatever the rights of who looked.

        :param partners: ``res.partner``
        :param str kind: ``shown`` or ``exported``
        :param source: recordset the data were read from; its id is noted where it is one record
        :param field_names: list of technical names
        """
        if not partners:
            return
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO aftersales_privacy_access
                       (moment, user_id, partner_id, kind, field_names, res_model, res_id, company_id)
                SELECT now() AT TIME ZONE 'UTC', %(user)s, unnest(%(partners)s), %(kind)s, %(names)s,
                       %(model)s, %(record)s, %(company)s
                """,
                user=self.env.uid,
                partners=partners.ids,
                kind=kind,
                names=", ".join(field_names) or None,
                model=source._name,
                record=source.id if len(source) == 1 else None,
                company=self.env.company.id,
            )
        )

    def action_open_record(self):
        self.ensure_one()
        if not self.res_id:
            raise UserError(self.env._("Many records at once were exported; there is no single one to open."))
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }
