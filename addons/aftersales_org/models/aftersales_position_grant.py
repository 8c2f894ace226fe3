from collections import defaultdict

from odoo import Command, api, fields, models
from odoo.tools import SQL


class AftersalesPositionGrant(models.Model):
    """Ledger of the rights positions gave to users: only what stands here is ever taken back."""

    _name = "aftersales.position.grant"
    _description = "Right Given by a Position"
    _order = "employee_id, position_id, group_id"
    _rec_name = "group_id"

    employee_id = fields.Many2one("hr.employee", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    user_id = fields.Many2one("res.users", required=True, readonly=True, index=True, ondelete="cascade")
    position_id = fields.Many2one("aftersales.position", required=True, readonly=True, index=True, ondelete="restrict")
    group_id = fields.Many2one("res.groups", "Right", required=True, readonly=True, ondelete="cascade")
    state = fields.Selection(
        [
            ("granted", "Given by the position"),
            ("kept", "Given by hand, stays"),
            ("withdrawn", "Withdrawn by hand"),
            ("refused", "Refused: not an internal user"),
        ],
        required=True,
        readonly=True,
        default="granted",
        help="A right the user already had by hand stays when the position ends. A right an administrator withdrew "
        "is not given again until the position is assigned anew. Portal users cannot hold rights of a position.",
    )

    _once = models.Constraint(
        "UNIQUE(user_id, group_id, employee_id, position_id)",
        "This position already gave this right to this user.",
    )

    def _get_key(self):
        return (self.employee_id, self.position_id, self.user_id, self.group_id)

    def _give(self, keys):
        """Give rights that are due and not in the ledger yet.

        :param keys: tuples as of ``_get_key``, all with sudo
        """
        if not keys:
            return self.browse()
        users = self.env["res.users"].union(*(user for _employee, position, user, _group in keys if position.duty_ids))
        holders = self._find_holders_of_duties(users)
        others = self._get_by_right(keys)
        vals_list, new_rights = [], defaultdict(set)
        for employee, position, user, group in keys:
            state = self._prepare_state(user, group, others[user, group])
            if state == "granted" and group not in user.group_ids:
                new_rights[user].add(group.id)
            vals_list.append(
                {
                    "employee_id": employee.id,
                    "company_id": employee.company_id.id,
                    "position_id": position.id,
                    "user_id": user.id,
                    "group_id": group.id,
                    "state": state,
                }
            )
        # A position assigned anew overrules that somebody once withdrew the right by hand.
        self.union(
            *(
                others[user, group].filtered(lambda grant: grant.state == "withdrawn")
                for user, group_ids in new_rights.items()
                for group in self.env["res.groups"].browse(group_ids)
            )
        ).write({"state": "granted"})
        self._write_groups(new_rights, Command.link)
        grants = self.create(vals_list)
        (users - holders)._start_with_duties()
        return grants

    def _take_back(self):
        """Strike these lines, and take each right that no other line holds and nobody gave by hand."""
        if not self:
            return
        given = {(grant.user_id, grant.group_id) for grant in self if grant.state == "granted"}
        keys = [grant._get_key() for grant in self]
        others = self._get_by_right(keys)
        lost_rights = defaultdict(set)
        for user, group in given:
            if not (others[user, group] - self).filtered(lambda grant: grant.state in ("granted", "kept")):
                lost_rights[user].add(group.id)
        users = self.user_id
        self.unlink()
        self._write_groups(lost_rights, Command.unlink)
        (users - self._find_holders_of_duties(users))._stop_starting_with_duties()

    def _note_changed_by_hand(self):
        """After somebody changed users' rights by hand, remember what is theirs now."""
        for grant in self:
            has = grant.group_id in grant.user_id.group_ids
            if not has and grant.state in ("granted", "kept"):
                grant.state = "withdrawn"
            elif has and grant.state == "withdrawn":
                grant.state = "kept"

    def _prepare_state(self, user, group, others):
        if user.share:
            return "refused"
        if any(grant.state == "kept" for grant in others):
            return "kept"
        by_position = any(grant.state == "granted" for grant in others)
        return "kept" if group in user.group_ids and not by_position else "granted"

    @api.model
    def _find_holders_of_duties(self, users):
        """Which of these users have a position with duties: My Duties is a page for them, for others it is empty."""
        return self.search([("user_id", "in", users.ids), ("position_id.duty_ids", "!=", False)]).user_id

    def _get_by_right(self, keys):
        """Ledger lines of the same users and rights, by (user, group)."""
        grants = self.search(
            [
                ("user_id", "in", list({user.id for _e, _p, user, _g in keys})),
                ("group_id", "in", list({group.id for _e, _p, _u, group in keys})),
            ]
        )
        grants._touch()
        by_right = defaultdict(self.browse)
        for grant in grants:
            by_right[grant.user_id, grant.group_id] |= grant
        return by_right

    def _touch(self):
        """Make whoever decides about the same rights at the same moment fail and start again.

        Without this, two transactions that each strike one of two lines would each see the other's line, and both
        would leave the user a right that nobody holds any more.
        """
        if self:
            ids = tuple(sorted(self.ids))
            self.env.cr.execute(SQL("UPDATE aftersales_position_grant SET write_date = now() WHERE id IN %s", ids))
            self.invalidate_recordset(["write_date"])

    def _write_groups(self, rights, command):
        """Write users who change alike together, so that the queries grow with positions, not with people."""
        alike = defaultdict(lambda: self.env["res.users"])
        for user, group_ids in rights.items():
            alike[frozenset(group_ids)] |= user
        for group_ids, users in alike.items():
            users.write({"group_ids": [command(group_id) for group_id in sorted(group_ids)]})
