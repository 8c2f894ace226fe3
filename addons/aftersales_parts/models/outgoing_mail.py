def mail_to(document, template_xmlid, partner):
    """Send a document with its print to a partner; the chatter keeps what was sent.

    :param document: one record with a chatter
    :param str template_xmlid: a mail template of its model
    :param partner: whom it goes to, by the e-mail address on the contact
    :return: whether it was sent: not without an address, nor where somebody deleted the template
    :rtype: bool
    """
    template = document.env.ref(template_xmlid, raise_if_not_found=False)
    if not (template and partner.email):
        return False
    document.message_post_with_source(
        template, partner_ids=partner.ids, subtype_xmlid="mail.mt_comment", message_type="comment"
    )
    return True
