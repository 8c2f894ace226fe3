def mail_to(document, template_xmlid, partner):
    """Send a document with its print to a partner; the chatter keeps what was sent.

    :param document: one record with a chatter
    :param str template_xmlid: a mail template of its model
    :param partner: whom it goes to, by the e-mail address on the contact
    """
    if can_mail(document, template_xmlid, partner):
        document.message_post_with_source(
            document.env.ref(template_xmlid),
            partner_ids=partner.ids,
            subtype_xmlid="mail.mt_comment",
            message_type="comment",
        )


def can_mail(document, template_xmlid, partner):
    """Whether there is an address to send to, and the template, which somebody may have deleted.

    :rtype: bool
    """
    return bool(partner.email_normalized and document.env.ref(template_xmlid, raise_if_not_found=False))
