import * as v from "valibot";
import { describe, expect, it, vi } from "vitest";
import { ME } from "../../src/access/answers";
import { ApiClient, type Fetch, pathOf } from "../../src/api/client";
import { type Problem, problemFrom } from "../../src/api/problem";
import { readSnapshot } from "../../src/live/requests";
import { answer, aPerson, aProblem, aSnapshot, aUser } from "../samples";

interface Asked {
  readonly path: string;
  readonly authorization: string | null;
}

function server(...responses: (Response | Error)[]) {
  const asked: Asked[] = [];
  const fetch: Fetch = async (path, request) => {
    asked.push({ path, authorization: new Headers(request?.headers).get("Authorization") });
    const response = responses.shift();
    if (response === undefined || response instanceof Error) throw response ?? new Error("Nothing more");
    return response;
  };
  return { asked, fetch };
}

function tokens(renewed: boolean) {
  let current = "old";
  return {
    access: () => current,
    renew: vi.fn(async () => {
      if (renewed) current = "new";
      return renewed;
    }),
  };
}

async function problemOf(attempt: Promise<unknown>): Promise<Problem> {
  return attempt.then(
    () => {
      throw new Error("It succeeded");
    },
    (error: unknown) => problemFrom(error),
  );
}

describe("a request", () => {
  it("sends the bearer token in a header", async () => {
    const { asked, fetch } = server(answer(aPerson("Manager")));
    await new ApiClient(fetch, tokens(true), vi.fn()).get("/v1/me", ME);
    expect(asked).toEqual([{ path: "/v1/me", authorization: "Bearer old" }]);
  });

  it("that gets a 401 is sent once more with a new token", async () => {
    const { asked, fetch } = server(aProblem(401), answer(aPerson("Manager")));
    const refused = vi.fn();
    await new ApiClient(fetch, tokens(true), refused).get("/v1/me", ME);
    expect(asked.map((request) => request.authorization)).toEqual(["Bearer old", "Bearer new"]);
    expect(refused).not.toHaveBeenCalled();
  });

  it("that gets a 401 twice ends the sign-in", async () => {
    const { asked, fetch } = server(aProblem(401), aProblem(401), aProblem(401));
    const refused = vi.fn();
    const problem = await problemOf(new ApiClient(fetch, tokens(true), refused).get("/v1/me", ME));
    expect([problem.status, asked.length, refused.mock.calls.length]).toEqual([401, 2, 1]);
  });

  it("is not repeated when the sign-in cannot be renewed", async () => {
    const { asked, fetch } = server(aProblem(401));
    await problemOf(new ApiClient(fetch, tokens(false), vi.fn()).get("/v1/me", ME));
    expect(asked).toHaveLength(1);
  });

  it("that is forbidden reports it", async () => {
    const { fetch } = server(aProblem(403, "No role", "Ask an administrator."));
    const refused = vi.fn();
    await problemOf(new ApiClient(fetch, tokens(true), refused).get("/v1/me", ME));
    expect(refused.mock.calls[0]?.[0]).toMatchObject({ status: 403, detail: "Ask an administrator." });
  });

  it("that fails has the problem's text and how long to wait", async () => {
    const busy = answer({ title: "Busy", detail: "Later.", status: 503 }, 503, { "Retry-After": "7" });
    const { fetch } = server(busy);
    expect(await problemOf(new ApiClient(fetch, tokens(true), vi.fn()).get("/v1/me", ME))).toMatchObject({
      title: "Busy",
      detail: "Later.",
      retryAfterSeconds: 7,
    });
  });

  it("that fails with an HTML page gets a general text", async () => {
    const { fetch } = server(new Response("<html>Bad gateway</html>", { status: 502 }));
    expect(await problemOf(new ApiClient(fetch, tokens(true), vi.fn()).get("/v1/me", ME))).toMatchObject({
      status: 502,
      title: "Something went wrong",
    });
  });

  it("without an answer is unreachable", async () => {
    const { fetch } = server(new TypeError("Failed to fetch"));
    expect((await problemOf(new ApiClient(fetch, tokens(true), vi.fn()).get("/v1/me", ME))).status).toBe(0);
  });

  it("answered by a server that has changed asks for a reload", async () => {
    const { fetch } = server(answer({ surprise: true }));
    expect((await problemOf(new ApiClient(fetch, tokens(true), vi.fn()).get("/v1/me", ME))).title).toBe(
      "This page is out of date",
    );
  });
});

describe("a change", () => {
  const ANYTHING = v.unknown();

  function sentTo(...responses: Response[]) {
    const requests: [string, RequestInit | undefined][] = [];
    const fetch: Fetch = async (path, request) => {
      requests.push([path, request]);
      return responses.shift() ?? answer({});
    };
    return { requests, client: new ApiClient(fetch, tokens(true), vi.fn()) };
  }

  it("names the version that the person has seen, and goes as JSON", async () => {
    const { requests, client } = sentTo();
    await client.patch(pathOf("/v1/users/{user_id}", "a/b"), ANYTHING, {
      body: { name: "Anna" },
      version: 7,
    });
    const [path, request] = requests[0] ?? [];
    const headers = new Headers(request?.headers);
    expect([path, request?.method, request?.body]).toEqual(["/v1/users/a%2Fb", "PATCH", '{"name":"Anna"}']);
    expect([headers.get("If-Match"), headers.get("Content-Type")]).toEqual(['"7"', "application/json"]);
  });

  it("without an answer's body is accepted", async () => {
    const { client } = sentTo(new Response(null, { status: 204 }));
    await expect(client.delete("/v1/security-profiles/own", { version: 1 })).resolves.toBeUndefined();
  });

  it("is sent again with its body after a 401", async () => {
    const { requests, client } = sentTo(aProblem(401));
    await client.post("/v1/users", ANYTHING, { body: { name: "Anna" } });
    expect(requests.map(([, request]) => request?.body)).toEqual(['{"name":"Anna"}', '{"name":"Anna"}']);
  });

  it("of a file sends the file as it is", async () => {
    const { requests, client } = sentTo();
    const file = new Blob(["name,email"]);
    await client.post("/v1/users/import", ANYTHING, { file, query: { file_name: "a b.csv" } });
    expect([requests[0]?.[0], requests[0]?.[1]?.body]).toEqual([
      "/v1/users/import?file_name=a%20b.csv",
      file,
    ]);
  });

  it("that is refused says what is wrong in which field", async () => {
    const errors = [{ code: "email_taken", field: "email", detail: "Someone has it." }];
    const { client } = sentTo(answer({ title: "Conflict", code: "email_taken", errors }, 409));
    const problem = await problemOf(client.post("/v1/users", ANYTHING, { body: {} }));
    expect([problem.status, problem.code, problem.errors]).toEqual([409, "email_taken", errors]);
  });

  it("that is refused with reasons that cannot be read keeps its words", async () => {
    const { client } = sentTo(answer({ title: "Conflict", detail: "No.", errors: "many", code: 7 }, 409));
    const problem = await problemOf(client.post("/v1/users", ANYTHING));
    expect([problem.detail, problem.code, problem.errors]).toEqual(["No.", "", []]);
  });
});

describe("a file", () => {
  it("is read as it is, with the address of its next part", async () => {
    const link = '</v1/users/export?cursor=x>; rel="next"';
    const { fetch } = server(
      new Response("name,email\n", { headers: { Link: link } }),
      new Response("Anna,a\n"),
    );
    const client = new ApiClient(fetch, tokens(true), vi.fn());
    expect([await client.file("/v1/users/export"), await client.file("/v1/users/export")]).toEqual([
      { content: "name,email\n", next: "/v1/users/export?cursor=x" },
      { content: "Anna,a\n", next: null },
    ]);
  });
});

describe("the realtime snapshot", () => {
  it("is read to its last page", async () => {
    const { asked, fetch } = server(
      answer(aSnapshot([aUser("1")], { next: "a b" })),
      answer(aSnapshot([aUser("2")], { next: null })),
    );
    const snapshot = await readSnapshot(new ApiClient(fetch, tokens(true), vi.fn()));
    expect(snapshot.users.map((user) => user.extension_id)).toEqual(["1", "2"]);
    expect(asked[1]?.path).toBe("/v1/realtime?cursor=a%20b");
  });
});
