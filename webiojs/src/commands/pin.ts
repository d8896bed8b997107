// Pins: all is done by the pins of the page.

import type { Client } from "../client";
import type { PinRead, PinUpdate } from "../protocol";

export function pinUpdate(command: PinUpdate, client: Client): void {
  client.pins.update(command);
}

export function pinRead(command: PinRead, client: Client): void {
  client.pins.read(command);
}
