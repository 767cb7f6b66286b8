"""What somebody is asked to approve, in one phrase: `6 h, $510 ($85 an hour)`."""

from bot.domain.estimates import Offer
from bot.views.markup import Safe
from bot.views.money import exact_money
from bot.views.text import say
from bot.views.times import minutes_length


def offer_in_words(offer: Offer, language: str, *, for_staff: bool = False) -> Safe:
    """Return the hours and the cost of an offer; each amount on its own where the other is not known.

    Whose the hours are is said to the client in another way than *for_staff*.
    """
    time = minutes_length(offer.minutes, language) if offer.minutes is not None else ""
    if offer.cost is None:
        return say(language, "staff.offer.hours" if for_staff else "client.offer.hours", time=time)
    cost = exact_money(offer.cost, language)
    if offer.rate is not None:
        rate = exact_money(offer.rate, language)
        return say(language, "client.offer.rate", time=time, cost=cost, rate=rate)
    return say(language, "client.offer.flat_time" if time else "client.offer.flat", time=time, cost=cost)
