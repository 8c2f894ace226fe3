from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime

from .aftersales_transition_mixin import Transition

FOREGROUND_SECONDS = 20  # a list that is through by then never leaves the clerk waiting for the background job
FOUND = ("content_hash", "layout", "heading_row", "row_count")  # in the file, when its headings were read
COUNTS = {
    "created": "created_count",
    "updated": "updated_count",
    "unchanged": "unchanged_count",
    "rejected": "rejected_count",
}


class AftersalesImport(models.Model):
    """A list brought into the store: its file, what its columns mean, and a ledger of what became of each row.

    Rows are applied in batches. A batch, its ledger lines and the counters are committed together, so a run that is
    killed goes on with the first row that is not in the ledger, and no row is applied twice.
    """

    _name = "aftersales.import"
    _description = "Import"
    _inherit = ["aftersales.transition.mixin"]
    _order = "id desc"
    _rec_name = "file_name"

    # Whose rights the rows are brought in with, what they are read from, and where a stopped run goes on.
    _kept_fields = frozenset({"user_id", "last_line", "unpacked", *FOUND})

    # Whoever may write an import may move it: access rights and rules say which lists are whose.
    _transitions = {
        "read": Transition(("new",), "mapping", effect="_read_columns"),
        "preview": Transition(("mapping",), "preview", guard="_check_columns", effect="_effect_preview"),
        "start": Transition(
            ("mapping", "preview", "stopped"),
            "running",
            guard="_check_may_start",
            effect="_effect_start",
        ),
        "stop": Transition(("running",), "stopped"),
        "finish": Transition(("running",), "done", effect="_forget_unpacked"),
        "back": Transition(("preview",), "mapping", effect="_effect_back"),
        "reset": Transition(("mapping", "preview"), "new", effect="_effect_back"),
    }

    # -- what
    kind = fields.Selection(
        lambda self: self._get_kind_selection(),
        "List Of",
        required=True,
        default=lambda self: next(iter(self._get_kinds()), False),
    )
    file = fields.Binary(required=True, attachment=True)
    file_name = fields.Char(required=True)
    unpacked = fields.Binary(
        readonly=True,
        copy=False,
        attachment=True,
        help="The sheet of a workbook as compressed CSV, so that it is unpacked once for reading, looking and running.",
    )
    content_hash = fields.Char(readonly=True, copy=False, index=True)
    twin_warning = fields.Char(compute="_compute_twin_warning")
    layout = fields.Char(readonly=True, copy=False, help="Sheet, or encoding and separator, as found in the file.")
    heading_row = fields.Integer("Headings in Row", readonly=True, copy=False, aggregator=None)
    row_count = fields.Integer("Rows", readonly=True, copy=False)
    column_ids = fields.One2many("aftersales.import.column", "import_id", "Columns", copy=False)
    is_day_first = fields.Boolean(
        "Day before Month",
        help="Whether 05/03/2024 is the fifth of March. Other ways of writing a date say it themselves.",
    )

    # -- who
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
        help="The rows are brought in with this person's rights.",
    )

    # -- how far
    state = fields.Selection(
        [
            ("new", "New"),
            ("mapping", "Check Columns"),
            ("preview", "Check Result"),
            ("running", "Running"),
            ("stopped", "Stopped"),
            ("done", "Done"),
        ],
        default="new",
        required=True,
        readonly=True,
        copy=False,
    )
    last_line = fields.Integer("Last Row Done", readonly=True, copy=False, aggregator=None)
    line_ids = fields.One2many("aftersales.import.line", "import_id", "Ledger", copy=False)
    created_count = fields.Integer("Created", readonly=True, copy=False)
    updated_count = fields.Integer("Updated", readonly=True, copy=False)
    unchanged_count = fields.Integer("Unchanged", readonly=True, copy=False)
    rejected_count = fields.Integer("Rejected", readonly=True, copy=False)
    progress = fields.Float(compute="_compute_progress")
    failure = fields.Text(readonly=True, copy=False)

    @api.depends("content_hash", "kind", "company_id")
    def _compute_twin_warning(self):
        hashes = self.filtered("content_hash").mapped("content_hash")
        done = self.search([("content_hash", "in", hashes), ("state", "=", "done")]) if hashes else self.browse()
        for job in self:
            twins = done.filtered(
                lambda twin, job=job: (
                    twin.content_hash == job.content_hash
                    and twin.kind == job.kind
                    and twin.company_id == job.company_id
                    and twin.id != job._origin.id
                )
            )
            job.twin_warning = bool(twins) and self.env._(
                "The same file was imported on %(date)s. Rows that brought nothing new stay unchanged.",
                date=format_datetime(self.env, twins[0].create_date),
            )

    @api.depends("row_count", *COUNTS.values())
    def _compute_progress(self):
        for job in self:
            done = sum(job[name] for name in COUNTS.values())
            job.progress = 100 * done / job.row_count if job.row_count else 0

    @api.ondelete(at_uninstall=False)
    def _unlink_except_started(self):
        if started := self.filtered("last_line"):
            raise UserError(
                self.env._(
                    "%(files)s has brought in rows already and stays as evidence.",
                    files=", ".join(started.mapped("file_name")),
                )
            )

    def write(self, vals):
        if {"kind", "file"} & vals.keys() and self.filtered(lambda job: job.state != "new"):
            raise UserError(self.env._("The file has been read already. Start a new import for another file."))
        return super().write(vals)

    def action_read(self):
        """Read the file's headings and propose where the columns go."""
        self._transit("read")

    def action_start(self):
        """Bring the rows in: at once what takes a short while, the rest in the background."""
        self._transit("start")
        self._trigger()
        finished = [job._run(FOREGROUND_SECONDS) for job in self]
        if not all(finished):
            self._trigger()

    def action_stop(self):
        self._transit("stop")

    def action_reset(self):
        """Choose another file."""
        self._transit("reset")

    def action_open_lines(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("aftersales_base.aftersales_import_line_action")
        return action | {"domain": [("import_id", "=", self.id)]}

    @api.model
    def _get_kinds(self):
        """Hook: the lists that can be brought in.

        :return: dict, kind → (label, name of a model that inherits ``aftersales.import.handler``)
        """
        return {}

    @api.model
    def _get_kind_selection(self):
        return [(kind, label) for kind, (label, _handler) in self._get_kinds().items()]

    def _get_handler(self):
        """The model that brings the rows in, acting as the responsible person, without a log entry per record."""
        self.ensure_one()
        _label, model = self._get_kinds()[self.kind]
        user = self.user_id
        return (
            self.env[model]
            .with_user(user)
            .with_company(self.company_id)
            .with_context(
                lang=user.lang,
                tz=user.tz,
                tracking_disable=True,
                mail_notrack=True,
                mail_create_nolog=True,
            )
        )
