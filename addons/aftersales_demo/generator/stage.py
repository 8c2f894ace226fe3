"""Where the year is played: who acts, on which day, in which language."""

from contextlib import contextmanager
from datetime import timedelta

from . import calendar


class Stage:
    """People by login, days counted back from today, and the keeper of what has been made.

    :param keeper: ``keeper.Keeper``
    :param now: this moment, UTC
    """

    def __init__(self, keeper, now):
        self.keeper = keeper
        self.env = keeper.env
        self.company = keeper.find("company")
        self.now = now
        self.today = calendar.store_date(now)

    # -- who

    def user(self, login):
        """The user with a login, in the store's own environment."""
        return self.keeper.find(f"user_{login}")

    def users(self, logins):
        """The users with these logins, given as words of a table's cell."""
        return self.env["res.users"].union(*(self.user(login) for login in logins.split()))

    def model(self, name, login):
        """A model as a user sees it."""
        return self.env[name].with_user(self.user(login))

    # -- when

    def day(self, days_ago):
        """The store's date that many days ago; a negative number lies ahead."""
        return self.today - timedelta(days=int(days_ago))

    def is_open(self, days_ago):
        """Whether the store worked that many days ago."""
        return calendar.is_open(self.now, days_ago)

    def working_day(self, days_ago):
        """Days ago of the last day the store was open, counted back from a day."""
        days_ago = int(days_ago)
        return days_ago if self.is_open(days_ago) else days_ago + 1

    def moment(self, days_ago, minutes=60):
        """Some minutes after the store opened that many days ago, though never in the future."""
        return min(calendar.morning(self.now, int(days_ago)) + timedelta(minutes=minutes), self.now)

    @contextmanager
    def play(self, days_ago, minutes=60):
        """Let what is done inside happen on a day of the past.

        :return: the moment, UTC
        """
        moment = self.moment(days_ago, minutes)
        with calendar.play(self.env, moment):
            yield moment
