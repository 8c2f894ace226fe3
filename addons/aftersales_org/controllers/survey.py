from odoo.http import request

from odoo.addons.survey.controllers.main import Survey


class ExamController(Survey):
    """The pages of an exam: once it is over they say so, and retaking it stays within the session."""

    def _check_validity(self, survey_sudo, answer_sudo, answer_token, ensure_token=True, check_partner=True):
        validity = super()._check_validity(
            survey_sudo, answer_sudo, answer_token, ensure_token=ensure_token, check_partner=check_partner
        )
        # Answers sent by a page that is still open meet the model's refusal, which the page shows as it is.
        page = request.dispatcher.routing_type == "http"
        if (
            validity is True
            and page
            and answer_sudo
            and answer_sudo.state != "done"
            and self._get_obstacle(answer_sudo)
        ):
            return "exam_obstacle"
        return validity

    def _redirect_with_error(self, access_data, error_key):
        if error_key == "exam_obstacle":
            values = {
                "survey": access_data["survey_sudo"],
                "message": self._get_obstacle(access_data["answer_sudo"]),
            }
            return request.render("aftersales_org.survey_exam_obstacle", values)
        return super()._redirect_with_error(access_data, error_key)

    def _prepare_retry_additional_values(self, answer):
        return {
            **super()._prepare_retry_additional_values(answer),
            "aftersales_attendee_id": answer.aftersales_attendee_id.id,
        }

    def _get_obstacle(self, answer_sudo):
        attendee = answer_sudo.aftersales_attendee_id
        return attendee._find_exam_obstacle() if attendee else False
