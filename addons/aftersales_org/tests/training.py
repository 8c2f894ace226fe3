from datetime import timedelta

from freezegun import freeze_time

from odoo import Command, fields

from .common import OrgCommon

NOW = "2026-03-10 02:00:00"


class TrainingCommon(OrgCommon):
    """A store that trains its technicians: a training manager, an expert, two technicians, a course with exam."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(NOW))
        cls.chen = cls.user("chen", "aftersales_base.group_manager")
        cls.tao = cls.user("tao", "aftersales_base.group_training_manager")
        cls.zhang = cls.user("zhang", "aftersales_base.group_technical_expert")
        cls.li = cls.user("li", "aftersales_base.group_technician")
        cls.wang = cls.user("wang", "aftersales_base.group_technician")
        hired = {"date_version": "2026-01-01"}
        cls.expert = cls.hire(cls.zhang, cls.job(cls.env.ref("aftersales_org.position_technical_expert")), **hired)
        cls.li_employee = cls.hire(cls.li, cls.technician_job, **hired)
        cls.wang_employee = cls.hire(cls.wang, cls.technician_job, **hired)
        cls.exam = cls.make_exam()
        cls.skill_type = cls.env["hr.skill.type"].create(
            {
                "name": "High Voltage",
                "is_certification": True,
                "skill_ids": [Command.create({"name": "Work on live parts"})],
                "skill_level_ids": [Command.create({"name": "Certified", "level_progress": 100})],
            }
        )
        cls.skill = cls.skill_type.skill_ids
        cls.course = cls.make_course()

    @classmethod
    def make_exam(cls):
        """An exam of one question; the right answer gives all points."""
        exam = cls.env["survey.survey"].create(
            {
                "title": "High-voltage exam",
                "survey_type": "assessment",
                "access_mode": "token",
                "users_login_required": True,
                "scoring_type": "scoring_with_answers",
                "scoring_success_min": 80,
                "certification": True,
                "questions_layout": "one_page",
            }
        )
        cls.env["survey.question"].create(
            {
                "survey_id": exam.id,
                "title": "Which comes first?",
                "question_type": "simple_choice",
                "suggested_answer_ids": [
                    Command.create({"value": "Pull the service plug", "is_correct": True, "answer_score": 10}),
                    Command.create({"value": "Open the cover"}),
                ],
            }
        )
        return exam

    @classmethod
    def make_course(cls, **vals):
        return cls.env["aftersales.course"].create(
            {
                "code": "HV2",
                "name": "High-voltage safety",
                "company_id": cls.company.id,
                "hours": 6,
                "position_ids": [Command.set(cls.technician_position.ids)],
                "skill_type_id": cls.skill_type.id,
                "skill_id": cls.skill.id,
                "skill_level_id": cls.skill_type.skill_level_ids.id,
                "validity_months": 12,
                "survey_id": cls.exam.id,
                **vals,
            }
        )

    def run_cron(self, name):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref(f"aftersales_org.{name}").method_direct_trigger()
        self.env.invalidate_all()

    def plan(self, people=None, start="2026-03-12 01:00:00", course=None, user=None, **vals):
        """A session people are invited to."""
        people = self.li_employee | self.wang_employee if people is None else people
        session = (
            self.env["aftersales.session"]
            .with_user(user or self.tao)
            .create(
                {
                    "course_id": (course or self.course).id,
                    "company_id": self.company.id,
                    "trainer_id": self.expert.id,
                    "start_datetime": start,
                    "stop_datetime": fields.Datetime.to_datetime(start) + timedelta(hours=6),
                    "attendee_ids": [Command.create({"employee_id": person.id}) for person in people],
                    **vals,
                }
            )
        )
        session.action_invite()
        return session

    def hold(self, session):
        """Everybody came; time stands right after the session."""
        with freeze_time(session.stop_datetime):
            session.action_all_present()
            session.action_hold()

    def part(self, session, person):
        return session.attendee_ids.filtered(lambda each: each.employee_id.id == person.id)

    def take_exam(self, attendee, right=True):
        """The person answers the exam as its pages do.

        :return: the attempt, with sudo
        """
        attendee.with_user(attendee.sudo().user_id).action_take_exam()
        attempt = attendee.sudo().user_input_ids.filtered(lambda each: each.state != "done")
        attempt._mark_in_progress()
        self.answer(attempt, right)
        return attempt

    def answer(self, attempt, right=True):
        question = attempt.survey_id.question_ids
        options = question.suggested_answer_ids
        attempt._save_lines(question, (options[0] if right else options[1]).id)
        attempt._mark_done()
