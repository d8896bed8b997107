// Generated from pywebio/protocol/__init__.py by tools/make_protocol_ts.py. Do not edit.

export * from "./base";
export * from "./fields";
export * from "./outputs";
export * from "./commands";
export * from "./events";
export * from "./frames";
