"""Files in a message: what is seen, what is linked, and where it stands."""

from bot.domain.enclosures import Enclosure, Kind, UploadedFile
from bot.views.enclosed import Shown, carrying
from bot.views.markup import Safe
from bot.views.rendered import MOST_BLOCKS, Rendered, actions, button, context, message, section

PICTURE = UploadedFile("F1", "https://slack.test/F1", Enclosure(Kind.BAR, "hours.png", "Half is used", {}))
PAPER = UploadedFile("F2", "https://slack.test/F2", Enclosure(Kind.PAGES, "<a|b>.pdf", "A statement", {}))


def said(*more: dict[str, object]) -> Rendered:
    return message(Safe("Your hours"), section(Safe("Your hours")), *more)


def kinds(rendered: Rendered) -> list[object]:
    return [each["type"] for each in rendered.blocks]


def test_a_message_without_files_is_left_as_it_is() -> None:
    assert carrying(said(), Shown()) == said()


def test_a_picture_stands_before_the_buttons_and_the_small_print() -> None:
    end = (*actions("row", [button("more", "More", "1")]), context(Safe("as of today")))
    assert kinds(carrying(said(*end), Shown((PICTURE,)))) == ["section", "image", "actions", "context"]
    assert kinds(carrying(Rendered("Hours", end), Shown((PICTURE,)))) == ["image", "actions", "context"]


def test_other_files_are_linked_in_the_text_by_which_slack_shares_them() -> None:
    carried = carrying(said(), Shown((PICTURE, PAPER)))
    assert carried.text == "Your hours\n<https://slack.test/F2|&lt;a/b&gt;.pdf>"
    assert kinds(carried) == ["section", "image", "context"]


def test_a_picture_that_slack_does_not_take_is_linked_too() -> None:
    carried = carrying(said(), Shown((PICTURE,), as_links=True))
    assert carried.text.endswith("<https://slack.test/F1|hours.png>")
    assert kinds(carried) == ["section", "context"]


def test_there_is_always_room_for_the_files() -> None:
    long = said(*[section(Safe(str(each))) for each in range(60)])
    carried = carrying(long, Shown((PICTURE, PAPER)))
    assert len(carried.blocks) == MOST_BLOCKS
    assert kinds(carried)[-2:] == ["image", "context"]
