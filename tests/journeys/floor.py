"""What happens on the clinic floor: a ticket goes from station to station."""

from PySide6.QtCore import Qt

from tests.journeys.hands import Hands
from ui.floor.page import FloorPage
from ui.floor.presenter import Card


def hand_over(hands: Hands, ticket: str) -> str:
    """Hand a ticket over to the next station by H; returns the station where it is now."""
    hands.press(Qt.Key.Key_F4)
    page = hands.page(FloorPage)
    before = card_of(page, ticket)
    hands.click(page.board.viewport())
    hands.press(Qt.Key.Key_Home)
    for _ in range(20):
        chosen = page.board.card()
        if chosen is not None and chosen.key == before.key:
            break
        hands.press(Qt.Key.Key_Right)
    hands.press(Qt.Key.Key_H)
    hands.until(lambda: card_of(page, ticket).station != before.station, "the ticket is at the next station")
    hands.settled()
    return card_of(page, ticket).station


def card_of(page: FloorPage, ticket: str) -> Card:
    """The card that shows a ticket."""
    assert page.floor is not None
    cards = [card for _, cards in page.floor.columns for card in cards]
    return next(card for card in cards if card.first.ticket.startswith(ticket))
