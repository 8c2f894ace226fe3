/**
 * A technician's appraisal from the own score to both signatures: a tour per person, in the order of the way.
 *
 * The test that runs them opens the cycle; the form has the behaviour "Quality".
 */
import {registry} from "@web/core/registry";

const QUALITY = "[name='line_ids'] .o_data_row:contains('Quality')";

function tour(name, steps) {
    registry.category("web_tour.tours").add(`aftersales_org.${name}`, {steps});
}

const OPEN = {
    content: "Open the appraisal",
    trigger: ".o_list_view .o_data_row td[name='employee_id']",
    run: "click",
};

function score(field, points) {
    return [
        {content: "Go to the score", trigger: `${QUALITY} td[name='${field}']`, run: "click"},
        {
            content: `Give ${points} points`,
            trigger: `${QUALITY} [name='${field}'] input`,
            run: `edit ${points}`,
        },
    ];
}

function press(button) {
    return {
        content: `Press ${button}`,
        trigger: `.o_form_statusbar button[name='${button}']:enabled`,
        run: "click",
    };
}

function waitForState(state) {
    return {
        content: `The appraisal is now in ${state}`,
        trigger: `.o_field_widget[name='state'] .o_arrow_button_current[data-value='${state}']`,
    };
}

function sign(field) {
    return [
        {
            content: "Open the conversation",
            trigger: ".o_notebook a[name='conversation']",
            run: "click",
        },
        {
            content: "Open the signature",
            trigger: `[name='${field}'] .o_signature_empty`,
            run: "click",
        },
        {
            content: "Take the drawn name",
            trigger: ".modal .modal-footer .btn-primary:enabled",
            run: "click",
        },
        {
            content: "The signature is there",
            trigger: `[name='${field}'] img.o_signature`,
        },
    ];
}

tour("appraisal_employee_scores", () => [
    OPEN,
    ...score("own_score", 80),
    press("action_submit_own"),
    {content: "It is away until the conversation", trigger: ".o_list_view .o_view_nocontent"},
]);

tour("appraisal_head_scores", () => [
    OPEN,
    ...score("manager_score", 90),
    press("action_submit_manager"),
    waitForState("calibration"),
]);

tour("appraisal_manager_calibrates", () => [OPEN, press("action_calibrate"), waitForState("conversation")]);

tour("appraisal_head_signs", () => [
    OPEN,
    {
        content: "Open the conversation",
        trigger: ".o_notebook a[name='conversation']",
        run: "click",
    },
    {
        content: "Open the calendar",
        trigger: "[name='conversation_date'] :is(input, button)",
        run: "click",
    },
    {content: "It was today", trigger: ".o_datetime_picker .o_today", run: "click"},
    {
        content: "What was talked over",
        trigger: "[name='conversation_note'] textarea",
        run: "edit Fewer comebacks than last year",
    },
    ...sign("appraiser_signature"),
    press("action_sign_appraiser"),
    {content: "The moment is kept", trigger: "[name='appraiser_signed_datetime']"},
]);

tour("appraisal_employee_signs", () => [
    OPEN,
    ...sign("employee_signature"),
    press("action_sign_employee"),
    waitForState("signed"),
]);
