// Generated from pywebio/protocol/base.py by tools/make_protocol_ts.py. Do not edit.

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export const VERSION = 1;

export const ROOT = "ROOT";
