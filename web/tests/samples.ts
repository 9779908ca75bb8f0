import type { Me } from "../src/access/answers";
import type { RealtimeService, RealtimeSnapshot, RealtimeUser, UsersMessage } from "../src/live/answers";

export const NOON = "2026-03-02T12:00:00Z";

export function aUser(extensionId: string, changes: Partial<RealtimeUser> = {}): RealtimeUser {
  return {
    service: "Main",
    account_id: "8001",
    extension_id: extensionId,
    extension_number: extensionId,
    name: `User ${extensionId}`,
    status: "Available",
    since: NOON,
    stale: false,
    version: 1,
    direction: null,
    other_party: null,
    queue: null,
    call_started_at: null,
    call_answered_at: null,
    recording: false,
    recordings: [],
    calls: 0,
    telephony_session_id: null,
    ...changes,
  };
}

export function aCall(extensionId: string, changes: Partial<RealtimeUser> = {}): RealtimeUser {
  return aUser(extensionId, {
    status: "OnPhone",
    direction: "Inbound",
    other_party: { number: "+16505550123", name: "Acme Plumbing", extension_id: null },
    queue: "Support",
    call_started_at: NOON,
    call_answered_at: NOON,
    recording: true,
    calls: 1,
    telephony_session_id: "s-1",
    ...changes,
  });
}

export function aService(changes: Partial<RealtimeService> = {}): RealtimeService {
  return {
    service: "Main",
    last_update_at: NOON,
    stale: false,
    events_arrive: true,
    caller_names: true,
    ...changes,
  };
}

export function aSnapshot(
  users: readonly RealtimeUser[],
  changes: Partial<RealtimeSnapshot> = {},
): RealtimeSnapshot {
  return { version: 1, as_of: NOON, services: [aService()], users, next: null, ...changes };
}

export function aMessage(users: readonly RealtimeUser[], changes: Partial<UsersMessage> = {}): UsersMessage {
  return { type: "users", as_of: NOON, services: [], users, removed: [], ...changes };
}

const RIGHTS = {
  Administrator: [
    "live.see",
    "recordings.list",
    "users.manage",
    "services.manage",
    "audit.see",
    "data.export",
  ],
  Manager: ["live.see", "recordings.list"],
  Evaluator: ["recordings.list"],
  Agent: ["live.see", "recordings.list"],
} as const;
export type Role = keyof typeof RIGHTS;

const VISIBILITIES = { Administrator: "all", Manager: "team", Evaluator: "all", Agent: "self" } as const;

export function aPerson(role: Role): Me {
  return {
    user_id: "0123456789abcdef0123456789abcdef",
    username: "u-1",
    name: "Pat Person",
    email: "person@example.com",
    role,
    rights: RIGHTS[role],
    visibility: VISIBILITIES[role],
    service: "Main",
    extension_id: "101",
  };
}

export const CONFIGURATION = {
  sign_in: {
    authority: "https://issuer.example",
    authorization_endpoint: "https://login.example/oauth2/authorize",
    token_endpoint: "https://login.example/oauth2/token",
    end_session_endpoint: "https://login.example/logout",
    client_id: "console",
    identity_provider: "",
  },
  live_path: "/live",
  idle_minutes: 60,
};

export function answer(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { "Content-Type": "application/json", ...headers },
  });
}

export function aProblem(status: number, title = "No", detail = "Because."): Response {
  return answer({ type: "about:blank", title, status, detail }, status);
}
