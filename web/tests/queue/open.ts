/** Opens a page of evaluations with the usual answers. */
import { type Answers, openAt, page } from "../people/server";
import { answer } from "../samples";
import { aReleased, aSummary, ofRecording, RECORDING, SCORECARDS } from "./samples";

export async function openQueue(address: string, answers: Answers, rights: readonly string[]) {
  const usual: Answers = {
    "GET /v1/evaluations": () => page([aSummary(), aReleased()]),
    "GET /v1/scorecards": () => answer(SCORECARDS),
    [`GET /v1/recordings/${encodeURIComponent(RECORDING)}/evaluations`]: () => answer(ofRecording()),
  };
  const server = await openAt(address, { ...usual, ...answers }, "Manager", { rights });
  return {
    ...server,
    listQueries: () =>
      server.asked.filter(({ path }) => path === "/v1/evaluations").map(({ query }) => query),
  };
}
