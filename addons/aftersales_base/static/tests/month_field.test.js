import {describe, expect, test} from "@odoo/hoot";
import {deserializeDate} from "@web/core/l10n/dates";
import {formatMonth} from "@aftersales_base/month_field/month_field";

describe.current.tags("headless");

test("a month is shown without its first day", () => {
    expect(formatMonth(deserializeDate("2026-11-01"))).toBe("2026-11");
    expect(formatMonth(false)).toBe("");
});
