import type { ComponentChildren } from "preact";
import type { Me } from "../access/answers";
import { Empty } from "../components/empty";
import type { RealtimeUser } from "./answers";
import type { Board } from "./board";
import { Direction, MoreCalls, OtherName, OtherNumber, Queue, Recording, Since, StatusPill } from "./cells";
import { COLUMN_TITLES, type ColumnId } from "./columns";
import { hasCall } from "./statuses";

interface MyPhoneProps {
  readonly me: Me;
  readonly board: Board;
  readonly disconnected: boolean;
}

/** An agent's own phone, in large type. */
export function MyPhone({ me, board, disconnected }: MyPhoneProps) {
  const [user] = board.users.values();
  if (user === undefined) return me.extension_id === null ? <NotAssigned /> : <NotKnownYet />;
  const service = board.services.get(user.service);
  const stale = disconnected || user.stale || (service?.stale ?? true);
  return <Phone user={user} stale={stale} callerNames={service?.caller_names ?? true} />;
}

function NotAssigned() {
  return (
    <Empty title="No extension is assigned to you yet">
      <p>An administrator of Ringkeep can assign your RingCentral extension to you.</p>
    </Empty>
  );
}

function NotKnownYet() {
  return (
    <Empty title="Your phone's status is not available yet">
      <p>Your extension appears here once its RingCentral account has been read.</p>
    </Empty>
  );
}

interface PhoneProps {
  readonly user: RealtimeUser;
  readonly stale: boolean;
  readonly callerNames: boolean;
}

function Phone({ user, stale, callerNames }: PhoneProps) {
  return (
    <section
      class={`phone phone-${user.status}`}
      aria-label="My phone"
      data-extension-id={user.extension_id}
      data-service={user.service}
      data-stale={stale}
    >
      <div class="phone-now">
        <span data-column="status">
          <StatusPill status={user.status} /> <MoreCalls calls={user.calls} />
        </span>
        <span class="phone-since" data-column="since">
          <Since user={user} />
        </span>
      </div>
      <h2 data-column="user">{user.name}</h2>
      <p class="phone-extension">
        Extension <span data-column="extension">{user.extension_number ?? "—"}</span> · {user.service}
      </p>
      {hasCall(user) ? (
        <Call user={user} callerNames={callerNames} />
      ) : (
        <p class="phone-idle">No call at the moment.</p>
      )}
    </section>
  );
}

function Call({ user, callerNames }: Omit<PhoneProps, "stale">) {
  return (
    <dl class="phone-call">
      <Detail column="direction">
        <Direction user={user} />
      </Detail>
      <Detail column="number">
        <OtherNumber user={user} />
      </Detail>
      <Detail column="name">
        <OtherName user={user} callerNames={callerNames} />
      </Detail>
      <Detail column="queue">
        <Queue user={user} />
      </Detail>
      <Detail column="recording">
        <Recording user={user} />
      </Detail>
    </dl>
  );
}

function Detail({ column, children }: { readonly column: ColumnId; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{COLUMN_TITLES[column]}</dt>
      <dd data-column={column}>{children}</dd>
    </div>
  );
}
