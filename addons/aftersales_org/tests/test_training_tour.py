from datetime import datetime, timedelta

from odoo.tests import HttpCase, tagged

from .training import TrainingCommon


@tagged("post_install", "-at_install")
class TestTrainingTour(HttpCase, TrainingCommon):
    """The exam of a session in the browser, on a phone."""

    browser_size = "390x844"
    touch_enabled = True

    def test_technician_takes_the_exam_and_sees_the_certificate(self):
        start = (datetime.now() - timedelta(hours=7)).replace(microsecond=0)
        session = self.plan(self.li_employee, start)
        self.hold(session)
        self.start_tour("/odoo/my-training", "aftersales_org.training_exam", login="li")
        self.assertTrue(session.attendee_ids.is_passed)
        self.assertEqual(self.li_employee.employee_skill_ids.skill_id, self.skill)

    def test_page_of_an_exam_that_is_over_says_so(self):
        start = (datetime.now() - timedelta(hours=7)).replace(microsecond=0)
        session = self.plan(self.li_employee, start)
        self.hold(session)
        url = session.attendee_ids.with_user(self.li).action_take_exam()["url"]
        session.exam_stop = datetime.now().replace(microsecond=0)
        self.env.flush_all()
        self.authenticate("li", "li" + "x" * 6)
        page = self.url_open(url).text
        self.assertIn("answers are not taken any more", page)
        self.assertIn("/odoo/my-training", page)
        token, answer = self.exam.access_token, session.attendee_ids.user_input_ids.access_token
        reply = self.make_jsonrpc_request_error(f"/survey/begin/{token}/{answer}")
        self.assertIn("answers are not taken any more", reply)

    def make_jsonrpc_request_error(self, url):
        """What a page that is still open is told."""
        reply = self.url_open(url, json={"jsonrpc": "2.0", "method": "call", "params": {}}).json()
        return reply["error"]["data"]["message"]
