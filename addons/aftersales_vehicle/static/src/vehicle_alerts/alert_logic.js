const STYLES = {
    danger: {alert: "alert-danger", text: "text-danger", icon: "fa-exclamation-triangle"},
    warning: {alert: "alert-warning", text: "text-warning", icon: "fa-exclamation-circle"},
    info: {alert: "alert-info", text: "text-info", icon: "fa-info-circle"},
};

/** The look of the worst alert; what has no level is something to take care of. */
export function styleOf(level) {
    return STYLES[level] || STYLES.warning;
}

/** The alerts of a summary, one a line. */
export function splitAlerts(summary) {
    return (summary || "").split("\n").filter(Boolean);
}
