// What of a page is kept over a reload: what was typed and looked at, and events on their way. What
// belongs to passwords stays in the page in which it was entered.

import type { AnyEvent } from "../protocol";
import type { Stage } from "../stage";
import type { Connection } from "../transport/connection";
import type { ComebackPage, Draft } from "./comeback";
import { Attention, readFocus, restoreFocus } from "./focus";
import { readLook, restoreLook } from "./look";

export class KeptPage implements ComebackPage {
  private readonly attention = new Attention();

  constructor(
    private readonly stage: Stage,
    private readonly connection: Connection,
  ) {}

  draft(): Draft {
    const { panel, pins, tree } = this.stage;
    return {
      forms: panel.drafts(),
      pins: pins.drafts(),
      look: readLook(tree),
      focus: readFocus(this.stage),
    };
  }

  restore({ forms, pins, look, focus }: Draft): void {
    const { stage } = this;
    stage.panel.restore(forms);
    stage.pins.restore(pins);
    if (look !== null) restoreLook(look, stage.tree, !stage.scroller.follow);
    if (focus !== null) restoreFocus(focus, stage, this.attention);
  }

  unsent() {
    return this.connection.unconfirmed().filter(({ event }) => this.mayKeep(event));
  }

  private mayKeep(event: AnyEvent): boolean {
    const { panel, pins } = this.stage;
    switch (event.event) {
      case "result":
        return false; // The next load is asked again.
      case "form.submit":
        return panel.find(event.form)?.keepable() === true;
      case "form.blur":
      case "form.change":
        return panel.find(event.form)?.keepable(event.name) === true;
      case "pin.change":
        return pins.keepable(event.pin);
      default:
        return true;
    }
  }

  send(event: AnyEvent): void {
    this.stage.send(event);
  }

  returned(late: AnyEvent[]): void {
    const send = (): void => {
      for (const event of late) this.stage.send(event);
    };
    if (late.length === 0) this.stage.status.returned();
    else this.stage.status.unsent(send);
  }
}
