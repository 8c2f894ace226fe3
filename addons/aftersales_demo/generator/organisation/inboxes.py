"""Everybody has read the notices they got, but for those of the last days."""

NEW_DAYS = 4
MARK = "inboxes"


def play(stage):
    notices = stage.env["mail.notification"].search([("notification_type", "=", "inbox")])
    if stage.keeper.find(MARK) or not notices:
        return
    since = stage.moment(NEW_DAYS)
    old = notices.filtered(lambda notice: notice.mail_message_id.date < since)
    old.write({"is_read": True, "read_date": since})
    stage.keeper.keep(MARK, notices[:1].mail_message_id)
