/** A pretended account whose phones ring. For looking at the console without a stack. */

const FIRST =
  "Amara Boris Chloe Dmitri Elena Farid Grace Hiro Ingrid Jamal Katya Liam Mei Nadia Oscar Priya Quentin Rosa Sven Tara".split(
    " ",
  );
const LAST =
  "Okafor Lindqvist Moreau Petrov Sanchez Haddad O'Neil Tanaka Bergström Carter Novak Byrne Zhang Hassan Weiss Raman".split(
    " ",
  );
const CALLERS = [
  "Acme Plumbing",
  "Dana Whitfield",
  "Northside Dental",
  "José Álvarez",
  "WIRELESS CALLER",
  null,
];
const QUEUES = ["Support", "Sales", "Billing", null];
const IDLE = ["Available", "Available", "Available", "Available", "Busy", "DoNotDisturb", "Offline"];

const pick = (list) => list[Math.floor(Math.random() * list.length)];
const ago = (seconds) => new Date(Date.now() - seconds * 1000).toISOString();
const NO_CALL = {
  direction: null,
  other_party: null,
  queue: null,
  call_started_at: null,
  call_answered_at: null,
  recording: false,
  calls: 0,
  telephony_session_id: null,
};

export class Simulation {
  constructor(size, serviceNames) {
    this.version = 1;
    this.services = serviceNames.map((service, index) => ({
      service,
      last_update_at: ago(2),
      stale: false,
      events_arrive: true,
      caller_names: index === 0,
    }));
    this.users = Array.from({ length: size }, (_, index) => this.user(index));
    for (let turn = 0; turn < size / 2; turn += 1) this.turn();
    for (const user of this.users) user.since = ago(Math.random() * (user.calls ? 600 : 20_000));
  }

  user(index) {
    const service = this.services[index % this.services.length].service;
    return {
      service,
      extension_id: String(62_000_000 + index),
      extension_number: String(101 + index),
      name: `${FIRST[index % FIRST.length]} ${LAST[(index * 7 + Math.floor(index / FIRST.length)) % LAST.length]}`,
      status: pick(IDLE),
      since: ago(60),
      stale: false,
      version: 1,
      ...NO_CALL,
    };
  }

  /** One user's phone changes. Answers the user as it is then. */
  turn() {
    const user = pick(this.users);
    Object.assign(user, this.next(user), { since: ago(0), version: user.version + 1 });
    this.version += 1;
    const service = this.services.find((known) => known.service === user.service);
    service.last_update_at = ago(0);
    return user;
  }

  next(user) {
    if (user.status === "Ringing")
      return Math.random() < 0.8 ? this.answered() : { status: "Available", ...NO_CALL };
    if (user.status === "OnPhone")
      return Math.random() < 0.25 ? { status: pick(["OnHold", "Parked"]) } : this.ended();
    if (user.status === "OnHold" || user.status === "Parked") return { status: "OnPhone" };
    return Math.random() < 0.75 ? this.ringing(user) : { status: pick(IDLE), ...NO_CALL };
  }

  answered() {
    return { status: "OnPhone", call_answered_at: ago(0), recording: Math.random() < 0.8 };
  }

  ended() {
    return { status: "Available", ...NO_CALL };
  }

  ringing(user) {
    const { caller_names } = this.services.find((known) => known.service === user.service);
    const inbound = Math.random() < 0.7;
    const number =
      Math.random() < 0.85 ? `+1650555${String(Math.floor(Math.random() * 10_000)).padStart(4, "0")}` : "117";
    return {
      status: "Ringing",
      direction: inbound ? "Inbound" : "Outbound",
      other_party: { number, name: caller_names ? pick(CALLERS) : null, extension_id: null },
      queue: inbound ? pick(QUEUES) : null,
      call_started_at: ago(0),
      calls: Math.random() < 0.1 ? 2 : 1,
      telephony_session_id: `s-${Math.random().toString(36).slice(2)}`,
    };
  }
}
