// Pins: all is done by the pins of the page.

import type { PinRead, PinUpdate } from "../protocol";
import type { Stage } from "../stage";

export function pinUpdate(command: PinUpdate, stage: Stage): void {
  stage.pins.update(command);
}

export function pinRead(command: PinRead, stage: Stage): void {
  stage.pins.read(command);
}
