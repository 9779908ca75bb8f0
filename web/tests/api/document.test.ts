import { describe, expectTypeOf, it } from "vitest";
import type { Differences, Unreadable } from "../../src/api/document";

interface Service {
  readonly service: string;
  readonly stale: boolean;
}

describe("the API's description", () => {
  it("differs in nothing from the fields that it has", () => {
    expectTypeOf<Differences<"RealtimeService", Service>>().toEqualTypeOf<never>();
  });

  it("differs from a field that it does not have", () => {
    expectTypeOf<
      Differences<"RealtimeService", Service & { readonly mood: string }>
    >().toEqualTypeOf<"mood">();
  });

  it("differs from a field of another type", () => {
    expectTypeOf<Differences<"RealtimeService", { readonly stale: number }>>().toEqualTypeOf<"stale">();
  });

  it("differs from a field that may be null in one of them only", () => {
    expectTypeOf<Differences<"RealtimeUser", { readonly queue: string }>>().toEqualTypeOf<"queue">();
    expectTypeOf<Differences<"RealtimeUser", { readonly name: string | null }>>().toEqualTypeOf<"name">();
  });

  it("differs from a list of words that lacks one", () => {
    expectTypeOf<Differences<"RealtimeUser", { readonly status: "Busy" }>>().toEqualTypeOf<"status">();
  });

  it("may leave to the console which words a text can be", () => {
    expectTypeOf<Differences<"Me", { readonly role: "Agent" | "Manager" }>>().toEqualTypeOf<never>();
  });

  it("is compared inside lists and objects", () => {
    type Read = { readonly users: readonly { readonly other_party: { readonly age: number } | null }[] };
    expectTypeOf<Differences<"RealtimeSnapshot", Read>>().toEqualTypeOf<"users">();
  });

  it("may be read more leniently than it is, but not with less", () => {
    type Wider = { readonly name: string | null; readonly status: string };
    expectTypeOf<Unreadable<"RealtimeUser", Wider>>().toEqualTypeOf<never>();
    expectTypeOf<Unreadable<"RealtimeUser", { readonly status: "Busy" }>>().toEqualTypeOf<"status">();
    expectTypeOf<Unreadable<"RealtimeUser", { readonly mood: string }>>().toEqualTypeOf<"mood">();
  });
});
