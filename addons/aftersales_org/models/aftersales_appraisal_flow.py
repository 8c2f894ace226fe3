from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.aftersales_base.models.aftersales_transition_mixin import Transition
from odoo.addons.aftersales_base.models.locking import lock
from odoo.addons.aftersales_base.models.notice import notice
from odoo.addons.aftersales_base.models.store_day import today_of

MANAGER = ("aftersales_base.group_manager",)
REMIND_DAYS = 2  # before the deadline, so that a weekend does not eat it up


class AftersalesAppraisal(models.Model):
    """The way of an appraisal: own score, manager's score, calibration, conversation, two signatures."""

    _inherit = "aftersales.appraisal"

    _transitions = {
        "start": Transition(("draft",), "self", MANAGER, effect="_ask_next"),
        "submit_own": Transition(("self",), "manager", (), "_check_own_scores", "_ask_next"),
        "skip_own": Transition(("self",), "manager", MANAGER, "_check_may_skip", "_note_skipped"),
        "submit_manager": Transition(("manager",), "calibration", (), "_check_manager_scores", "_ask_next"),
        "send_back": Transition(("calibration",), "manager", MANAGER, "_check_calibrator", "_ask_next"),
        "calibrate": Transition(("calibration",), "conversation", MANAGER, "_check_calibrated", "_ask_next"),
        "finish": Transition(("conversation",), "signed", (), "_check_both_signed", "_finish"),
    }

    # -- buttons

    def action_submit_own(self):
        """Hand in the own scores; the appraisal comes back to the person with the conversation."""
        self._transit("submit_own")
        # Until then the screen left behind could not be read again.
        mine = self.env["ir.actions.act_window"]._for_xml_id("aftersales_org.aftersales_appraisal_my_action")
        message = self.env._("Your scores are handed in. You see the appraisal again for the conversation.")
        return notice(message, "success", next={**mine, "target": "main"})

    def action_skip_own(self):
        """Go on without the own score of somebody who did not give it in time."""
        self._transit("skip_own")

    def action_submit_manager(self):
        self._transit("submit_manager")

    def action_send_back(self):
        self._transit("send_back")

    def action_calibrate(self):
        """Settle the results; those that are not ready stay and are listed."""
        self.check_access("write")
        if len(self) == 1:
            self._transit("calibrate")
            return True
        waiting = {each: each._find_calibration_gap() for each in self if each.state == "calibration"}
        self.browse().union(*(each for each, gap in waiting.items() if not gap))._transit("calibrate")
        gaps = [gap for gap in waiting.values() if gap]
        gaps += [
            self.env._("%(appraisal)s is not in calibration.", appraisal=each.display_name)
            for each in self - self.browse().union(*waiting)
        ]
        return self._notify_rest(gaps)

    def action_sign_employee(self):
        """The person signs; the second of the two signatures closes the appraisal."""
        return self._sign("employee")

    def action_sign_appraiser(self):
        return self._sign("appraiser")

    def _notify_rest(self, gaps):
        if not gaps:
            return True
        return notice("\n".join(gaps), title=self.env._("These stay as they are"))

    # -- guards

    def _check_own_scores(self):
        self._check_role("employee")
        self._check_complete("own_score")

    def _check_manager_scores(self):
        self._check_role("appraiser")
        self._check_complete("manager_score")

    def _check_complete(self, name):
        if open_lines := self.line_ids.filtered(lambda line: line.kind == "behaviour" and not line[name]):
            raise UserError(
                self.env._(
                    "%(appraisal)s lacks scores: %(items)s. Score every behaviour from 1 to %(points)s.",
                    appraisal=self.display_name,
                    items=", ".join(open_lines.mapped("name")),
                    points=f"{self.points:g}",
                )
            )

    def _check_may_skip(self):
        self._check_role("manager")
        if today_of(self.company_id) <= self.cycle_id.self_deadline:
            raise UserError(
                self.env._(
                    "%(person)s may give the own score until %(day)s. Go on without it from the day after.",
                    person=self.employee_id.name,
                    day=self.cycle_id.self_deadline,
                )
            )

    def _check_calibrator(self):
        self._check_role("manager")

    def _check_calibrated(self):
        self._check_role("manager")
        if gap := self._find_calibration_gap():
            raise UserError(gap)

    def _find_calibration_gap(self):
        """Why the result cannot be settled, as a sentence; empty when it can."""
        self.ensure_one()
        if not self.grade:
            return self.env._("%(appraisal)s has no item that could be scored.", appraisal=self.display_name)
        if self.adjustment and not (self.adjustment_reason or "").strip():
            return self.env._("Say why the result of %(appraisal)s was adjusted.", appraisal=self.display_name)
        if not 0 <= self.score <= self.max_attainment:
            return self.env._(
                "The result of %(appraisal)s must lie between 0 and %(most)s percent. Adjust less.",
                appraisal=self.display_name,
                most=f"{self.max_attainment:g}",
            )
        return False

    def _check_both_signed(self):
        if not self.employee_signed_datetime or not self.appraiser_signed_datetime:
            raise UserError(self.env._("%(appraisal)s needs both signatures.", appraisal=self.display_name))

    # -- signatures

    def _sign(self, role):
        self.check_access("write")
        lock(self)
        for appraisal in self:
            appraisal._check_role(role)
            if appraisal[f"{role}_signed_datetime"]:
                continue
            appraisal._check_signable(role)
            # sudo: that and when somebody signed is written by signing only
            appraisal.sudo().write(
                {f"{role}_signed_datetime": fields.Datetime.now(), f"{role}_signed_by_id": self.env.uid}
            )
        complete = self.filtered(lambda each: each.employee_signed_datetime and each.appraiser_signed_datetime)
        complete._transit("finish")
        return True

    def _check_signable(self, role):
        if self.state != "conversation":
            raise UserError(self.env._("%(appraisal)s is signed after the conversation.", appraisal=self.display_name))
        if not self.conversation_date or not (self.conversation_note or "").strip():
            raise UserError(
                self.env._(
                    "What was talked over with %(person)s, and on which day? %(appraiser)s enters it before anybody "
                    "signs.",
                    person=self.employee_id.name,
                    appraiser=self.sudo().appraiser_id.name,
                )
            )
        if not self[f"{role}_signature"]:
            raise UserError(self.env._("Draw your signature on %(appraisal)s first.", appraisal=self.display_name))

    # -- effects

    def _note_skipped(self):
        self.sudo().is_without_own_score = True  # kept by the system; the right to skip was checked
        self._ask_next()

    def _ask_next(self):
        """Move the reminder on to whose turn it is."""
        appraisals = self.sudo()  # the step was checked; whose turn it is may be another person
        appraisals.activity_unlink(["mail.mail_activity_data_todo"])
        todo = self.env.ref("mail.mail_activity_data_todo")
        model_id = self.env["ir.model"]._get_id(self._name)
        self.env["mail.activity"].sudo().with_context(mail_activity_quick_update=True).create(
            [
                {
                    "activity_type_id": todo.id,
                    "automated": True,
                    "res_model_id": model_id,
                    "res_id": appraisal.id,
                    "user_id": user.id,
                    "date_deadline": deadline,
                    "summary": summary,
                }
                for appraisal in appraisals
                for user, deadline, summary in appraisal._get_next_steps()
            ]
        )

    def _redate_steps(self):
        """The deadlines were changed: what people were asked to do is due then, and they are reminded anew."""
        later = {}
        for appraisal in self:
            for user, deadline, _what in appraisal._get_next_steps():
                asked = appraisal.activity_ids.filtered(lambda each, user=user: each.automated and each.user_id == user)
                moved = asked.filtered(lambda each, day=deadline: each.date_deadline != day)
                later[deadline] = later.get(deadline, asked.browse()) | moved
        for deadline, activities in later.items():
            activities.date_deadline = deadline
        moved_ids = self.env["mail.activity"].union(*later.values()).mapped("res_id")
        self.browse(moved_ids).reminded_state = False

    def _get_next_steps(self):
        """Whose turn it is: (user, deadline, what to do) of each."""
        cycle = self.cycle_id
        if self.state == "self":
            return [(self.employee_user_id, cycle.self_deadline, self.env._("Score yourself"))]
        if self.state == "manager":
            return [(self.appraiser_id, cycle.manager_deadline, self.env._("Score the employee"))]
        if self.state == "calibration":
            manager = (cycle.manager_id | cycle.general_manager_id) - self.employee_user_id
            return [(manager[:1], cycle.manager_deadline, self.env._("Calibrate the result"))] if manager else []
        if self.state == "conversation":
            return [
                (self.appraiser_id, cycle.sign_deadline, self.env._("Talk the appraisal over and sign")),
                (self.employee_user_id, cycle.sign_deadline, self.env._("Sign the appraisal")),
            ]
        return []

    def _finish(self):
        appraisals = self.sudo()  # both have signed; the rest is book-keeping
        appraisals.activity_unlink(["mail.mail_activity_data_todo"])
        for appraisal in appraisals:
            appraisal.is_in_time = today_of(appraisal.company_id) <= appraisal.sign_deadline
        effects = [each._prepare_grade_effect() for each in appraisals if each.grade_effect != "keep"]
        appraisals._apply_grade_effect(effects)

    def _prepare_grade_effect(self):
        """What a signed appraisal means for the person's grade.

        :return: dict with ``appraisal``, ``employee``, ``effect`` (promote or demote), ``day`` it holds from
        """
        return {
            "appraisal": self,
            "employee": self.employee_id,
            "effect": self.grade_effect,
            "day": self.date_stop,
        }

    def _apply_grade_effect(self, effects):
        """Propose the next grade up or down the ladder; where there is none the manager decides what else follows.

        :param list effects: dicts of ``_prepare_grade_effect``
        """
        labels = dict(self._fields["grade_effect"]._description_selection(self.env))
        for effect in effects:
            appraisal = effect["appraisal"]
            appraisal.grade_award_id = self.env["aftersales.grade.award"]._propose(
                effect["employee"], effect["effect"], appraisal.display_name
            )
            (appraisal.grade_award_id or appraisal).activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=appraisal.sign_deadline,
                summary=self.env._("%(effect)s: decide on the grade", effect=labels[effect["effect"]]),
                user_id=appraisal.cycle_id.manager_id.id,
            )

    def _remind(self):
        """Tell once whoever has not done their step shortly before the deadline."""
        for appraisal in self.filtered(lambda each: each.state not in ("draft", "signed", each.reminded_state)):
            steps = appraisal._get_next_steps()
            today = today_of(appraisal.company_id)
            late = [user for user, deadline, _what in steps if deadline - timedelta(days=REMIND_DAYS) <= today]
            if late:
                appraisal.reminded_state = appraisal.state
                appraisal.message_notify(
                    partner_ids=self.env["res.users"].union(*late).partner_id.ids,
                    subject=appraisal.display_name,
                    body="\n".join(f"{what}: {deadline}" for _user, deadline, what in steps),
                )
