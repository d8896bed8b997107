// Generated from pywebio/protocol/frames.py by tools/make_protocol_ts.py. Do not edit.

import type { CallbackEvent, FormBlur, FormCancel, FormChange, FormSubmit, LargeEvent, PinChange, PopupClosed, Result, ToastClosed } from "./events";

/** What a page knows of itself: sizes in CSS pixels, `time_zone` as an IANA name. */
export interface Facts {
  language?: string;
  time_zone?: string;
  width?: number;
  height?: number;
  dark?: boolean;
  touch?: boolean;
}

/**
 * What a fresh page knows of the load before it in the same tab, which had the session.
 *
 * `view` is the id of that load. `made`: the program or a script of the page has made the reload.
 * `reload_ago`: if that load was a reload itself, the milliseconds since then. `copied`: that load
 * still lives, since this tab is a copy of its tab.
 */
export interface Earlier {
  view: string;
  made?: boolean;
  reload_ago?: number | null;
  copied?: boolean;
}

/**
 * The first frame of a connection.
 *
 * `view` is a random id of this load of the page, `session` the key it was given before (or none),
 * `applied` the last command applied, `done` the last effect done (also by an earlier load).
 * `path` and `query` are those of the page's address, `navigation` says how it was loaded, and
 * `earlier` what was there before, if the key is of an earlier load.
 */
export interface Hello {
  type: "hello";
  version: number;
  view: string;
  session?: string;
  applied?: number;
  done?: number;
  app?: string;
  path?: string;
  query?: string;
  navigation?: "back_forward" | "navigate" | "prerender" | "reload" | "restore";
  earlier?: Earlier | null;
  facts?: Facts;
}

/**
 * Any further frame: the last command applied, and events with their numbers.
 *
 * `ping` asks for an answer at once, so that a dead line shows itself.
 */
export interface Batch {
  ack?: number;
  events?: Array<[number, FormSubmit | FormCancel | FormBlur | FormChange | PinChange | CallbackEvent | Result | PopupClosed | ToastClosed | LargeEvent]>;
  ping?: boolean;
}

/** What a view has to respect: bytes of a frame, commands and bytes before it acknowledges. */
export interface Limits {
  frame_bytes: number;
  ack_commands: number;
  ack_bytes: number;
}

/**
 * The answer to a hello. `resumed`: the numbers of this view go on; else a snapshot follows.
 *
 * `session` is the secret key for a later hello, `sid` the public id (used in file addresses),
 * `events` the last event of this view that was taken, `upload` what has to be named to send
 * files. `returned`: a fresh page has the session of an earlier load of it, of which the events up
 * to `earlier_events` were taken.
 */
export interface Welcome {
  type: "welcome";
  session: string;
  sid: string;
  limits: Limits;
  resumed?: boolean;
  events?: number;
  debug?: boolean;
  upload?: string;
  returned?: boolean;
  earlier_events?: number;
}

/**
 * The server will not go on with this view.
 *
 * `unknown`: the session is not known (the server was restarted); `moved`: another view has taken
 * over; `closed`: the session was ended; `version`: the page is of another version; `refused`: no
 * further session is taken (the reason is in `detail`). `stopped`: the server stops, with all its
 * sessions; the page connects again, to the server that may be started in its place.
 */
export interface Bye {
  type: "bye";
  reason: "closed" | "moved" | "refused" | "stopped" | "unknown" | "version";
  detail?: string;
}

/**
 * The first line of an answer over HTTP; the frames follow, each on a line of its own.
 *
 * `first` numbers the first of them on this line, so that answers that overtake each other can be
 * put in order. `wait`: seconds for which a request may wait for frames (0: it is answered at
 * once). `over`: nothing more comes on this line.
 */
export interface Polled {
  first: number;
  wait?: number;
  over?: boolean;
}

/**
 * A part of a file, where none can be posted: a binary frame begins with this on a line.
 *
 * `part` is named by the answer; `upload`, `size` and `offset` are as in the address of a POST.
 */
export interface Part {
  part: number;
  upload: string;
  size: number;
  offset: number;
}

/** The answer to a part of a file that was sent as a binary frame: as the status of HTTP. */
export interface Received {
  type: "received";
  part: number;
  status: number;
}
