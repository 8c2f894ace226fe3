from collections import defaultdict
from collections.abc import Callable
from typing import NamedTuple

from odoo import api, fields, models

OPEN_STATES = ("draft", "checked")


class Obstacle(NamedTuple):
    """Business with a person that must end before the person can be erased.

    :param topic: what kind of records they are, for people
    :param records: the records, of whichever of the people asked about
    :param partner_field: their field with the person
    :param describe: takes those of one request; says which they are, and what is to be done with them
    """

    topic: str
    records: models.BaseModel
    partner_field: str
    describe: Callable[[models.BaseModel], str]


class AftersalesPrivacyErasure(models.Model):
    """What a request waits for: business under way with the person, which nobody can decide away."""

    _inherit = "aftersales.privacy.erasure"

    waits_for = fields.Char(compute="_compute_waits_for", help="What must end before anything can be erased.")
    is_blocked = fields.Boolean("Waits", compute="_compute_waits_for", search="_search_is_blocked")

    is_held_up = fields.Boolean(
        "Waited Last Night",
        readonly=True,
        copy=False,
        help="Something stood against it when it was checked, or last night: it is not counted as work to do.",
    )

    @api.depends("state", "partner_id")
    def _compute_waits_for(self):
        """As it stands now: the list under the request is of the day it was checked."""
        # sudo: clerks read these names in the list of what is on file, whoever may open the documents
        blocking = self.filtered(lambda erasure: erasure.state in OPEN_STATES).sudo()._find_blocking()
        for erasure in self:
            reasons = [holding["reason"] for holding in blocking.get(erasure.id, ())]
            erasure.waits_for = " ".join(reasons)
            erasure.is_blocked = bool(reasons)

    def _search_is_blocked(self, operator, value):
        if operator != "in":
            return NotImplemented
        blocked = self.search([("state", "in", OPEN_STATES)]).filtered("is_blocked")
        return [("id", "in" if True in value else "not in", blocked.ids)]

    def _list_holdings(self):
        result = super()._list_holdings()
        self._note_held_up()
        return result

    def _note_held_up(self):
        for erasure in self.sudo():  # sudo: kept by the system, see ``_kept_fields``
            erasure.is_held_up = erasure.is_blocked

    @api.model
    def _cron_note_held_up(self):
        """Counts of open work ask no further questions; what stood against a request may have ended by now."""
        self.search([("state", "=", "checked")])._note_held_up()

    def _find_holdings(self):
        return [*super()._find_holdings(), *self._find_blocking().get(self.id, ())]

    def _find_blocking(self):
        """Id of the request → what stands against it, as ``_find_holdings`` gives it. Called with ``sudo``."""
        requests_of = self._get_requests_by_person()
        people = self.env["res.partner"].browse(requests_of)
        blocking = defaultdict(list)
        for obstacle in self._find_obstacles(people) if people else ():
            theirs = defaultdict(obstacle.records.browse)
            for record in obstacle.records:
                for erasure in requests_of[record[obstacle.partner_field].id]:
                    theirs[erasure.id] |= record
            for erasure_id, records in theirs.items():
                blocking[erasure_id].append(
                    self._prepare_holding(obstacle.topic, len(records), "block", obstacle.describe(records))
                )
        return blocking

    def _get_requests_by_person(self):
        """Id of each customer, and of the addresses under one → the requests about this person."""
        asked = defaultdict(self.browse)
        for erasure in self:
            asked[erasure.partner_id._origin.id] |= erasure
        people = self.env["res.partner"].with_context(active_test=False)
        found = defaultdict(self.browse)
        for person in people.search([("id", "child_of", list(filter(None, asked)))]):
            above = person
            while above:
                if above.id in asked:
                    found[person.id] |= asked[above.id]
                above = above.parent_id
        return found

    @api.model
    def _find_obstacles(self, people):
        """Hook: what is under way with these people and must end first, one search per kind of record.

        :param people: ``res.partner``, with the addresses under them
        :rtype: list[Obstacle]
        """
        users = people.with_context(active_test=False).user_ids.filtered(lambda user: user._is_internal())
        reason = self.env._("Is an employee's user: ask the administrator to take the user off first.")
        return [Obstacle(self.env._("User"), users, "partner_id", lambda users: reason)]
