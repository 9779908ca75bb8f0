/**
 * Compares the types that the console reads with the API's description (docs/openapi.json, generated into
 * schema.ts). A field that was renamed or changed there stops the build; a new field does not.
 */
import type { components, paths } from "./schema";

type Schemas = components["schemas"];

/** A path of the API, as its description has it. */
export type Path = keyof paths;

/** Compiles only when nothing differs; otherwise the error names the fields. */
export type Same<Difference extends never> = Difference;

/** The fields of `Read` that are not the described ones. `never` when all are. */
export type Differences<Name extends keyof Schemas, Read> = FieldDifferences<Schemas[Name], Read>;

/**
 * The same for an answer that is read leniently: with more words than are described, or with nothing where the
 * description has something. Names the fields whose described values could not be read. `never` when all can.
 */
export type Unreadable<Name extends keyof Schemas, Read> = {
  [Field in keyof Read & string]: Field extends keyof Schemas[Name]
    ? [NonNullable<Schemas[Name][Field]>] extends [NonNullable<Read[Field]>]
      ? never
      : Field
    : Field;
}[keyof Read & string];

type FieldDifferences<Described, Read> = {
  [Field in keyof Read & string]: Field extends keyof Described
    ? Difference<Described[Field], Read[Field]> extends never
      ? never
      : Field
    : Field;
}[keyof Read & string];

type Difference<Described, Read> =
  Nullable<Described> extends Nullable<Read>
    ? ValueDifference<NonNullable<Described>, NonNullable<Read>>
    : "one may be null";

type Nullable<Value> = undefined extends Value ? true : null extends Value ? true : false;

type ValueDifference<Described, Read> = [Read] extends [readonly (infer ReadItem)[]]
  ? [Described] extends [readonly (infer DescribedItem)[]]
    ? ValueDifference<DescribedItem, ReadItem>
    : "one is a list"
  : [Read] extends [object]
    ? FieldDifferences<Described, Read>
    : PlainDifference<Described, Read>;

// Where the description says only "string", the console may know the words: a role, a direction.
type PlainDifference<Described, Read> = [Read] extends [Described]
  ? [Described] extends [Read]
    ? never
    : string extends Described
      ? never
      : "values are missing"
  : "the types differ";
