import logging

from odoo import api, fields, models
from odoo.exceptions import LockError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from odoo.addons.aftersales_base.models.store_day import today_of

_logger = logging.getLogger(__name__)

# Parts per transaction: some seconds at most on a slow machine, so that a run that is stopped loses little.
COUNT_SLICE = 5_000
PLAN_SLICE = 20_000
STAGES = [
    ("demand", "Counting Demand"),
    ("levels", "Planning Levels"),
    ("proposals", "Proposing Orders"),
    ("done", "Done"),
]


class AftersalesPartPlanningRun(models.Model):
    """How far the planning of a store is today; a run that was stopped goes on where it was."""

    _name = "aftersales.part.planning.run"
    _description = "Planning Run"
    _order = "company_id"

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    date = fields.Date("Day", readonly=True)
    stage = fields.Selection(STAGES, required=True, readonly=True, default="done")
    last_part = fields.Integer(readonly=True, help="Parts up to this one are done in this stage.")
    started = fields.Datetime(readonly=True)
    least_value_a = fields.Float("A from", readonly=True, help="Least value of demand of an A part, as of this run.")
    least_value_b = fields.Float("B from", readonly=True, help="Least value of demand of a B part, as of this run.")
    counted_since = fields.Datetime(readonly=True, help="Documents changed since then are still to be counted.")

    _company_unique = models.Constraint("UNIQUE(company_id)", "A store has one planning run.")

    @api.depends("company_id", "date")
    def _compute_display_name(self):
        for run in self:
            run.display_name = f"{run.company_id.name} {run.date or ''}"

    @api.model
    def _get_runs(self, companies):
        """The runs of stores, made where there is none yet."""
        runs = self.search([("company_id", "in", companies.ids)])
        missing = companies - runs.company_id
        return runs | self.create([{"company_id": company.id} for company in missing])

    def _restart(self):
        """Begin anew, today's run too; what is counted already is not counted again."""
        self.write({"date": False, "stage": "done"})

    def _take_step(self):
        """Do the next slice of today's run.

        :return: whether there was something to do
        :rtype: bool
        """
        self.ensure_one()
        today = today_of(self.company_id)
        if self.date != today:
            self.write({"date": today, "stage": "demand", "last_part": 0, "started": fields.Datetime.now()})
        if self.stage == "done":
            return False
        last = getattr(self, f"_do_{self.stage}")()
        if last:
            self.last_part = last
        else:
            self._end_stage()
        return True

    def _end_stage(self):
        if self.stage == "demand":
            self.env["aftersales.part.demand"]._forget(self.company_id)
            self.counted_since = self.started
        names = [name for name, _label in STAGES]
        self.write({"stage": names[names.index(self.stage) + 1], "last_part": 0})

    def _do_demand(self):
        demand = self.env["aftersales.part.demand"]
        parts = demand._find_changed(self.company_id, self.counted_since, self.last_part, COUNT_SLICE)
        if parts:
            demand._recount(self.company_id, parts)
        return parts[-1] if len(parts) == COUNT_SLICE else 0

    def _do_levels(self):
        planning = self.env["aftersales.part.planning"]
        if not self.last_part:
            self.least_value_a, self.least_value_b = planning._get_least_values(self.company_id)
        policy = planning._get_policy(self.company_id, (self.least_value_a, self.least_value_b))
        return planning._refresh(self.company_id, policy, self.last_part, PLAN_SLICE)

    def _do_proposals(self):
        self.env["aftersales.order.proposal"]._draw_due(self.company_id)
        return 0

    @api.model
    def _cron_plan(self):
        """Count, plan and propose for every store that has a warehouse, a slice per transaction."""
        cron = self.env["ir.cron"]
        companies = self.env["stock.warehouse"]._read_group([], [], ["company_id:recordset"])[0][0]
        for run in self._get_runs(companies):
            if not run.with_company(run.company_id)._go_on():
                return
        cron._commit_progress(remaining=0)

    def _go_on(self):
        """Take the steps of one store, a transaction each; what stops it is told to the log and not to other stores.

        :return: whether there is time for the next store
        """
        cron = self.env["ir.cron"]
        try:
            while self._take_step():
                if not cron._commit_progress(1, remaining=1):
                    return False
        except (LockError, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
            # A planner is at work on a draft: the slice is taken back, and the cron comes again.
            self.env.cr.rollback()
            cron._commit_progress(remaining=1)
            return False
        except Exception:
            # Taken back as well, and tried again the next night.
            self.env.cr.rollback()
            _logger.exception("Planning of the store %s stopped", self.company_id.id)
        return True
