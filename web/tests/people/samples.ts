/** Answers about people as the API gives them. */

export const ANNA_ID = "7f3c2a9be1d04c5f8a6b0c1d2e3f4a5b";
export const MIA_ID = "0b1c2d3e4f5a4b6c8d7e9f0a1b2c3d4e";

export function aUserAnswer(changes: object = {}) {
  return {
    id: ANNA_ID,
    name: "Anna Lee",
    email: "anna.lee@example.com",
    active: true,
    security_profile: "agent",
    security_profile_name: "Agent",
    manager: MIA_ID,
    manager_name: "Mia Stone",
    licences: ["call_recording"],
    information: { employee_number: "4711", team: "North", site: "Denver", notes: "" },
    extensions: [
      {
        service: "main",
        account_id: "809646016",
        extension_id: "62264425016",
        number: "101",
        first_day: "2026-01-01",
        last_day: null,
      },
    ],
    invitation: { state: "sent", at: "2026-11-26T08:00:30Z", detail: "" },
    created_at: "2026-11-26T08:00:00Z",
    changed_at: "2026-11-26T08:00:00Z",
    version: 3,
    ...changes,
  };
}

export const MIA = aUserAnswer({
  id: MIA_ID,
  name: "Mia Stone",
  email: "mia.stone@example.com",
  security_profile: "manager",
  security_profile_name: "Manager",
  manager: null,
  manager_name: null,
  licences: [],
  extensions: [],
});

const RIGHTS = [
  { name: "live.see", sentence: "See who is on the phone now." },
  { name: "recordings.list", sentence: "List and search recordings." },
  { name: "users.manage", sentence: "Manage users." },
];

export function aProfileAnswer(changes: object = {}) {
  return {
    id: "5a4b3c2d1e0f4a3b8c7d6e5f4a3b2c1d",
    name: "Team lead",
    rights: ["live.see"],
    visibility: "team",
    built_in: false,
    users: 3,
    version: 2,
    ...changes,
  };
}

export const PROFILES = {
  items: [
    aProfileAnswer({
      id: "administrator",
      name: "Administrator",
      built_in: true,
      visibility: "all",
      version: 0,
    }),
    aProfileAnswer({ id: "agent", name: "Agent", built_in: true, visibility: "self", version: 0 }),
    aProfileAnswer(),
  ],
  next: null,
  rights: RIGHTS,
};

export function anExtensionAnswer(number: string, changes: object = {}) {
  return {
    service: "main",
    account_id: "809646016",
    extension_id: `6226${number}`,
    number,
    name: `Person ${number}`,
    email: `person.${number}@example.com`,
    site: "Denver",
    site_id: "denver",
    status: "Enabled",
    type: "User",
    user_id: null,
    user_name: null,
    ...changes,
  };
}

export function aServiceAnswer(changes: object = {}) {
  return {
    name: "main",
    account_id: "809646016",
    connected: true,
    keep_in_step: null,
    licensing: "everyone",
    time_zone: "America/New_York",
    version: 3,
    ...changes,
  };
}

export function aTranscriptionAnswer(changes: object = {}) {
  return {
    policy: { mode: "on_demand", rules: [] },
    monthly_budget: "100",
    options: { language: "en-US", language_options: [], vocabulary: "", redaction: false, max_speakers: 5 },
    users: {},
    redacted_audio_needs_right: false,
    spent: { amount: "12.4800", currency: "USD" },
    version: 7,
    ...changes,
  };
}

export const LICENCES = {
  items: [
    { licence: "call_recording", used: 41, ceiling: 50 },
    { licence: "evaluation", used: 12, ceiling: null },
  ],
  version: 57,
};

export function anEntryAnswer(changes: object = {}) {
  return {
    id: "1795680000000-0a1b2c3d4e5f6071",
    at: "2026-11-26T08:00:00Z",
    actor: { kind: "user", id: MIA_ID, name: "Mia Stone" },
    action: "users.change",
    object: { kind: "user", id: ANNA_ID },
    by_name: "Mia Stone",
    object_name: "Anna Lee",
    before: { "information.team": "North", licences: [] },
    after: { "information.team": "South", licences: ["call_recording"] },
    omitted: 0,
    origin: { address: "203.0.113.7", agent: "Firefox" },
    request_id: "JKJaXmPLvHcESHA=",
    ...changes,
  };
}

export function aRecordingAnswer(changes: object = {}) {
  return {
    recording_id: "7602012008",
    service: "main",
    account_id: "809646016",
    session_id: "9302142008",
    state: "excluded",
    reason: "not_licensed",
    started_at: "2026-11-26T08:00:00Z",
    duration_seconds: 143,
    direction: "Inbound",
    extension_id: "850957020",
    extensions: ["850957020", "850957021"],
    extension_names: {
      "850957020": { number: "1102", name: "Ben Moss" },
      "850957021": { number: "1200", name: "Support" },
    },
    users: [{ id: ANNA_ID, name: "Anna Lee" }],
    found_by: "poll",
    stored_at: null,
    ...changes,
  };
}

export function anImportAnswer(changes: object = {}) {
  return {
    id: "1795680000000-5f1c0a9b7d3e2f48",
    state: "ready",
    file_name: "users.csv",
    by: "Ada Root",
    at: "2026-11-26T08:00:00Z",
    invite: false,
    lines: 42,
    problem_count: 0,
    problems: [],
    preview: {
      added: 1,
      changed: 1,
      unchanged: 40,
      not_mentioned: 3,
      items: [
        {
          line: 2,
          email: "anna.lee@example.com",
          name: "Anna Lee",
          user_id: "",
          changes: [
            { field: "name", before: "", after: "Anna Lee" },
            { field: "security_profile", before: "", after: "Agent" },
          ],
        },
        {
          line: 3,
          email: "mia.stone@example.com",
          name: "Mia Stone",
          user_id: MIA_ID,
          changes: [{ field: "team", before: "North", after: "" }],
        },
      ],
    },
    position: 0,
    written: 0,
    refused: 0,
    detail: "",
    results: null,
    ...changes,
  };
}

export const DECISION_ID = "1d2c3b4a5f6e4d7c8b9a0f1e2d3c4b5a";

export function aDecisionAnswer(changes: object = {}) {
  return {
    id: DECISION_ID,
    kind: "renamed",
    service: "main",
    account_id: "809646016",
    extension_id: "62264425016",
    number: "101",
    name: "Anna Smith",
    before: "Anna Lee",
    after: "Anna Smith",
    users: [{ id: ANNA_ID, name: "Anna Lee" }],
    choices: ["same_person", "successor", "end_assignment"],
    unimported: 0,
    alarm: false,
    found_at: "2026-11-26T08:00:00Z",
    errors: [],
    taken_at: null,
    choice: null,
    version: 2,
    ...changes,
  };
}

export const DELETED_ID = "2d2c3b4a5f6e4d7c8b9a0f1e2d3c4b5a";

/** A deleted extension of whose recordings some are not imported. */
export function aDeletedAnswer(changes: object = {}) {
  return aDecisionAnswer({
    id: DELETED_ID,
    kind: "deleted",
    number: "102",
    name: "Ben Orr",
    before: "Ben Orr",
    after: "",
    choices: ["end_assignment", "deactivate_user"],
    unimported: 12,
    alarm: true,
    ...changes,
  });
}

/** An extension that could not become a user. */
export function aNotAddedAnswer(changes: object = {}) {
  return aDecisionAnswer({
    id: "3d2c3b4a5f6e4d7c8b9a0f1e2d3c4b5a",
    kind: "not_added",
    number: "103",
    name: "Cora Hill",
    before: "",
    after: "Cora Hill",
    users: [],
    choices: ["leave_out"],
    errors: [{ code: "email_taken", field: "email", detail: "Another user has this e-mail address." }],
    ...changes,
  });
}
