import logging
from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.safe_eval import safe_eval

_logger = logging.getLogger(__name__)


class AftersalesDutyScreenMixin(models.AbstractModel):
    """A screen on which work is done, and which records wait there for whom.

    A duty is done on one screen, its further work on others; what may be opened and what is counted is decided here for
    both, and in one go: where a method takes ``screens``, these are records of any models that inherit this one.
    """

    _name = "aftersales.duty.screen.mixin"
    _description = "Screen with Open Work"

    # -- where it is done; brought by the addon that has the screen
    action_id = fields.Many2one("ir.actions.actions", "Screen", groups="base.group_system", copy=False)
    model_name = fields.Char("Open Work: Model", groups="base.group_system", copy=False)
    domain = fields.Char(
        "Open Work: Filter",
        groups="base.group_system",
        copy=False,
        help="Which records wait for the user. May use uid, group_ids (all groups of the user), company_id and "
        "company_ids.",
    )
    can_open = fields.Boolean(compute="_compute_can_open")

    # -- what is waiting
    open_count = fields.Integer("Open Work", compute="_compute_open_count")

    @api.depends("action_id")
    @api.depends_context("uid")
    def _compute_can_open(self):
        allowed = self._get_allowed(self._get_actions(self))
        for screen in self:
            screen.can_open = screen in allowed

    @api.depends("model_name", "domain")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_open_count(self):
        counts = self._count_open_work((screen, self.env.user) for screen in self)
        for screen in self:
            screen.open_count = counts.get((screen, self.env.user), 0)

    @api.constrains("model_name", "domain")
    def _check_open_work(self):
        for screen in self.sudo():  # the fields are hidden from most people, the rule holds for all
            if not screen.model_name or screen.model_name not in self.env:
                continue
            try:
                screen._get_open_domain(self.env.user).validate(self.env[screen.model_name])
            except Exception as error:  # whatever a wrong expression raises
                raise ValidationError(
                    self.env._(
                        "The open-work filter of duty %(duty)s does not fit %(model)s: %(error)s",
                        duty=screen.display_name,
                        model=screen.model_name,
                        error=error,
                    )
                ) from error

    def action_open(self):
        """Lead to the screen where the work is done.

        :return: action dictionary
        :raise UserError: no addon has brought the screen yet
        :raise AccessError: the screen is not for this user
        """
        self.ensure_one()
        actions = self._get_actions(self)
        if self not in actions:
            raise UserError(self.env._("Duty %(duty)s has no screen yet.", duty=self.display_name))
        self._refuse_unless_allowed(actions)
        return actions[self]._get_action_dict()

    def action_open_work(self, user_id=False):
        """The records that make up the open-work count, on the screen where the work is done.

        :param user_id: whose open work, for a head of a team; by default the current user's
        :raise UserError: nothing is counted here
        :raise AccessError: the screen is not for this user, or the other person is not led by them
        """
        self.ensure_one()
        user = self.env["res.users"].browse(user_id or self.env.uid)
        self._check_leads(user)
        screen_sudo = self.sudo()
        if self._prepare_open_query(self.env.user) is None:
            raise UserError(self.env._("Nothing is waiting in duty %(duty)s.", duty=self.display_name))
        actions = self._get_actions(self)
        action = {"type": "ir.actions.act_window", "view_mode": "list,form"}
        if self in actions and self._get_action_model(actions[self]) == screen_sudo.model_name:
            self._refuse_unless_allowed(actions)
            action = actions[self]._get_action_dict()
        return {
            **action,
            "name": self.name,
            "display_name": self.name,
            "res_model": screen_sudo.model_name,
            "domain": list(screen_sudo._get_open_domain(user)),
            "context": self._get_list_context(action),
        }

    def _check_leads(self, user):
        if user != self.env.user and user not in self.env["aftersales.duty"]._get_team().user_id:
            raise AccessError(
                self.env._(
                    "You see what waits for yourself and for the people you lead. Ask the head of %(person)s.",
                    person=user.sudo().name,  # sudo: names of colleagues are known in the store
                )
            )

    def _get_list_context(self, action):
        """The screen's own context without its filters, which would hide some of what was counted."""
        try:
            context = literal_eval((action.get("context") or "{}").strip())
        except (ValueError, SyntaxError):  # one with names in it is worked out in the browser
            return {}
        return {key: value for key, value in context.items() if not key.startswith("search_default_")}

    def _refuse_unless_allowed(self, actions):
        if self not in self._get_allowed(actions):
            raise AccessError(
                self.env._(
                    "The screen of duty %(duty)s is not among your rights. "
                    "Ask your manager whether your position should have it.",
                    duty=self.display_name,
                )
            )

    @api.model
    def _get_actions(self, screens):
        """Each screen as a record of its own kind of action, with sudo: users may not read actions.

        :param screens: iterable of records that inherit this mixin
        :return: screen → record of an action model
        :rtype: dict[models.BaseModel, models.BaseModel]
        """
        wanted = {screen: action.id for screen in screens if (action := screen.sudo().action_id)}
        # browsed together, so that they are read together
        found = {}
        actions = self.env["ir.actions.actions"].sudo().browse(set(wanted.values()))
        for action_type, same in actions.grouped("type").items():
            if action_type in self.env:
                found |= {action.id: action for action in self.env[action_type].sudo().browse(same.ids)}
        return {screen: found[action_id] for screen, action_id in wanted.items() if action_id in found}

    @api.model
    def _get_allowed(self, actions):
        """The screens that the current user may use: by their groups, their menus, reading what they show.

        :param dict actions: see ``_get_actions``
        :rtype: set[models.BaseModel]
        """
        hidden = self._get_hidden(actions)
        return {
            screen
            for screen, action in actions.items()
            if (action._name, action.id) not in hidden and self._may_use(action)
        }

    def _may_use(self, action_sudo):
        groups = action_sudo.group_ids if "group_ids" in action_sudo._fields else self.env["res.groups"]
        if groups and not groups & self.env.user.all_group_ids:
            return False
        model = self._get_action_model(action_sudo)
        return not model or (model in self.env and self.env[model].has_access("read"))

    def _get_action_model(self, action_sudo):
        return action_sudo.res_model if action_sudo._name == "ir.actions.act_window" else False

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

    def _get_open_domain(self, user):
        return Domain(
            safe_eval(
                self.domain or "[]",
                {
                    "uid": user.id,
                    # sudo: which groups somebody has decides what waits for them, whoever counts it
                    "group_ids": user.sudo().all_group_ids.ids,
                    "company_id": self.env.company.id,
                    "company_ids": self.env.companies.ids,
                },
            )
        )

    @api.model
    def _count_open_work(self, pairs):
        """How many records wait for whom, each seen with the current user's rights; one query for everything.

        :param pairs: iterable of (record that inherits this mixin, user whose work it is)
        :return: (screen, user) → count
        :rtype: dict[tuple[models.BaseModel, models.BaseModel], int]
        """
        queries, keys = {}, {}
        for screen, user in pairs:
            filter_text = screen.sudo().domain or ""
            # What does not depend on the person is counted once for all of them.
            is_personal = "uid" in filter_text or "group_ids" in filter_text
            same = (screen.sudo().model_name, filter_text, user.id if is_personal else 0)
            if same not in queries:
                queries[same] = screen._prepare_open_query(user)
            keys[screen, user] = same
        queries = {same: query for same, query in queries.items() if query is not None}
        if not queries:
            return {}
        [counts] = self.env.execute_query(
            SQL("SELECT %s", SQL(", ").join(query.subselect("COUNT(*)") for query in queries.values()))
        )
        by_query = dict(zip(queries, counts, strict=True))
        return {key: by_query[same] for key, same in keys.items() if same in by_query}

    def _prepare_waiting(self, counts, user):
        """What the browser is told of it: which record it is, and how much waits there for the user."""
        return {"id": self.id, "waiting": counts.get((self, user), 0)}

    def _prepare_open_query(self, user):
        """Query for the records that wait for a user, or None when there is nothing to count."""
        screen_sudo = self.sudo()
        if not screen_sudo.model_name or screen_sudo.model_name not in self.env:
            return None
        model = self.env[screen_sudo.model_name]
        if not model.has_access("read"):
            return None
        try:
            return model._search(screen_sudo._get_open_domain(user))
        except AccessError:
            return None  # the filter asks for related records that the user may not read
        except ValueError:
            # a filter that fitted once; the model has changed since
            _logger.warning("Open-work filter of duty %s no longer fits %s", screen_sudo.display_name, model._name)
            return None
