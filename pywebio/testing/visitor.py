"""A visitor of an app, without network and browser."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, NamedTuple

from .. import protocol as wire
from ..platform.returning import Situation, why_anew
from ..platform.settings import settings_of
from ..protocol import ROOT
from ..session.base import Program, Settings
from .document import Document, Script
from .files import VisitorError, send_files
from .form import Form
from .host import VirtualHost
from .line import Deed, Line
from .opening import App as App
from .opening import Apps, choose, visitor_info
from .pin import PinModel
from .watched import WatchedSession, new_session
from .words import outputs_text, page_text

Answers = Callable[[str, dict[str, Any]], Any]

KEPT_RUNNING = 10.0
KEPT_FINISHED = 5.0
"""Seconds for which a session is kept whose page has gone, as a server keeps it."""

SENT_WITHIN = 30.0
"""Seconds for which a fresh page sends what was done on an earlier one."""

SLICE = 0.02
"""Seconds after which a condition is looked at again although nothing was heard of."""


class Toast(NamedTuple):
    """A message that came up: text, colour, and when it goes (`None`: it stays)."""

    content: str
    color: str
    ends: float | None
    callback: int


class DownloadedFile(NamedTuple):
    """A file that the page was told to save."""

    name: str
    content: bytes


class Visitor:
    """Somebody who has opened an app.

    The visitor looks at the page, fills in forms and clicks, as far as a page lets people do so;
    what they cannot do raises :class:`VisitorError`. Time stands still unless it is moved by
    :meth:`advance`.

    :param app: a function, an ``async`` function, or several: a list, or a dict with names.
    :param name: which of several apps: a key of the dict or the name of a function (``index`` or
        the first one by default).
    :param info: further values for ``pywebio.session.info``.
    :param beside: another visitor, whose clock and event loop this one shares.
    :param answers: stands for the scripts of the page: ``answers(code, args)`` is the value of
        `eval_js` (`None` without it).
    :param settings: limits of the session.
    :param timeout: seconds of real time after which waiting for something is given up.
    :param patience: seconds of real time for which an action waits for the program to rest.

    Example::

        def app():
            name = input("Your name")
            put_text(f"Hello {name}")

        with Visitor(app) as visitor:
            visitor.submit("Ann")
            assert visitor.sees("Hello Ann")
    """

    def __init__(
        self,
        app: Apps,
        name: str | None = None,
        *,
        info: Mapping[str, Any] | None = None,
        beside: Visitor | None = None,
        host: VirtualHost | None = None,
        answers: Answers | None = None,
        settings: Settings | None = None,
        timeout: float = 5.0,
        patience: float = 1.0,
    ) -> None:
        self._own_host = beside is None and host is None
        self.host: VirtualHost = beside.host if beside is not None else host or VirtualHost()
        self.timeout = timeout
        self.patience = patience
        self.answers = answers
        self.scripts: list[Script] = []
        self.downloads: list[DownloadedFile] = []
        self.effects: list[wire.EffectCommand] = []
        self._toasts: list[Toast] = []
        self._answered = -1
        self._expected = 0
        self._closed = False
        self._program = choose(app, name)
        self._settings = settings or Settings()
        self._info = info
        self._reloaded: float | None = None
        self._former: list[WatchedSession] = []
        self.unsent: list[wire.AnyEvent] = []
        self.session: WatchedSession = self._new_session()
        self._line = Line(self.session, self.host.stir)
        self.host.pumps.append(self._pump)
        self.session.start(self._program)
        self._rest()

    def _new_session(self) -> WatchedSession:
        info = visitor_info(self._info)
        session = new_session(self._program, self.host, self._settings, info)
        session.stop_server = session.close
        return session

    def __enter__(self) -> Visitor:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close(check=error is None)

    # -- what the visitor sees --------------------------------------------------------------------

    @property
    def document(self) -> Document:
        """The page, as structures."""
        self._look()
        return self._line.document

    def text(self, scope: str | None = None) -> str:
        """What can be read on the page, or in one scope: one line per output."""
        document = self.document
        if scope is not None:
            return outputs_text(document, self.outputs(scope))
        toasts = [f"--- message: {toast.content}" for toast in self.toasts]
        return "\n".join(part for part in (page_text(document), *toasts) if part)

    def sees(self, text: str, timeout: float | None = None) -> bool:
        """Wait until a text is on the page: true, or an `AssertionError` that shows the page."""
        self.wait_until(lambda: text in self.text(), f"the page shows {text!r}", timeout)
        return True

    def does_not_see(self, text: str, timeout: float | None = None) -> bool:
        """Wait until a text is not (any more) on the page, and the program rests."""
        self._rest()
        self.wait_until(lambda: text not in self.text(), f"{text!r} is off the page", timeout)
        return True

    def outputs(self, scope: str = ROOT) -> list[wire.Output]:
        """The outputs in a scope as structures of `pywebio.protocol`."""
        document = self.document
        if scope not in document.scopes:
            raise VisitorError(
                f"There is no scope {scope!r} on the page. It has: {', '.join(document.scopes)}."
            )
        return document.outputs(scope)

    def find(self, kind: type[wire.Node]) -> list[Any]:
        """All outputs of a kind on the page, as in ``visitor.find(wire.Table)``."""
        return [node for node in self.document.everything() if isinstance(node, kind)]

    @property
    def form(self) -> Form:
        """The form in front; waits for one."""
        self.wait_until(lambda: bool(self._line.document.forms), "a form is shown")
        return list(self._line.document.forms.values())[-1]

    @property
    def forms(self) -> list[Form]:
        """All open forms, the one in front last."""
        return list(self.document.forms.values())

    @property
    def popup(self) -> str | None:
        """The text of the open popup, its title first, or `None`."""
        document = self.document
        if document.popup is None or document.dismissed:
            return None
        body = outputs_text(document, document.outputs(document.popup.scope))
        return f"{document.popup.title}\n{body}".strip()

    @property
    def toasts(self) -> list[Toast]:
        """The messages that are up now."""
        self._look()
        return list(self._toasts)

    @property
    def settings(self) -> dict[str, Any]:
        """What the program has set by `set_env`."""
        return self.document.settings

    @property
    def title(self) -> str | None:
        """The title of the page, if the program has set one."""
        title: str | None = self.settings.get("title")
        return title

    @property
    def state(self) -> str:
        """What the program does: ``running``, ``held``, ``finished`` or ``failed``."""
        return self.document.state

    @property
    def errors(self) -> list[BaseException]:
        """What the program, its callbacks and its threads have raised."""
        return [error for session in (*self._former, self.session) for error in session.errors]

    # -- what the visitor does --------------------------------------------------------------------

    def fill(self, *values: Any, **named: Any) -> None:
        """Enter values into the form in front: ``fill("x")`` its first field, others by name.

        Options are given by value or label, several as a list. A file is a path, or a pair of
        name and bytes; several are a list of these, and ``[]`` is none.
        """
        if len(values) > 1:
            raise VisitorError("One value at most goes without the name of its field.")
        form = self.form
        entries = {**({form.field("").name: values[0]} if values else {}), **named}
        for name, value in entries.items():
            field = form.fill(name, value)
            if isinstance(field, wire.FileField):
                form.values[field.name] = send_files(self.session, field, form.values[field.name])
            if field.onchange:
                value = form.values[field.name]
                self._line.send(wire.FormChange(form=form.id, name=field.name, value=value))
        self._rest()

    def change(self, name: str, value: Any) -> None:
        """Enter one value, by name."""
        self.fill(**{name: value})

    def pin(self, name: str) -> PinModel:
        """A pin on the page: its `value` is what stands in it."""
        document = self.document
        for node in document.everything():
            found = document.pins.get(node.id)
            if found is not None and found.name == name:
                return found
        known = ", ".join(repr(pin.name) for pin in document.pins.values())
        raise VisitorError(f"There is no pin {name!r} on the page. It has: {known or 'none'}.")

    def fill_pin(self, **named: Any) -> None:
        """Enter values into pins, by name, as `fill` does into fields of a form."""
        for name, value in named.items():
            pin = self.pin(name)
            pin.fill(value)
            if isinstance(pin.field, wire.FileField):
                pin.value = send_files(self.session, pin.field, pin.value)
            self._line.send(pin.change())
        self._rest()

    def blur(self, name: str = "") -> None:
        """Leave a field of the form in front."""
        form = self.form
        field = form.field(name)
        if field.onblur:
            value = form.values[field.name]
            self._line.send(wire.FormBlur(form=form.id, name=field.name, value=value))
        self._rest()

    def submit(self, *values: Any, **named: Any) -> None:
        """Fill in the form in front and submit it; returns when the program has answered."""
        if values or named:
            self.fill(*values, **named)
        self._submit(self.form, None)

    def _submit(self, form: Form, pressed: wire.ActionButton | None) -> None:
        self._line.send(wire.FormSubmit(form=form.id, values=form.submission(pressed)))
        refusals = form.refusals
        document = self._line.document

        def answered() -> bool:
            front = next(reversed(document.forms), 0)
            return front != form.id or form.refusals != refusals or not self._line.connected

        if not self._rest():
            self._wait(answered, self.patience)

    def cancel(self) -> None:
        """Cancel the form in front."""
        form = self.form
        if not any(button.kind == "cancel" for button in form.buttons):
            raise VisitorError(f"The form {form.label!r} cannot be cancelled.")
        self._line.send(wire.FormCancel(form=form.id))
        self._rest()

    def press(self, label: str, nth: int = 0) -> None:
        """Press a button, of the form in front or on the page, by its label.

        :param nth: which one, if several have the label.
        """
        self.wait_until(lambda: len(self._buttons(label)) > nth, f"there is a button {label!r}")
        self._buttons(label)[nth]()
        self._rest()

    def _buttons(self, label: str) -> list[Callable[[], None]]:
        found: list[Callable[[], None]] = []
        forms = self._line.document.forms
        if forms:
            form = forms[next(reversed(forms))]
            found.extend(
                lambda button=button: self._press_action(form, button)  # type: ignore[misc]
                for button in form.buttons
                if button.label == label
            )
            action = form.action(label)
            if action:
                found.append(lambda: self._line.send(wire.CallbackEvent(callback=action)))
        for node in self._line.document.everything():
            if isinstance(node, wire.FileLink) and node.label == label:
                found.append(lambda node=node: self._save(node.name, node.src))  # type: ignore[misc]
            if isinstance(node, wire.Pin) and node.id in self._line.document.pins:
                found.extend(self._pin_buttons(self._line.document.pins[node.id], label))
            if not isinstance(node, wire.Buttons):
                continue
            for index, one in enumerate(node.buttons):
                if one.label == label:
                    found.append(
                        lambda node=node, index=index: self._press_button(node, index)  # type: ignore[misc]
                    )
        return found

    def _save(self, name: str, src: str) -> None:
        self.downloads.append(DownloadedFile(name, self.fetch(src)))

    def _press_action(self, form: Form, button: wire.ActionButton) -> None:
        if button.disabled:
            raise VisitorError(f"The button {button.label!r} is disabled.")
        if button.kind == "reset":
            self._reset(form)
        elif button.kind == "cancel":
            self._line.send(wire.FormCancel(form=form.id))
        else:
            self._submit(form, button)

    def _pin_buttons(self, pin: PinModel, label: str) -> list[Callable[[], None]]:
        return [
            lambda button=button: self._press_pin(pin, button)  # type: ignore[misc]
            for button in pin.form.buttons
            if button.label == label
        ]

    def _press_pin(self, pin: PinModel, button: wire.ActionButton) -> None:
        if button.disabled or pin.field.disabled:
            raise VisitorError(f"The button {button.label!r} is disabled.")
        pin.value = button.value
        self._line.send(pin.change())

    def _reset(self, form: Form) -> None:
        before = dict(form.values)
        form.reset()
        for name, value in form.values.items():
            if form.fields[name].onchange and before[name] != value:
                self._line.send(wire.FormChange(form=form.id, name=name, value=value))

    def _press_button(self, node: wire.Buttons, index: int) -> None:
        if node.buttons[index].disabled:
            raise VisitorError(f"The button {node.buttons[index].label!r} is disabled.")
        self._line.send(wire.CallbackEvent(callback=node.callback, value=index))

    def click(self, text: str, nth: int = 0) -> None:
        """Click an output with ``.onclick``, or a message, that has this text, or a button."""
        self.wait_until(
            lambda: len(self._clickable(text)) > nth, f"{text!r} can be clicked on the page"
        )
        self._clickable(text)[nth]()
        self._rest()

    def _clickable(self, text: str) -> list[Callable[[], None]]:
        document = self._line.document
        targets = [
            node.click
            for node in document.everything()
            if node.click and text in outputs_text(document, [node])
        ]
        found: list[Callable[[], None]] = [
            lambda target=target: self._line.send(wire.CallbackEvent(callback=target))  # type: ignore[misc]
            for target in targets
        ]
        found.extend(
            lambda toast=toast: self._click_toast(toast)  # type: ignore[misc]
            for toast in self._toasts
            if toast.callback and text in toast.content
        )
        return found or self._buttons(text)

    def _click_toast(self, toast: Toast) -> None:
        self._toasts.remove(toast)
        self._line.send(wire.CallbackEvent(callback=toast.callback))

    def select_rows(self, *row_ids: int | str, action: str = "", nth: int = 0) -> None:
        """Select rows of a data table, and press one of its buttons.

        :param row_ids: ids of rows.
        :param action: the label of the button; without it the rows are only selected.
        :param nth: which data table, if there are several.
        """
        self.wait_until(lambda: len(self.find(wire.DataTable)) > nth, "there is a data table")
        node: wire.DataTable = self.find(wire.DataTable)[nth]
        rows = list(row_ids)
        if node.select:
            self._line.send(wire.CallbackEvent(callback=node.select, value=rows))
        if action:
            if action not in node.actions:
                raise VisitorError(f"The data table has no button {action!r}.")
            value = {"action": node.actions.index(action), "rows": rows}
            self._line.send(wire.CallbackEvent(callback=node.action, value=value))
        self._rest()

    def close_popup(self) -> None:
        """Close the popup by its close button."""
        popup = self.document.popup
        if popup is None or self.document.dismissed:
            raise VisitorError("There is no popup.")
        if not popup.closable:
            raise VisitorError(f"The popup {popup.title!r} has no close button.")
        self._line.document.dismiss_popup()
        self._line.send(wire.PopupClosed(popup=popup.popup))
        self._rest()

    def close_toast(self, text: str) -> None:
        """Close a message by its close button."""
        for toast in self.toasts:
            if text in toast.content:
                self._end_toast(toast)
                return
        raise VisitorError(f"There is no message {text!r}.")

    def send(self, event: wire.AnyEvent) -> None:
        """Send an event of your own making, such as no page would send."""
        self._line.send(event)
        self._rest()

    # -- time and the line ------------------------------------------------------------------------

    def advance(self, seconds: float) -> None:
        """Move the clock: timers of the library, `asyncio.sleep`, and messages that end."""
        self._rest()
        for _moment in self.host.moments(seconds):
            self._rest()

    def settle(self) -> None:
        """Wait until the program waits for the visitor, has ended, or waits for the clock."""
        if not self._wait(lambda: self._rested, self.timeout):
            raise AssertionError(
                f"The program has not come to rest in {self.timeout} s: {self.host.describe()}"
            )

    def wait_until(
        self, condition: Callable[[], bool], what: str = "", timeout: float | None = None
    ) -> None:
        """Wait until a condition holds, or raise `AssertionError` with the text of the page."""
        limit = self.timeout if timeout is None else timeout
        if self._wait(lambda: condition() or self._hopeless(), limit) and condition():
            return
        wanted = what or "the condition holds"
        failures = "".join(f"\nThe program raised {error!r}." for error in self.errors)
        raise AssertionError(
            f"It was waited for {limit} s until {wanted}. The program is {self.state}; "
            f"the page says:\n{self.text() or '(nothing)'}{failures}"
        )

    def _hopeless(self) -> bool:
        """Whether the program has failed, so that nothing more will come from it."""
        return self._line.document.state == "failed" and self._rested

    def drop(self) -> None:
        """The line is lost: the page misses what happens and keeps what the visitor does."""
        self._look()
        self._line.drop()

    def resume(self) -> None:
        """The line stands again: what was missed arrives, what was kept is sent, each once."""
        self._line.resume()
        self._rest()

    def reload(self, *, made: bool = False) -> bool:
        """Load the page again; tells whether it returned to the program, or has begun anew.

        It is decided as for a browser (see the guide on reloads). What was typed is kept then, but
        for passwords and files; what was done on a dead line is sent if it is not older than 30 s,
        else it is `unsent`.

        :param made: it is not the visitor who does so, but a script of the page.
        """
        before, self._reloaded = self._reloaded, self._now
        situation = Situation(
            navigation="reload",
            same_place=True,
            made=made,
            reload_ago=None if before is None else round((self._now - before) * 1000),
            idle=self.session.idle,
            scripted=self.session.scripted,
            debug=self._settings.debug,
        )
        if why_anew(situation, settings_of(self._program).on_reload or ""):
            self.restart()
            return False
        self.fresh_page()
        return True

    def restart(self) -> None:
        """Begin anew, as "start again" does; the session that is left ends a little later."""
        former = self.session
        self._line.leave()
        self._former.append(former)
        keep = KEPT_RUNNING if former.program == Program.RUNNING else KEPT_FINISHED
        self.host.call_later(keep, former.close)
        self._toasts.clear()
        self.session = self._new_session()
        self._line = Line(self.session, self.host.stir)
        self.session.start(self._program)
        self._rest()

    def fresh_page(self) -> None:
        """A fresh page takes the place of this one in the session, whatever the program does."""
        former = self._line
        drafts = {form.id: form.draft() for form in former.document.forms.values()}
        self._toasts.clear()
        self._line = Line(self.session, self.host.stir, after=former)
        for made, event in former.unsent():
            if isinstance(event, wire.Result):  # it is asked again
                continue
            if self._now - made <= SENT_WITHIN:
                self._line.send(event)
            else:
                self.unsent.append(event)
        self._look()
        for form in self._line.document.forms.values():
            form.restore(drafts.get(form.id, {}))
        self._rest()

    def send_unsent(self) -> None:
        """Send what was done on a dead line long before the page was loaded again."""
        while self.unsent:
            self._line.send(self.unsent.pop(0))
        self._rest()

    def leave(self) -> None:
        """The visitor closes the page for good: the session ends."""
        self._line.leave()
        for session in (*self._former, self.session):
            session.close()
        self._rest()

    # -- the end ----------------------------------------------------------------------------------

    def expect_error(self, kind: type[BaseException] = Exception) -> BaseException:
        """Wait until the program raises; returns the error, which then fails no test."""

        def found() -> list[BaseException]:
            return self.errors[self._expected :]

        self.wait_until(lambda: bool(found()), f"the program raises {kind.__name__}")
        error = found()[0]
        self._expected += 1
        if not isinstance(error, kind):
            raise AssertionError(f"The program raised {error!r}, not {kind.__name__}.") from error
        return error

    def close(self, check: bool = True) -> None:
        """End the session; raises `AssertionError` if the program failed unexpectedly."""
        if self._closed:
            return
        self._closed = True
        self.leave()
        self.host.pumps.remove(self._pump)
        if self._own_host:
            self.host.close()
        unexpected = self.errors[self._expected :]
        if check and unexpected:
            raise AssertionError(
                f"The program raised {unexpected[0]!r}. If that is what the test wants, say "
                "visitor.expect_error()."
            ) from unexpected[0]

    # -- within -----------------------------------------------------------------------------------

    def _look(self) -> None:
        while self.host.pump():
            pass

    @property
    def _rested(self) -> bool:
        # In this order: what rests makes nothing new while the frames are looked at.
        return self.host.at_rest() and not self.host.pump() and self.host.at_rest()

    def _rest(self) -> bool:
        return self._wait(lambda: self._rested, self.patience)

    def _wait(self, condition: Callable[[], bool], limit: float) -> bool:
        deadline = time.monotonic() + limit
        while True:
            stamp = self.host.stamp
            self._look()
            if condition():
                return True
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            self.host.wait_for_change(stamp, min(left, SLICE))

    def _pump(self) -> bool:
        """Apply what has come; returns whether there was anything."""
        before = self._line.document.applied
        for effect in self._line.pump():
            self._carry_out(effect)
        for pin in self._line.document.pins.values():
            if pin.owes:
                self._line.send(pin.change())
        ended = [
            toast for toast in self._toasts if toast.ends is not None and toast.ends <= self._now
        ]
        for toast in ended:
            self._end_toast(toast)
        return self._line.document.applied != before or bool(ended)

    @property
    def _now(self) -> float:
        return self.host.time()

    def _end_toast(self, toast: Toast) -> None:
        self._toasts.remove(toast)
        if toast.callback:
            self._line.send(wire.ToastClosed(callback=toast.callback))

    def _carry_out(self, effect: Deed) -> None:
        if isinstance(effect, wire.KeptScript):
            self._run(Script(effect.code, effect.args, 0))
            return
        self.effects.append(effect)
        match effect:
            case wire.PinRead():
                self._tell_pins(effect)
            case wire.RunJs():
                self._run(Script(effect.code, effect.args, effect.wait))
            case wire.Toast():
                ends = self._now + effect.duration / 1000 if effect.duration else None
                self._toasts.append(Toast(effect.content, effect.color, ends, effect.callback))
            case wire.Download():
                self._save(effect.name, effect.src)

    def _tell_pins(self, command: wire.PinRead) -> None:
        pins = self._line.document.pins
        for pin in pins.values():
            if pin.value != pin.told:
                self._line.send(pin.change(silent=True))
        asked = [pins[pin] for pin in command.pins if pin in pins]
        values = {str(pin.id): pin.value for pin in asked if pin.large}
        for pin in asked:
            pin.large = False
        self._line.send(wire.Result(wait=command.wait, value=values))

    def _run(self, script: Script) -> None:
        self.scripts.append(script)
        if script.wait:
            value = self.answers(script.code, script.args) if self.answers is not None else None
            self._line.send(wire.Result(wait=script.wait, value=value))

    def fetch(self, src: str) -> bytes:
        """The bytes of a file of this session: of an image's `src`, for example."""
        prefix = f"file:{self.session.sid}/"
        source = self.session.page.files.get(src.removeprefix(prefix))
        if not src.startswith(prefix) or source is None:
            raise VisitorError(f"The session has no file {src!r}.")
        return source.content

    @property
    def program(self) -> Program:
        """The life of the program, as the session knows it."""
        return self.session.program
