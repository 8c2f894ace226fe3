"""States of the host's ``stock.move`` by what they mean for parts. No database."""

OPEN_MOVE_STATES = ("waiting", "confirmed", "partially_available", "assigned")  # still to be done
READY_MOVE_STATES = ("confirmed", "partially_available", "assigned")  # thereof those nothing else has to happen before
SHORT_MOVE_STATES = ("confirmed", "partially_available")  # thereof those that lack pieces
RESERVED_MOVE_STATES = ("partially_available", "assigned")  # thereof those that have pieces
