import type { ComponentChildren } from "preact";
import { dateAndTime } from "../components/format";
import type { AudioFacts, Call, Details, Leg } from "./answers";
import { callerWords, extensionName, momentWords, observationWords, peopleWords, sizeWords } from "./words";

/** All that RingCentral knew of the call, and what was proved about the file. */
export function Facts({ details }: { readonly details: Details }) {
  const { call, audio, raw } = details;
  return (
    <section class="card" data-section="facts" aria-labelledby="facts-heading">
      <h2 id="facts-heading">Details</h2>
      <dl class="facts">
        <Fact name="Users in the call">{peopleWords(details.users)}</Fact>
        <Fact name="Recorded extension">{extensionName(details, details.extension_id)}</Fact>
        <Fact name="Direction">{details.direction}</Fact>
        <Fact name="Service">{details.service}</Fact>
        <Fact name="Kind of recording">
          {[details.recording_type, details.mode, details.view].filter(Boolean).join(", ")}
        </Fact>
        {call && <CallFacts call={call} details={details} />}
        <Fact name="RingCentral's ids">
          {`Recording ${details.recording_id}`}
          <span class="second-line">
            {[details.session_id && `Session ${details.session_id}`, `Account ${details.account_id ?? ""}`]
              .filter(Boolean)
              .join(", ")}
          </span>
        </Fact>
      </dl>
      {call && call.legs.length > 0 && <Legs legs={call.legs} details={details} />}
      {audio && <Proof audio={audio} />}
      {raw && (
        <details data-raw>
          <summary>The record as RingCentral sent it</summary>
          <pre>{JSON.stringify(raw, null, 2)}</pre>
        </details>
      )}
    </section>
  );
}

/** Nothing where nothing is known. */
function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  if (!children) return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function CallFacts({ call, details }: { readonly call: Call; readonly details: Details }) {
  return (
    <>
      <Fact name="From">{withNumber(call.from)}</Fact>
      <Fact name="To">{withNumber(call.to)}</Fact>
      <Fact name="Result">{call.result}</Fact>
      <Fact name="Queues">{call.queues.map((id) => extensionName(details, id)).join("; ")}</Fact>
    </>
  );
}

function withNumber(caller: Call["from"]): string {
  const name = callerWords(caller);
  const number = callerWords({ name: "", number: caller.number });
  return name === number ? name : [name, number].filter(Boolean).join(", ");
}

function Legs({ legs, details }: { readonly legs: readonly Leg[]; readonly details: Details }) {
  return (
    <details data-legs>
      <summary>The legs of the call ({legs.length})</summary>
      <ol class="entries">
        {legs.map((leg, index) => (
          <li key={`${leg.extension_id}${index}`}>
            {leg.name || extensionName(details, leg.extension_id) || "Unknown"}
            <span class="second-line">{legWords(leg)}</span>
          </li>
        ))}
      </ol>
    </details>
  );
}

function legWords({ direction, started_at, duration_seconds, result }: Leg): string {
  const length = duration_seconds === null ? "" : momentWords(duration_seconds);
  return [direction, started_at && dateAndTime(started_at), length, result].filter(Boolean).join(", ");
}

function Proof({ audio }: { readonly audio: AudioFacts }) {
  return (
    <>
      <h3>The stored file</h3>
      <dl class="facts" data-proof>
        <Fact name="Stored">{audio.stored_at && dateAndTime(audio.stored_at)}</Fact>
        <Fact name="File">{fileWords(audio)}</Fact>
        <Fact name="Length">
          {audio.duration_seconds !== null && momentWords(audio.duration_seconds)}
          {audio.duration_matches_call !== null && (
            <span class="second-line">
              {audio.duration_matches_call
                ? "as long as the call log says"
                : "not as long as the call log says"}
            </span>
          )}
        </Fact>
        <Fact name="SHA-256">{audio.sha256 && <code>{audio.sha256}</code>}</Fact>
        <Fact name="Checksum of S3">{audio.s3_checksum && <code>{audio.s3_checksum}</code>}</Fact>
        <Fact name="Observations">{audio.observations.map(observationWords).join(" ")}</Fact>
      </dl>
      <p class="muted">
        Ringkeep computed the SHA-256 of every byte that arrived, and compared it with the checksum of the
        stored file.
      </p>
    </>
  );
}

function fileWords({ size, content_type, channels, sample_rate }: AudioFacts): string {
  return [
    content_type,
    size !== null && sizeWords(size),
    channels !== null && (channels === 1 ? "one channel" : `${channels} channels`),
    sample_rate !== null && `${sample_rate} Hz`,
  ]
    .filter(Boolean)
    .join(", ");
}
