"""What MQTT forbids in a publication, said before anything is sent."""

from __future__ import annotations

from pubsub_tui.transports.base import Publication

LONGEST_TOPIC = 65_535
LARGEST_PACKET = 268_435_455


def packet_size(publication: Publication, version: int) -> int:
    """The bytes of the PUBLISH packet (MQTT 5.0, section 3.3); version 4 has no properties."""
    body = 2 + len(publication.topic.encode()) + len(publication.payload)
    if publication.qos:
        body += 2
    if version == 5:
        properties = len(publication.properties or b"")
        body += _length_of_number(properties) + properties
    return 1 + _length_of_number(body) + body


def _length_of_number(number: int) -> int:
    """Bytes of a variable byte integer (MQTT 5.0, section 1.5.5)."""
    return max(1, (number.bit_length() + 6) // 7)


def complaint(publication: Publication) -> str | None:
    """Why this can not be published (MQTT 5.0, sections 2.1.4 and 4.7); None when it can."""
    topic = publication.topic
    if not topic:
        return "the topic is empty"
    for wildcard in "#+":
        if wildcard in topic:
            return f"a topic to publish to can not hold the wildcard {wildcard}"
    if "\0" in topic:
        return "the topic holds a NUL character"
    try:
        size = len(topic.encode())
    except UnicodeEncodeError:
        return "the topic is not valid Unicode"
    if size > LONGEST_TOPIC:
        return f"the topic takes {size:,} bytes; {LONGEST_TOPIC:,} are allowed"
    if len(publication.payload) + size + 16 > LARGEST_PACKET:
        return f"the payload takes {len(publication.payload):,} bytes; MQTT allows 268,435,455"
    return None
