import { screen } from "@testing-library/preact";
import { describe, expect, it } from "vitest";
import { answer } from "../samples";
import { anExtensionAnswer, aServiceAnswer, aTranscriptionAnswer, LICENCES, PROFILES } from "./samples";
import { type Answers, choose, openAt, page, press, settled, textOf, textsOf, tick, type } from "./server";

const ADDRESS = "/configuration/services";

function services(changes: Answers = {}): Answers {
  return {
    "GET /v1/services": () => page([aServiceAnswer()]),
    "GET /v1/licences": () => answer(LICENCES),
    "GET /v1/services/main/transcription": () => answer(aTranscriptionAnswer()),
    "GET /v1/services/main/licensing-preview": () =>
      answer({ extensions_in: 0, extensions_out: 12, calls_a_day_in: 0, calls_a_day_out: 85.5, days: 30 }),
    ...changes,
  };
}

describe("a service", () => {
  it("is switched after what that takes in and out was shown", async () => {
    let stored = aServiceAnswer();
    const { last, asked } = await openAt(
      ADDRESS,
      services({
        "GET /v1/services": () => page([stored]),
        "PATCH /v1/services/main": () => {
          stored = aServiceAnswer({ licensing: "users", version: 4 });
          return answer(stored);
        },
      }),
    );
    await tick(/^Licensed users/);
    expect([textsOf("[data-preview] dd"), last("PATCH")]).toEqual([
      ["0 extensions, 0 calls a day", "12 extensions, 85.5 calls a day"],
      undefined,
    ]);
    await press("Switch to licensed users");
    expect([last("PATCH")?.version, last("PATCH")?.body]).toEqual(['"3"', { licensing: "users" }]);
    const preview = asked.find(({ path }) => path.endsWith("/licensing-preview"));
    expect([preview?.query.get("licensing"), document.querySelector("dialog")]).toEqual(["users", null]);
    expect(document.querySelector<HTMLElement>("[data-service]")?.dataset.licensing).toBe("users");
  });

  it("stays as it is when the question is cancelled", async () => {
    const { last } = await openAt(ADDRESS, services());
    await tick(/^Licensed users/);
    await press("Cancel");
    expect([last("PATCH"), screen.getByLabelText<HTMLInputElement>(/^Everyone/).checked]).toEqual([
      undefined,
      true,
    ]);
  });

  it("that someone else has changed is read again and can be switched then", async () => {
    let stored = aServiceAnswer();
    const { last } = await openAt(
      ADDRESS,
      services({
        "GET /v1/services": () => page([stored]),
        "PATCH /v1/services/main": ({ version }) => {
          if (version !== '"3"') return answer({ ...stored, licensing: "users" });
          stored = aServiceAnswer({ version: 4 });
          return answer({ title: "Stale", detail: "Version 4 is stored.", code: "version_stale" }, 412);
        },
      }),
    );
    await tick(/^Licensed users/);
    await press("Switch to licensed users");
    const said = textOf("dialog [role='alert']");
    await press("Switch to licensed users");
    expect([said, last("PATCH")?.version]).toEqual([expect.stringContaining("Version 4 is stored."), '"4"']);
  });

  it("is not shown to someone who manages users only", async () => {
    const { asked } = await openAt(ADDRESS, services(), "Administrator", { rights: ["users.manage"] });
    expect([textOf("h1"), document.querySelector("[data-service]")]).toEqual(["Licences", null]);
    expect(asked.map(({ path }) => path)).toEqual(["/v1/licences"]);
  });
});

const ON = { security_profile: "agent", licences: ["call_recording"], site: "denver", invite: false };

describe("keeping in step with RingCentral", () => {
  const extensions = [
    anExtensionAnswer("101"),
    anExtensionAnswer("102", { user_id: "u-1" }),
    anExtensionAnswer("103", { status: "Disabled" }),
    anExtensionAnswer("104", { type: "Department" }),
    anExtensionAnswer("105", { site: "Boston", site_id: "boston" }),
    anExtensionAnswer("106", { service: "support", site: "Lima", site_id: "lima" }),
  ];

  function kept(changes: Answers = {}): Answers {
    return services({
      "GET /v1/security-profiles": () => answer(PROFILES),
      "GET /v1/extensions": () => page(extensions),
      ...changes,
    });
  }

  const open = (changes?: Answers) =>
    openAt(ADDRESS, kept(changes)).then(async (server) => {
      await press(/^Change how main/);
      return server;
    });

  it("says what it is set to, with names", async () => {
    await openAt(ADDRESS, kept({ "GET /v1/services": () => page([aServiceAnswer({ keep_in_step: ON })]) }));
    await settled();
    expect(textOf("[data-keep-in-step='on'] p")).toBe(
      "On. Each new extension of a person at the site Denver becomes a user with the profile Agent and the licence Call Recording. No invitation is sent.",
    );
  });

  it("is switched on after it was shown what that does", async () => {
    let stored = aServiceAnswer();
    const { last } = await open({
      "GET /v1/services": () => page([stored]),
      "PATCH /v1/services/main": () => {
        stored = aServiceAnswer({ keep_in_step: { ...ON, invite: true }, version: 4 });
        return answer(stored);
      },
    });
    await tick(/^On/);
    const all = textsOf(".effects p");
    await choose("Site", "denver");
    await tick(/^Send invitations/);
    expect([all, textsOf(".effects p"), last("PATCH")]).toEqual([
      [expect.stringMatching(/^2 extensions that no one has today become users soon/)],
      [expect.stringMatching(/^1 extension that no one has today becomes a user soon/)],
      undefined,
    ]);
    await press("Save");
    await settled();
    expect([last("PATCH")?.version, last("PATCH")?.body]).toEqual([
      '"3"',
      { keep_in_step: { ...ON, invite: true } },
    ]);
    expect([document.querySelector("dialog"), textOf(".keep .said")]).toEqual([null, "main was saved."]);
    expect(textOf("[data-keep-in-step='on'] p")).toContain("An invitation is sent.");
  });

  it("offers the sites of this service, read only when it is switched on", async () => {
    const { asked } = await open();
    expect(asked.filter(({ path }) => path === "/v1/extensions")).toEqual([]);
    await tick(/^On/);
    expect(textsOf('select[name="site"] option')).toEqual(["Every site", "Boston", "Denver"]);
  });

  it("says when there are not enough licences", async () => {
    const licences = { items: [{ licence: "call_recording", used: 50, ceiling: 51 }], version: 1 };
    await open({ "GET /v1/licences": () => answer(licences) });
    await tick(/^On/);
    expect(textOf('[data-notice="shortage"]')).toBe(
      "Only 1 licence of Call Recording is free. The others cannot be added.",
    );
  });

  it("is switched off, and says that users stay", async () => {
    const { last } = await open({
      "GET /v1/services": () => page([aServiceAnswer({ keep_in_step: ON })]),
      "PATCH /v1/services/main": () => answer(aServiceAnswer({ version: 4 })),
    });
    await tick(/^Off/);
    expect(textOf('[data-section="effect"]')).toContain("Everyone who is a user stays one.");
    await press("Save");
    expect(last("PATCH")?.body).toEqual({ keep_in_step: null });
  });

  it("that someone else has changed is read again and keeps what was chosen", async () => {
    let stored = aServiceAnswer();
    const { last } = await open({
      "GET /v1/services": () => page([stored]),
      "PATCH /v1/services/main": ({ version }) => {
        if (version === '"4"') return answer(aServiceAnswer({ version: 5 }));
        stored = aServiceAnswer({ licensing: "users", version: 4 });
        return answer({ title: "Stale", detail: "Version 4 is stored.", code: "version_stale" }, 412);
      },
    });
    await tick(/^On/);
    await choose("Site", "boston");
    await press("Save");
    expect(textOf('[data-notice="stale-edit"]')).toContain("This was changed meanwhile");
    await press("Read again");
    await settled();
    expect(screen.getByLabelText<HTMLSelectElement>("Site").value).toBe("boston");
    await press("Save");
    expect([last("PATCH")?.version, last("PATCH")?.body]).toEqual([
      '"4"',
      { keep_in_step: { ...ON, site: "boston" } },
    ]);
  });

  it("with more rights than one's own is refused at the field", async () => {
    const errors = [{ code: "profile_beyond_yours", field: "security_profile", detail: "Choose another." }];
    await open({ "PATCH /v1/services/main": () => answer({ title: "No", errors }, 403) });
    await tick(/^On/);
    await choose("Security profile", "administrator");
    await press("Save");
    expect(textOf('[data-field="security_profile"] .field-error')).toBe("Choose another.");
  });

  it("can be set though the extension list cannot be read", async () => {
    const { last } = await open({
      "GET /v1/extensions": () => answer({ title: "No", detail: "" }, 409),
      "PATCH /v1/services/main": () => answer(aServiceAnswer()),
    });
    await tick(/^On/);
    expect(textOf('[data-section="effect"] [role="status"]')).toContain("could not be read");
    await press("Save");
    expect(last("PATCH")?.body).toEqual({ keep_in_step: { ...ON, site: null } });
  });

  it("is shown to someone who may not manage users, without a way to change it", async () => {
    const { asked } = await openAt(ADDRESS, kept(), "Administrator", { rights: ["services.manage"] });
    expect([textOf(".keep p"), screen.queryByRole("button", { name: /^Change/ })]).toEqual([
      expect.stringMatching(/^Off\./),
      null,
    ]);
    expect(asked.map(({ path }) => path)).toEqual(["/v1/services", "/v1/services/main/transcription"]);
  });
});

describe("licences", () => {
  it("say how many are in use", async () => {
    await openAt(ADDRESS, services());
    expect(textsOf("[data-licence] > div:first-child > p")).toEqual([
      "Call Recording41 of 50 in use",
      "Evaluation12 in use",
    ]);
  });

  it("get ceilings and lose them", async () => {
    const { last } = await openAt(ADDRESS, services({ "PATCH /v1/licences": () => answer(LICENCES) }));
    await type("Ceiling for Call Recording", "");
    await type("Ceiling for Evaluation", "20");
    await press("Save the ceilings");
    expect([last("PATCH")?.version, last("PATCH")?.body]).toEqual([
      '"57"',
      { ceilings: { call_recording: null, evaluation: 20 } },
    ]);
  });

  it("with a ceiling that is no number are refused at the field", async () => {
    const errors = [{ code: "invalid", field: "ceilings.evaluation", detail: "Give a whole number." }];
    await openAt(ADDRESS, services({ "PATCH /v1/licences": () => answer({ title: "No", errors }, 422) }));
    await type("Ceiling for Evaluation", "2.5");
    await press("Save the ceilings");
    expect(textOf('[data-field="evaluation"] .field-error')).toBe("Give a whole number.");
  });
});
