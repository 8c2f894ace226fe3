import {WarningDialog, odooExceptionTitleMap} from "@web/core/errors/error_dialogs";
import {describe, expect, test} from "@odoo/hoot";
import {registry} from "@web/core/registry";
import "@aftersales_base/lock_error/lock_error";

describe.current.tags("headless");

test("somebody else's lock is told as a refusal", () => {
    expect(registry.category("error_dialogs").get("odoo.exceptions.LockError")).toBe(WarningDialog);
    expect(odooExceptionTitleMap.has("odoo.exceptions.LockError")).toBe(true);
});
