"""The one home of "which day is it in the store": by the time zone of its address, whoever asks and from where."""

from odoo import fields
from odoo.fields import Domain

from ..rules.period import Period, local_day, utc_bounds


def today_of(company):
    """The day it is in a store.

    :param company: ``res.company``, one record
    :rtype: datetime.date
    """
    return day_of(company, fields.Datetime.now())


def day_of(company, moment):
    """The day a moment falls on in a store.

    :param company: ``res.company``, one record
    :param datetime.datetime moment: naive UTC, as the database has it
    :rtype: datetime.date
    """
    return local_day(moment, company._get_timezone())


def today_for(record):
    """The day it is in the store a record belongs to; in the user's own store where all share it, as most cars.

    :param record: one record of a model with ``company_id``
    :rtype: datetime.date
    """
    return today_of(record.company_id or record.env.company)


def start_of(company, day):
    """The first instant of a day in a store, as naive UTC for a database domain.

    :param company: ``res.company``, one record
    :param datetime.date day: in the store
    :rtype: datetime.datetime
    """
    return utc_bounds(Period(day, day), company._get_timezone())[0]


def before_today(companies, date_field):
    """Domain of what lies in the past for its own store: stores in other time zones may be a day apart.

    :param companies: ``res.company``; records of others are left out
    :param str date_field: name of the date, such as a deadline
    :rtype: Domain
    """
    return for_each_day(companies, lambda day: Domain(date_field, "<", day))


def for_each_day(companies, prepare):
    """Domain of records that meet a condition about today, by the day of the store they belong to.

    :param companies: ``res.company``; records of others are left out
    :param prepare: day → ``Domain``
    :rtype: Domain
    """
    return Domain.OR(
        prepare(day) & Domain("company_id", "in", stores.ids) for day, stores in companies.grouped(today_of).items()
    )
