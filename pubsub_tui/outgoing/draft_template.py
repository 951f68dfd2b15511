"""A draft whose topic, payload and user properties may hold variables."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pubsub_tui.outgoing.context import Context
from pubsub_tui.outgoing.draft import Draft
from pubsub_tui.outgoing.payload import size as payload_size
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

    def topic_to_show(self, rendered: Draft) -> str:
        """The topic of what came of it; as it was written when the environment is in it."""
        return self.topic.text if self.topic.reads_environment else rendered.topic

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


@dataclass(frozen=True, slots=True)
class Inspection:
    """What can be said of a draft as it is being written.

    Attributes:
        problem: what is wrong with it; None when it can be sent.
        size: bytes of the payload; None while that is not known.
    """

    problem: Problem | None
    size: int | None


def inspect(draft: Draft, context: Context) -> Inspection:
    """Look at a draft as it is being written.

    While something that it asks for has no answer in the context, only its variables are
    checked: what they are filled with decides the rest. A file is not read.
    """
    try:
        template = compile_draft(draft)
        if any(name not in context.answers for name in template.asks):
            return Inspection(None, None)
        rendered = template.render(context)
    except OutgoingError as error:
        return Inspection(error.problem, None)
    problem, size = None, None
    try:
        size = payload_size(rendered.kind, rendered.text)
    except OutgoingError as error:
        problem = error.problem
    try:
        write_properties(rendered.properties)
    except OutgoingError as error:
        problem = error.problem
    if rendered.topic_problem is not None:
        problem = Problem("", rendered.topic_problem)
    return Inspection(problem, size)
