"""A draft whose topic, payload and user properties may hold variables."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pubsub_tui.outgoing.context import Context
from pubsub_tui.outgoing.draft import Draft
from pubsub_tui.outgoing.payload import validate
from pubsub_tui.outgoing.problem import OutgoingError, Problem
from pubsub_tui.outgoing.properties import write_properties
from pubsub_tui.outgoing.template import Template, compile_template, literal


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


def verbatim(draft: Draft) -> Draft:
    """The draft that, compiled and rendered, is this one: for what arrived, and is no template."""
    user = tuple((literal(name), literal(text)) for name, text in draft.properties.user)
    return replace(
        draft,
        topic=literal(draft.topic),
        text=literal(draft.text),
        properties=replace(draft.properties, user=user),
    )


def problem_of(draft: Draft, context: Context) -> Problem | None:
    """What is wrong with a draft as it is being written; None when it can be sent.

    While something that it asks for has no answer in the context, only its variables are
    checked: what they are filled with decides the rest. A file is not read.
    """
    try:
        template = compile_draft(draft)
        if any(name not in context.answers for name in template.asks):
            return None
        rendered = template.render(context)
        if rendered.topic_problem is not None:
            return Problem("", rendered.topic_problem)
        write_properties(rendered.properties)
        return validate(rendered.kind, rendered.text)
    except OutgoingError as error:
        return error.problem
