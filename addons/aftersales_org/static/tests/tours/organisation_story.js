/**
 * A manager builds the organisation and leads it: a tour per person, in the order of the days, in a Chinese store.
 *
 * The test that runs them prepares the logins, the audit of the area 一号车间 and the circular to be answered.
 */
import {
    addLine,
    choose,
    line,
    openMenu,
    openPage,
    photograph,
    press,
    waitForState,
    write,
} from "@aftersales_base/../tests/tours/steps";
import {registry} from "@web/core/registry";
import {stepUtils} from "@web_tour/tour_utils";

const ORGANISATION = "aftersales_base.menu_organisation";
const PEOPLE = "aftersales_base.menu_people";

/** The menu has opened its screen; until then the buttons are those of the screen before. */
function screen(title) {
    return {content: `The screen ${title} is open`, trigger: `.o_last_breadcrumb_item:contains('${title}')`};
}

function tour(name, steps) {
    registry.category("web_tour.tours").add(`aftersales_org.${name}`, {steps});
}

tour("manager_sets_up_the_organisation", () => [
    ...openMenu("aftersales_base.menu_configuration", "aftersales_org.menu_org_setup"),
    {
        content: "Not the template that is proposed",
        trigger: ".modal [name='template_ids'] .o_tag .o_delete",
        run: "click",
    },
    ...choose("template_ids", "专营店", "专营店售后服务部", ".modal"),
    {content: "The chart shows what will be", trigger: ".modal [name='chart']:contains('车间')"},
    press("action_apply", ".modal-footer"),
    {content: "The jobs are there", trigger: ".o_list_view .o_data_row:contains('服务顾问')"},
]);

tour("manager_takes_two_people_on", () => [
    ...openMenu(PEOPLE, "aftersales_org.menu_jobs"),
    {
        content: "Take people on as advisors",
        trigger: ".o_data_row:contains('服务顾问') .fa-handshake-o",
        run: "click",
    },
    addLine("line_ids"),
    ...choose("user_id", "李娜", "李娜", line("line_ids", 1)),
    addLine("line_ids"),
    ...choose("user_id", "王强", "王强", line("line_ids", 2)),
    press("action_hire", ".modal-footer"),
    {content: "Both are in the job", trigger: ".o_kanban_record:contains('李娜')"},
    {trigger: ".o_kanban_record:contains('王强')"},
]);

tour("manager_sets_the_goal", () => [
    ...openMenu(ORGANISATION, "aftersales_org.menu_targets"),
    screen("目标"),
    {content: "A new goal", trigger: ".o_list_button_add", run: "click"},
    ...choose("metric_id", "出勤", "出勤工时", ".o_selected_row"),
    write("amount", "1200", ".o_selected_row"),
    {content: "Keep it", trigger: ".o_list_button_save", run: "click"},
    {content: "Open it", trigger: ".o_data_row .o_list_record_open_form_view", run: "click"},
    {content: "Break it down to months", trigger: ".o_form_statusbar .btn-primary", run: "click"},
    {content: "A hundred a month", trigger: ".modal .o_data_row:contains('100.00')"},
    press("action_apply", ".modal-footer"),
    {content: "Twelve months", trigger: ".o_list_view:has(.o_data_row:nth-child(12))"},
    {content: "Open a month", trigger: ".o_data_row .o_list_record_open_form_view", run: "click"},
    {content: "Break it down to departments", trigger: ".o_form_statusbar .btn-primary", run: "click"},
    press("action_apply", ".modal-footer"),
    {content: "The department of the two has it all", trigger: ".o_list_view .o_data_row:contains('100.00')"},
    ...openMenu(ORGANISATION, "aftersales_org.menu_targets"),
    {content: "The year is back", trigger: ".o_data_row:contains('1,200.00')"},
    {content: "Choose all", trigger: ".o_list_table thead .o_list_record_selector input", run: "click"},
    press("action_agree", ".o_control_panel"),
    {content: "Agreed", trigger: ".o_data_row [name='state']:contains('已确认')"},
]);

tour("manager_audits_the_workshop", () => [
    ...openMenu(ORGANISATION, "aftersales_org.menu_audits_5s"),
    {content: "Open the audit", trigger: ".o_kanban_record:contains('一号车间')", run: "click"},
    press("action_start"),
    waitForState("in_progress"),
    {
        content: "The first line fails",
        trigger: ".o_kanban_record:contains('地面干净') button[name='action_fail']",
        run: "click",
    },
    {trigger: ".o_kanban_record:contains('地面干净') button.btn-danger"},
    {
        content: "The second line fails",
        trigger: ".o_kanban_record:contains('工具归位') button[name='action_fail']",
        run: "click",
    },
    {trigger: ".o_kanban_record:contains('工具归位') button.btn-danger"},
    press("action_answer_open_ok"),
    press("action_finish"),
    {content: "Yes, sign", trigger: ".modal-footer .btn-primary", run: "click"},
    waitForState("done"),
    press("action_open_findings", ".o-form-buttonbox"),
    {content: "There are two findings", trigger: ".o_kanban_record:contains('地面干净')"},
    {trigger: ".o_kanban_record:contains('工具归位')"},
]);

function mend(finding) {
    return [
        ...openMenu(ORGANISATION, "aftersales_base.menu_rectifications"),
        {content: `Open ${finding}`, trigger: `.o_kanban_record:contains('${finding}')`, run: "click"},
        write("measure", "已整改"),
        photograph("photo_after"),
        {content: "The photo is shown", trigger: "[name='photo_after'] img[src*='data:image']"},
        press("action_mend"),
        waitForState("mended"),
    ];
}

tour("supervisor_mends_what_was_found", () => [...mend("地面干净"), ...mend("工具归位")]);

function recheck(finding) {
    return [
        ...openMenu(ORGANISATION, "aftersales_base.menu_rectifications"),
        {content: `Open ${finding}`, trigger: `.o_kanban_record:contains('${finding}')`, run: "click"},
        press("action_close"),
        waitForState("closed"),
    ];
}

tour("manager_rechecks_what_was_mended", () => [...recheck("地面干净"), ...recheck("工具归位")]);

tour("manager_answers_the_circular", () => [
    ...openMenu(ORGANISATION, "aftersales_org.menu_circulars_in"),
    {content: "Open the circular", trigger: ".o_kanban_record:contains('刹车软管检查')", run: "click"},
    press("action_distribute"),
    waitForState("distributed"),
    press("action_answer"),
    {content: "An answer to it", trigger: ".o_form_view [name='question_id']"},
    write("subject", "刹车软管检查结果"),
    {
        content: "Say what came out",
        trigger: "[name='body'] .odoo-editor-editable",
        run: "editor 已检查全部在库车辆，未发现问题。",
    },
    press("action_issue"),
    waitForState("issued"),
]);

tour("manager_holds_the_meeting", () => [
    ...openMenu(ORGANISATION, "aftersales_org.menu_meetings_all"),
    screen("会议"),
    {content: "A new meeting", trigger: ".o_control_panel .o-kanban-button-new, .o_list_button_add", run: "click"},
    write("name", "服务例会"),
    ...choose("attendee_ids", "李娜"),
    ...stepUtils.saveForm(),
    press("action_plan"),
    waitForState("planned"),
    openPage("minutes"),
    {
        content: "Write what was said",
        trigger: "[name='minutes'] .odoo-editor-editable",
        run: "editor 讨论了服务流程。",
    },
    openPage("decisions"),
    addLine("decision_ids"),
    write("name", "更新接待流程", line("decision_ids", 1)),
    ...choose("user_id", "李娜", "李娜", line("decision_ids", 1)),
    {
        content: "By when",
        trigger: `${line("decision_ids", 1)} [name='deadline'] :is(input, button)`,
        run: "click",
    },
    {content: "Next month", trigger: ".o_datetime_picker .o_next", run: "click"},
    {content: "A day of it", trigger: ".o_date_item_cell:not(.o_out_of_range):contains('28')", run: "click"},
    press("action_close"),
    waitForState("closed"),
]);
