import logging

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.safe_eval import safe_eval

_logger = logging.getLogger(__name__)


class AftersalesDuty(models.Model):
    """Something a position answers for; where an addon brings the screen, one click leads there."""

    _name = "aftersales.duty"
    _description = "Duty"
    _order = "sequence, id"
    _rec_names_search = ["code", "name"]

    # -- what it is
    code = fields.Char(required=True, help="Code of the duty. It stays when the wording changes.")
    name = fields.Char(required=True, translate=True)
    summary = fields.Text(translate=True, help="What exactly is to be done, so that a new colleague understands it.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        [
            ("lead", "Lead and plan"),
            ("work", "Daily work"),
            ("control", "Check and improve"),
            ("report", "Record and report"),
        ],
        help="What kind of work the duty is.",
    )
    frequency = fields.Selection(
        [
            ("occasion", "As it arises"),
            ("daily", "Daily"),
            ("weekly", "Weekly"),
            ("monthly", "Monthly"),
            ("yearly", "Yearly"),
        ],
        help="How often the duty comes round.",
    )

    # -- whose it is
    position_ids = fields.Many2many(
        "aftersales.position",
        "aftersales_duty_position_rel",
        "duty_id",
        "position_id",
        "Positions",
    )
    department_id = fields.Many2one(
        "aftersales.department",
        "Department Function",
        index="btree_not_null",
        ondelete="restrict",
    )
    is_mine = fields.Boolean("My Duty", compute="_compute_is_mine", search="_search_is_mine")

    # -- where it is done; set by the addon that brings the screen, see _bring_screen
    action_id = fields.Many2one("ir.actions.actions", "Screen", groups="base.group_system", copy=False)
    model_name = fields.Char("Open Work: Model", groups="base.group_system", copy=False)
    domain = fields.Char(
        "Open Work: Filter",
        groups="base.group_system",
        copy=False,
        help="Which records wait for the user. May use uid, company_id and company_ids.",
    )
    module = fields.Char("Brought By", groups="base.group_system", copy=False, help="Addon that brings the screen.")
    has_screen = fields.Boolean(compute="_compute_has_screen", search="_search_has_screen", compute_sudo=True)
    can_open = fields.Boolean(compute="_compute_can_open")

    # -- how well it is done
    metric_ids = fields.Many2many(
        "aftersales.metric",
        "aftersales_duty_metric_rel",
        "duty_id",
        "metric_id",
        "Key Figures",
        help="Which figures show whether the duty is done well.",
    )
    period = fields.Selection(
        [("month", "Month"), ("year", "Year")],
        default="month",
        required=True,
        help="Whose target My Duties shows: the month's or the year's.",
    )

    # -- what is waiting
    open_count = fields.Integer("Open Work", compute="_compute_open_count")

    _code_unique = models.Constraint("UNIQUE(code)", "Another duty already has this code.")

    @api.depends("code", "name")
    def _compute_display_name(self):
        for duty in self:
            duty.display_name = f"{duty.code} {duty.name}" if duty.code else duty.name

    @api.depends("position_ids")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_is_mine(self):
        mine = self._get_my_positions()
        for duty in self:
            duty.is_mine = bool(duty.position_ids & mine)

    def _search_is_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        mine = Domain("position_ids", "in", self._get_my_positions().ids)
        return Domain.OR(mine if wanted else ~mine for wanted in value)

    @api.depends("action_id")
    def _compute_has_screen(self):
        for duty in self:
            duty.has_screen = bool(duty.action_id)

    def _search_has_screen(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain.OR(Domain("action_id", "!=" if wanted else "=", False) for wanted in value)

    @api.depends("action_id")
    @api.depends_context("uid")
    def _compute_can_open(self):
        allowed = self._get_allowed(self._get_actions())
        for duty in self:
            duty.can_open = duty.id in allowed

    @api.depends("model_name", "domain")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_open_count(self):
        counts = self._count_open_work({self.env.uid})
        for duty in self:
            duty.open_count = counts.get((duty.id, self.env.uid), 0)

    @api.constrains("model_name", "domain")
    def _check_open_work(self):
        for duty in self.sudo():  # the fields are hidden from most people, the rule holds for all
            if not duty.model_name or duty.model_name not in self.env:
                continue
            try:
                duty._get_open_domain(self.env.uid).validate(self.env[duty.model_name])
            except Exception as error:  # whatever a wrong expression raises
                raise ValidationError(
                    self.env._(
                        "The open-work filter of duty %(duty)s does not fit %(model)s: %(error)s",
                        duty=duty.code,
                        model=duty.model_name,
                        error=error,
                    )
                ) from error

    @api.ondelete(at_uninstall=False)
    def _unlink_except_catalogue(self):
        if supplied := self.filtered(lambda duty: duty.get_external_id()[duty.id]):
            raise UserError(
                self.env._(
                    "%(duties)s belongs to the supplied catalogue. Archive it instead of deleting it.",
                    duties=", ".join(supplied.mapped("code")),
                )
            )

    def action_open(self):
        """Lead to the screen where the duty is done.

        :return: action dictionary
        :raise UserError: no addon has brought the screen yet
        :raise AccessError: the screen is not for this user
        """
        self.ensure_one()
        action = self._get_actions().get(self.id)
        if action is None:
            raise UserError(self.env._("Duty %(duty)s has no screen yet.", duty=self.display_name))
        if not self._get_allowed({self.id: action}):
            self._refuse()
        return action._get_action_dict()

    def _refuse(self):
        raise AccessError(
            self.env._(
                "The screen of duty %(duty)s is not among your rights. "
                "Ask your manager whether your position should have it.",
                duty=self.display_name,
            )
        )

    def action_open_work(self, user_id=False):
        """The records that make up the open-work count, on the duty's own screen.

        :param user_id: whose open work, for a head of a team; by default the current user's
        """
        self.ensure_one()
        duty_sudo = self.sudo()
        if self._prepare_open_query(self.env.uid) is None:
            raise UserError(self.env._("Nothing is waiting in duty %(duty)s.", duty=self.display_name))
        screen = self._get_actions().get(self.id)
        action = {"type": "ir.actions.act_window", "view_mode": "list,form"}
        if screen and screen._name == "ir.actions.act_window" and screen.res_model == duty_sudo.model_name:
            if not self._get_allowed({self.id: screen}):
                self._refuse()
            action = screen._get_action_dict()
        return {
            **action,
            "name": self.name,
            "res_model": duty_sudo.model_name,
            "domain": list(duty_sudo._get_open_domain(user_id or self.env.uid)),
            "context": {},  # the screen's own filters would hide some of what was counted
        }

    @api.model
    def _bring_screen(self, code, action_xmlid, model_name=False, domain=False):
        """Called by the addon that brings a duty's screen, from its data and at every update::

            <function model="aftersales.duty" name="_bring_screen"
                      eval="('SA-1', 'aftersales_workshop.repair_order_action', 'repair.order', '[...]')"/>

        :param str code: code of the duty
        :param str action_xmlid: the screen
        :param model_name: model whose records wait, or False
        :param domain: which of them wait for the current user, or False for all
        """
        # sudo: data of an addon, called while it is installed or updated
        duty = self.sudo().with_context(active_test=False).search([("code", "=", code)])
        if not duty:
            raise ValidationError(self.env._("There is no duty with the code %(code)s.", code=code))
        duty.write(
            {
                "action_id": self.env.ref(action_xmlid).id,
                "model_name": model_name,
                "domain": domain,
            }
        )

    @api.model
    def _bring_metrics(self, code, *metric_xmlids):
        """Called by the addon that brings the key figures of a duty, from its data and at every update.

        :param str code: code of the duty
        :param metric_xmlids: the key figures that show how well it is done
        """
        # sudo: data of an addon, called while it is installed or updated
        duty = self.sudo().with_context(active_test=False).search([("code", "=", code)])
        if not duty:
            raise ValidationError(self.env._("There is no duty with the code %(code)s.", code=code))
        duty.metric_ids = [Command.link(self.env.ref(xmlid).id) for xmlid in metric_xmlids]

    @api.model
    def _get_my_positions(self):
        return self.env["aftersales.position"]._get_of_user(self.env.user, self.env.companies)

    def _get_actions(self):
        """Each duty's screen as a record of its own kind of action, with sudo: users may not read actions.

        :return: duty id → record of an action model
        :rtype: dict[int, models.BaseModel]
        """
        by_type = self.sudo().filtered("action_id").grouped(lambda duty: duty.action_id.type)
        actions = {}
        for action_type, duties in by_type.items():
            if action_type in self.env:
                # browsed together, so that they are read together
                screens = self.env[action_type].sudo().browse(duties.action_id.ids)
                by_id = {screen.id: screen for screen in screens}
                actions |= {duty.id: by_id[duty.action_id.id] for duty in duties}
        return actions

    def _get_allowed(self, actions):
        """Ids of the duties whose screen the current user may use: its groups, its menus, reading what it shows.

        :param dict actions: see ``_get_actions``
        :rtype: set[int]
        """
        hidden = self._get_hidden(actions)
        return {
            duty_id
            for duty_id, action in actions.items()
            if (action._name, action.id) not in hidden and self._may_use(action)
        }

    def _may_use(self, action_sudo):
        groups = action_sudo.group_ids if "group_ids" in action_sudo._fields else self.env["res.groups"]
        if groups and not groups & self.env.user.all_group_ids:
            return False
        model = action_sudo.res_model if action_sudo._name == "ir.actions.act_window" else False
        return not model or (model in self.env and self.env[model].has_access("read"))

    def _get_hidden(self, actions):
        """Screens that have menus, none of which the current user is shown."""
        keys = {f"{action._name},{action.id}" for action in actions.values()}
        # sudo: users read their own menus only
        menus = self.env["ir.ui.menu"].sudo().search_fetch([("action", "in", sorted(keys))], ["action", "parent_path"])
        visible = self.env["ir.ui.menu"]._visible_menu_ids()
        by_action = menus.grouped(lambda menu: (menu.action._name, menu.action.id))
        return {
            key
            for key, screen_menus in by_action.items()
            if not any(set(map(int, menu.parent_path.split("/")[:-1])) <= visible for menu in screen_menus)
        }

    def _get_open_domain(self, uid):
        return Domain(
            safe_eval(
                self.domain or "[]",
                {
                    "uid": uid,
                    "company_id": self.env.company.id,
                    "company_ids": self.env.companies.ids,
                },
            )
        )

    def _count_open_work(self, uids):
        """How many records wait for whom, each seen with the current user's rights; one query for everything.

        :param uids: ids of users whose work it is
        :return: (duty id, user id) → count
        :rtype: dict[tuple[int, int], int]
        """
        queries, keys = {}, {}
        for duty in self:
            filter_text = duty.sudo().domain or ""
            for uid in uids:
                # What does not depend on the person is counted once for all of them.
                same = (duty.sudo().model_name, filter_text, uid if "uid" in filter_text else 0)
                if same not in queries:
                    queries[same] = duty._prepare_open_query(uid)
                keys[duty.id, uid] = same
        queries = {same: query for same, query in queries.items() if query is not None}
        if not queries:
            return {}
        [counts] = self.env.execute_query(
            SQL("SELECT %s", SQL(", ").join(query.subselect("COUNT(*)") for query in queries.values()))
        )
        by_query = dict(zip(queries, counts, strict=True))
        return {key: by_query[same] for key, same in keys.items() if same in by_query}

    def _prepare_open_query(self, uid):
        """Query for the records that wait for a user, or None when there is nothing to count."""
        duty_sudo = self.sudo()
        if not duty_sudo.model_name or duty_sudo.model_name not in self.env:
            return None
        model = self.env[duty_sudo.model_name]
        if not model.has_access("read"):
            return None
        try:
            return model._search(duty_sudo._get_open_domain(uid))
        except ValueError:
            # a filter that fitted once; the model has changed since
            _logger.warning("Open-work filter of duty %s no longer fits %s", duty_sudo.code, model._name)
            return None
