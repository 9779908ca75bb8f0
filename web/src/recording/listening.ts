/** Which parts were really listened to: collected while it plays, and reported now and then. */

import { rounded } from "./address";
import { type Part, union } from "./parts";

export const REPORT_MILLISECONDS = 10_000;
/** At most so many parts are reported at once. */
export const MOST_PARTS = 500;

export type Report = (parts: readonly Part[], isLeaving: boolean) => Promise<void>;

export class Listening {
  /** All that was heard on this page. */
  private parts: readonly Part[] = [];
  private unreported: readonly Part[] = [];

  constructor(
    private readonly report: Report,
    private readonly changed: (parts: readonly Part[]) => void = () => undefined,
  ) {}

  /** The sound between two moments was heard. */
  heard(from: number, to: number): void {
    this.parts = union([...this.parts, [from, to]]);
    this.unreported = union([...this.unreported, [from, to]]);
  }

  /** Reports what was not reported yet. A report that fails is repeated with the next one. */
  async flush(isLeaving = false): Promise<void> {
    const parts = this.unreported.slice(0, MOST_PARTS);
    if (parts.length === 0) return;
    this.unreported = this.unreported.slice(MOST_PARTS);
    this.changed(this.parts);
    try {
      await this.report(
        parts.map(([from, to]): Part => [rounded(from), rounded(to)]).filter(([from, to]) => to > from),
        isLeaving,
      );
    } catch {
      // Nothing is lost for the listener: the next report has these parts too.
      this.unreported = union([...this.unreported, ...parts]);
    }
  }
}
