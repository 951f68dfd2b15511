"""A draft whose topic, payload and user properties may hold variables."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pubsub_tui.outgoing.context import Context
from pubsub_tui.outgoing.draft import Draft
from pubsub_tui.outgoing.template import Template, compile_template


@dataclass(frozen=True, slots=True)
class DraftTemplate:
    """A compiled draft; `render` it for each message."""

    draft: Draft
    topic: Template
    text: Template
    user: tuple[tuple[Template, Template], ...]

    @property
    def asks(self) -> tuple[str, ...]:
        """The names of all its ``{{ask name}}``, each once, in order."""
        return tuple(dict.fromkeys(name for each in self._templates() for name in each.asks))

    @property
    def is_constant(self) -> bool:
        """Whether it renders to the same draft each time."""
        return all(each.is_constant for each in self._templates())

    def render(self, context: Context) -> Draft:
        """The draft of one message, in which all variables of time show the same moment.

        Raises:
            OutgoingError: a variable has no value.
        """
        now = context.clock()
        context = replace(context, clock=lambda: now)
        topic = self.topic.render(context)
        context = replace(context, topic=topic)
        user = tuple((name.render(context), text.render(context)) for name, text in self.user)
        return replace(
            self.draft,
            topic=topic,
            text=self.text.render(context),
            properties=replace(self.draft.properties, user=user),
        )

    def _templates(self) -> tuple[Template, ...]:
        return (self.topic, self.text, *(each for pair in self.user for each in pair))


def compile_draft(draft: Draft) -> DraftTemplate:
    """Parse the variables in topic, payload and user properties.

    Raises:
        OutgoingError: one of them is not known, has wrong arguments, or is not closed.
    """
    return DraftTemplate(
        draft,
        compile_template(draft.topic, "topic", of_topic=True),
        compile_template(draft.text, "payload"),
        tuple(
            (compile_template(name, "user property"), compile_template(text, "user property"))
            for name, text in draft.properties.user
        ),
    )
