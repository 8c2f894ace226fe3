/**
 * Entries under a heading per month, in the order they come.
 *
 * @param {Array} entries as `get_timeline` gives them, `moment` in UTC
 * @param {Function} toLocal moment → luxon DateTime in the user's zone
 * @returns {Array} of {key, entries}
 */
export function groupByMonth(entries, toLocal) {
    const groups = [];
    for (const entry of entries) {
        const key = toLocal(entry).toFormat("yyyy-MM");
        if (groups.at(-1)?.key !== key) {
            groups.push({key, entries: []});
        }
        groups.at(-1).entries.push(entry);
    }
    return groups;
}

/** The kinds chosen after one more click; all of them is the same as none. */
export function toggleKind(chosen, kind, all) {
    const next = chosen.includes(kind) ? chosen.filter((one) => one !== kind) : [...chosen, kind];
    return next.length === all.length ? [] : next;
}
