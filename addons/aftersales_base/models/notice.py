def notice(message, kind="warning", **params):
    """The action that tells the user something and shows the screen anew; a warning stays until it is read.

    :param str message: what is told
    :param str kind: ``warning``, ``success`` or ``info``
    :param params: further ones of the host's notification, such as ``title``, or another action as ``next``
    :return: action dictionary
    """
    return {
        "type": "ir.actions.client",
        "tag": "display_notification",
        "params": {
            "type": kind,
            "sticky": kind == "warning",
            "message": message,
            "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            **params,
        },
    }
