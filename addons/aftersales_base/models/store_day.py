from odoo import fields

from ..rules.period import local_day


def today_of(company):
    """The day it is in a store, by the time zone of its address.

    :param company: ``res.company``, one record
    :rtype: datetime.date
    """
    return local_day(fields.Datetime.now(), company._get_timezone())
