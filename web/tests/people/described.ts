/** What the API's description says about a request: a server that answers anything would hide a mistake. */
import { paths } from "../../../docs/openapi.json";

interface Parameter {
  readonly in: string;
  readonly name: string;
}

type Operations = Readonly<Record<string, { readonly parameters?: readonly Parameter[] } | undefined>>;

const PATHS = paths as Readonly<Record<string, Operations>>;

/** The parameters of a request that the API refuses. */
export function refusedParameters(method: string, path: string, query: URLSearchParams): readonly string[] {
  const parameters = operationsOf(path)[method.toLowerCase()]?.parameters ?? [];
  const known = new Set(parameters.filter((each) => each.in === "query").map(({ name }) => name));
  return [...query.keys()].filter((name) => !known.has(name));
}

/** An address without a parameter in it is preferred: `/v1/users/import` is no user. */
function operationsOf(path: string): Operations {
  const template = Object.keys(PATHS).find((each) => matches(each, path)) ?? "";
  return PATHS[path] ?? PATHS[template] ?? {};
}

function matches(template: string, path: string): boolean {
  const parts = path.split("/");
  const wanted = template.split("/");
  const same = (part: string, index: number) => part.startsWith("{") || part === parts[index];
  return wanted.length === parts.length && wanted.every(same);
}
