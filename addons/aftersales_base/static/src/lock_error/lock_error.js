import {WarningDialog, odooExceptionTitleMap} from "@web/core/errors/error_dialogs";
import {registry} from "@web/core/registry";

/** Who meets somebody else's work reads a sentence, as with any refusal; the host would show them a crash. */
const LOCK_ERROR = "odoo.exceptions.LockError";

odooExceptionTitleMap.set(LOCK_ERROR, odooExceptionTitleMap.get("odoo.exceptions.UserError"));
registry.category("error_dialogs").add(LOCK_ERROR, WarningDialog);
