import { act, render, screen } from "@testing-library/preact";
import type { ComponentChildren } from "preact";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { Problem } from "../../src/api/problem";
import { useMutation, useQuery } from "../../src/api/query";
import {
  createQueryClient,
  QueryClientContext,
  queryOptions,
  useQueryClient,
} from "../../src/api/query-client";
import { ContractError } from "../../src/api/reading";

beforeEach(() => {
  vi.useFakeTimers();
});

async function pass(milliseconds: number): Promise<void> {
  await act(async () => {
    await vi.advanceTimersByTimeAsync(milliseconds);
  });
}

async function show(content: ComponentChildren) {
  const client = createQueryClient();
  const page = render(<QueryClientContext.Provider value={client}>{content}</QueryClientContext.Provider>);
  await pass(1);
  return { client, ...page };
}

function Names({ of = "all", request }: { readonly of?: string; readonly request: () => Promise<string> }) {
  const { data, error, isPending } = useQuery(queryOptions(["names", of], request));
  return <p>{isPending ? "reading" : (data ?? error?.title)}</p>;
}

function text(): string | null {
  return document.querySelector("p")?.textContent ?? null;
}

describe("a query", () => {
  it("shows that it is being read, then what was read", async () => {
    let answer = (_: string) => {};
    await show(<Names request={() => new Promise<string>((resolve) => (answer = resolve))} />);
    const before = text();
    answer("Anna");
    await pass(1);
    expect([before, text()]).toEqual(["reading", "Anna"]);
  });

  it("is asked once for all who use it", async () => {
    const request = vi.fn(async () => "Anna");
    await show([<Names key="1" request={request} />, <Names key="2" request={request} />]);
    expect([request.mock.calls.length, screen.getAllByText("Anna").length]).toEqual([1, 2]);
  });

  it("with another key is read separately", async () => {
    const client = createQueryClient();
    const page = (of: string) => (
      <QueryClientContext.Provider value={client}>
        <Names of={of} request={async () => `names of ${of}`} />
      </QueryClientContext.Provider>
    );
    const { rerender } = render(page("sales"));
    await pass(1);
    const first = text();
    rerender(page("support"));
    await pass(1);
    expect([first, text()]).toEqual(["names of sales", "names of support"]);
  });

  it("that is invalidated reads again", async () => {
    let name = "Anna";
    const { client } = await show(<Names request={async () => name} />);
    name = "Bert";
    await act(() => client.invalidateQueries({ queryKey: ["names"] }));
    await pass(1);
    expect(text()).toBe("Bert");
  });

  it.each([
    ["a refusal", new Problem(403, "Not allowed", ""), 1, "Not allowed"],
    ["an answer that cannot be read", new ContractError("x"), 1, "This page is out of date"],
    ["an overloaded server", new Problem(503, "Busy", ""), 3, "Busy"],
    ["a lost network", new TypeError("Failed to fetch"), 3, "Ringkeep cannot be reached"],
  ])("that ends with %s", async (_, failure, attempts, title) => {
    const request = vi.fn(() => Promise.reject(failure));
    await show(<Names request={request} />);
    await pass(60_000);
    expect([request.mock.calls.length, text()]).toEqual([attempts, title]);
  });

  it("stops listening when its component is gone", async () => {
    const { client, unmount } = await show(<Names request={async () => "Anna"} />);
    unmount();
    expect(
      client
        .getQueryCache()
        .find({ queryKey: ["names", "all"] })
        ?.getObserversCount(),
    ).toBe(0);
  });

  it("outside a QueryClient throws an error that says so", () => {
    expect(() => render(<Names request={async () => "Anna"} />)).toThrow("no QueryClient");
  });
});

describe("a mutation", () => {
  function Rename({ request }: { readonly request: (name: string) => Promise<string> }) {
    const client = useQueryClient();
    const { mutate, data, error, isPending } = useMutation(request, {
      onSuccess: () => client.invalidateQueries(),
    });
    return (
      <button type="button" onClick={() => mutate("Bert")}>
        {isPending ? "saving" : (data ?? error?.title ?? "rename")}
      </button>
    );
  }

  async function press(request: (name: string) => Promise<string>): Promise<string | null> {
    await show(<Rename request={request} />);
    await act(async () => screen.getByRole("button").click());
    await pass(1);
    return screen.getByRole("button").textContent;
  }

  it("shows what the server answered", async () => {
    expect(await press(async (name) => `saved ${name}`)).toBe("saved Bert");
  });

  it("shows that it is running", async () => {
    expect(await press(() => new Promise(() => undefined))).toBe("saving");
  });

  it("that fails shows the problem and is not repeated", async () => {
    const request = vi.fn(() => Promise.reject(new Problem(409, "Someone else changed it", "")));
    expect([await press(request), request.mock.calls.length]).toEqual(["Someone else changed it", 1]);
  });
});
