"""What can become of a request; which of the two it was decides whether it may be sent again."""


class OutgoingError(Exception):
    """The sentence is for people, and holds neither headers nor bodies."""


class NotSent(OutgoingError):  # noqa: N818  (says what happened)
    """The other side got nothing: sending again does no harm."""


class Unanswered(OutgoingError):  # noqa: N818  (says what happened)
    """It was sent, and no whole answer came: the other side may have done what was asked."""


class TooLarge(Unanswered):
    """The answer is larger than was wanted."""
