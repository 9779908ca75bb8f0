/**
 * Reading what the server sends. Every answer and every message passes through `read` with a schema, so that the
 * rest of the console only meets values that were checked. Reading is lenient: unknown fields are ignored, and
 * optional fields that are missing get a default value.
 */
import * as v from "valibot";

/** The server sent something that this console does not understand. */
export class ContractError extends Error {
  override readonly name = "ContractError";
}

export type Schema<Output> = v.GenericSchema<unknown, Output>;

/** The checked value. Throws ContractError. */
export function read<Output>(schema: Schema<Output>, value: unknown): Output {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new ContractError(`${v.getDotPath(issue) ?? "The value"}: ${issue.message}`);
}

/** The checked value of a JSON text. Throws ContractError. */
export function readJson<Output>(schema: Schema<Output>, text: string): Output {
  return read(schema, parsed(text));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ContractError("The text is not JSON");
  }
}

export const text = v.string();
export const textOrNull = v.nullish(v.string(), null);
export const number = v.pipe(v.number(), v.finite());

/** A boolean; anything else, or a missing field, reads as `otherwise`. */
export function flag(otherwise: boolean) {
  return v.fallback(v.boolean(), otherwise);
}

/** A list; a missing one is empty. */
export function list<Output>(item: Schema<Output>) {
  return v.pipe(v.nullish(v.array(item), []), v.readonly());
}

/** One of the known words; any other reads as `otherwise`. */
export function word<const Words extends readonly string[]>(words: Words, otherwise: Words[number]) {
  return v.fallback(v.picklist(words), otherwise);
}

/** A time: an ISO 8601 text, or seconds since 1970; read as a text. Null when there is none. */
export const timeOrNull = v.pipe(
  v.nullish(v.union([v.string(), number]), null),
  v.transform((time) => (typeof time === "number" ? new Date(time * 1000).toISOString() : time)),
);
