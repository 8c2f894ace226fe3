from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .locking import lock
from .notice import notice


class Transition(NamedTuple):
    """One move of a document, a row of ``_transitions``.

    :param sources: states the move starts from
    :param target: state it ends in
    :param groups: XML ids of the groups that may move it, any of them; empty means whoever may write the document
    :param guard: name of a method that raises ``UserError`` when a document is not ready
    :param effect: name of a method that does what the move is for, called once for all documents
    """

    sources: tuple[str, ...]
    target: str
    groups: tuple[str, ...] = ()
    guard: str | None = None
    effect: str | None = None


class AftersalesTransitionMixin(models.AbstractModel):
    """A document whose life is declared in one table.

    A model sets ``_transitions = {"submit": Transition(("draft",), "submitted", …)}`` and a button
    method is one line: ``return self._transit("submit")``.
    """

    _name = "aftersales.transition.mixin"
    _description = "Declared Transitions"
    _inherit = ["aftersales.by.hand.mixin"]

    _transition_field = "state"
    _transitions: dict[str, Transition] = {}

    allowed_moves = fields.Char(
        compute="_compute_allowed_moves",
        help="Moves the current user may make now, each between commas, for the buttons.",
    )

    @api.depends_context("uid")
    @api.depends(lambda self: [self._transition_field] if self._transition_field in self._fields else [])
    def _compute_allowed_moves(self):
        permitted = [name for name, move in self._transitions.items() if self._is_permitted(move)]
        writable = self._filtered_access("write")
        for document in self:
            state = document[self._transition_field]
            names = [name for name in permitted if document in writable and state in self._transitions[name].sources]
            document.allowed_moves = f",{','.join(names)}," if names else False

    @api.model_create_multi
    def create(self, vals_list):
        return super(AftersalesTransitionMixin, self._begin(vals_list)).create(vals_list)

    def write(self, vals):
        """A document's state is changed by its moves, which check and log it, never by hand."""
        if self._transition_field in vals and not self.env.su:
            raise UserError(self.env._("Use the buttons to change the state of %(name)s.", name=self[:1].display_name))
        return super().write(vals)

    def _begin(self, vals_list):
        """Documents begin their life at its start, whatever screen they come from.

        :return: the model with that default state, where the column of a kanban would give another
        :raise UserError: a document would begin in another state than the first
        """
        if self.env.su:
            return self
        name = self._transition_field
        if any(name in vals and vals[name] != self._get_first_state(vals) for vals in vals_list):
            raise UserError(self.env._("A new document begins at its first state. Use the buttons from there on."))
        return self.with_context(**{f"default_{name}": self._get_first_state({})})

    def _get_first_state(self, _vals):
        """Hook: the state a document with these values begins in."""
        return self._fields[self._transition_field].default(self)

    @api.model
    def _is_permitted(self, transition):
        return (
            self.env.su or not transition.groups or any(self.env.user.has_group(group) for group in transition.groups)
        )

    def _transit(self, name):
        """Make the move ``name`` with every document that has not made it yet.

        Rights, then the lock, then the state, then the guard of each document; only then the effect, once for all.

        :param str name: key of ``_transitions``
        :return: the documents that moved
        :raise AccessError: the user's groups do not allow the move
        :raise UserError: a document stands in another state, or its guard objects
        """
        transition = self._transitions[name]
        self._check_may_move(transition)
        lock(self)
        self.invalidate_recordset([self._transition_field])
        documents = self.filtered(lambda document: document[self._transition_field] != transition.target)
        documents._check_sources(transition)
        if transition.guard:
            for document in documents:
                getattr(document, transition.guard)()
        if documents:
            documents._log_transition(name, transition)
            # The state is written by moves only, see ``write``; the rights to this one are checked above.
            documents.sudo().write({self._transition_field: transition.target})
            if transition.effect:
                getattr(documents, transition.effect)()
        return documents

    def _transit_batch(self, name):
        """As ``_transit``, for the button over a list: the documents that are ready move, the rest is listed.

        :param str name: key of ``_transitions``
        :return: for one document what ``_transit`` returns; for several an action that tells which did not move
        :raise UserError: none of them is ready, each with its reason
        """
        if len(self) <= 1:
            return self._transit(name)
        self._check_may_move(self._transitions[name])
        problems = self._get_problems(self._transitions[name])
        ready = self.filtered(lambda document: document.id not in problems)
        if not ready:
            raise UserError("\n".join(problems.values()))
        problems |= ready._move_ready(name)
        moved = ready.filtered(lambda document: document.id not in problems)
        if not moved:
            raise UserError("\n".join(problems.values()))
        return self._prepare_batch_result(moved, problems) if problems else True

    def _move_ready(self, name):
        """All at once; where the effect objects to one of them, each for itself.

        :return: document id → why it did not move
        :rtype: dict[int, str]
        """
        if not self._try_transit(name):
            return {}
        return {document.id: problem for document in self if (problem := document._try_transit(name))}

    def _try_transit(self, name):
        """Why these documents did not move, as a sentence; empty when they did."""
        try:
            with self.env.cr.savepoint():
                self._transit(name)
        except UserError as error:
            return str(error)
        return ""

    def _get_problems(self, transition):
        """Document id → why it is not ready for the move.

        :rtype: dict[int, str]
        """
        problems = {}
        for document in self:
            if document[self._transition_field] == transition.target:
                continue
            try:
                document._check_sources(transition)
                if transition.guard:
                    getattr(document, transition.guard)()
            except UserError as error:
                problems[document.id] = str(error)
        return problems

    def _prepare_batch_result(self, ready, problems):
        count = self.env._("%(done)s done, %(left)s not:", done=len(ready), left=len(problems))
        return notice("\n".join([count, *dict.fromkeys(problems.values())]))

    def _check_may_move(self, transition):
        self.check_access("write")
        if not self._is_permitted(transition):
            raise AccessError(self.env._("Your role does not allow this step. Ask your manager."))

    def _check_sources(self, transition):
        if wrong := self.filtered(lambda document: document[self._transition_field] not in transition.sources):
            labels = dict(self._fields[self._transition_field]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(documents)s cannot become %(target)s from %(state)s.",
                    documents=", ".join(wrong.mapped("display_name")),
                    target=labels[transition.target],
                    state=labels[wrong[0][self._transition_field]],
                )
            )

    def _log_transition(self, name, transition):
        """Write down the move; ``sudo`` since nobody may write the log by hand."""
        log = self.env["aftersales.transition.log"].sudo()
        now = fields.Datetime.now()
        since = self._get_since()
        log.create(
            [
                {
                    "res_model": self._name,
                    "res_id": document.id,
                    "move": name,
                    "state_from": document[self._transition_field],
                    "state_to": transition.target,
                    "user_id": self.env.uid,
                    "moved_datetime": now,
                    "duration_hours": (now - since[document.id]).total_seconds() / 3600,
                }
                for document in self
            ]
        )

    def _get_since(self):
        """Document id → moment it entered the state it stands in."""
        last = dict(
            self.env["aftersales.transition.log"]
            .sudo()
            ._read_group(
                [("res_model", "=", self._name), ("res_id", "in", self.ids)],
                ["res_id"],
                ["moved_datetime:max"],
            )
        )
        return {document.id: last.get(document.id) or document.create_date for document in self}
