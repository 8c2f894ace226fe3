/** A technician on a phone: the session that was held, its exam, the certificate. */
import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("aftersales_org.training_exam", {
    steps: () => [
        {
            content: "Open the exam from my training",
            trigger: ".o_kanban_record button[name='action_take_exam']",
            run: "click",
            expectUnloadPage: true,
        },
        {content: "Begin", trigger: ".o_survey_form button[type='submit']:visible", run: "click"},
        {
            content: "Choose the right answer",
            trigger: ".o_survey_form .o_survey_choice_btn:contains('Pull the service plug')",
            run: "click",
        },
        {content: "Hand it in", trigger: ".o_survey_form button[value='finish']:visible", run: "click"},
        {content: "Confirm", trigger: ".modal-footer .btn-primary", run: "click"},
        {
            content: "Passed; back to my training",
            trigger: ".o_survey_finished a.o_aftersales_my_training",
            run: "click",
            expectUnloadPage: true,
        },
        {content: "Open what was passed", trigger: ".o_kanban_record .fa-trophy", run: "click"},
        {
            content: "The certificate is there",
            trigger: ".o_form_view .o_field_widget[name='certificate_number']:contains('PX2026')",
        },
        {content: "It can be printed", trigger: ".o_form_view button[name='action_print_certificate']"},
    ],
});
