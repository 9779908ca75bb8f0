import type { ComponentChildren } from "preact";
import { dateAndTime } from "../components/format";
import { Notice } from "../components/notice";
import { choicesOf, type Decision } from "./answers";
import { changeWords, kindWords, peopleWords, unimportedWords } from "./words";

/** What happened to the extension, and what it means. */
export function Facts({ decision }: { readonly decision: Decision }) {
  const { kind, service, alarm, found_at } = decision;
  const unimported = unimportedWords(decision);
  return (
    <>
      {alarm && <Alarm decision={decision} />}
      <dl class="facts">
        <Fact name="Change">
          {kindWords(kind)}
          <span class="second-line">{changeWords(decision)}</span>
        </Fact>
        <Fact name="Service">{service}</Fact>
        <Fact name="Who has it">{peopleWords(decision) || "No one"}</Fact>
        {unimported !== "" && <Fact name="Recordings not imported yet">{unimported}</Fact>}
        {found_at && <Fact name="Found">{dateAndTime(found_at)}</Fact>}
      </dl>
      {kind === "not_added" && <p>{HOW_TO_ADD}</p>}
      {choicesOf(decision).length === 0 && (
        <p>
          No one has this extension, so there is nothing to decide. It is listed until its recordings are
          imported.
        </p>
      )}
    </>
  );
}

const HOW_TO_ADD =
  "Correct the reason, here or at RingCentral, and Ringkeep tries again when it looks the next time. Or add the user yourself on the Users page.";

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Alarm({ decision: { unimported } }: { readonly decision: Decision }) {
  return (
    <Notice kind="alarm" tone="warning">
      <strong>Recordings may be lost.</strong> RingCentral may delete the recordings of a deleted extension.{" "}
      {unimported === null
        ? "Whether all of them are imported is known after the next nightly check of the call log."
        : "Ringkeep goes on importing them, whatever you decide."}
    </Notice>
  );
}
