import { Component, type ComponentChildren } from "preact";
import type { RealtimeUser } from "./answers";
import { Direction, MoreCalls, OtherName, OtherNumber, Queue, Recording, Since, StatusPill } from "./cells";
import { COLUMN_TITLES } from "./columns";
import { hasCall } from "./statuses";
import type { Column } from "./view";

interface RowProps {
  readonly user: RealtimeUser;
  readonly stale: boolean;
  readonly callerNames: boolean;
  readonly showService: boolean;
}

/** One user's line, rendered again only when something in it changed. */
export class Row extends Component<RowProps> {
  override shouldComponentUpdate(next: RowProps): boolean {
    const { user, stale, callerNames, showService } = this.props;
    return (
      next.user !== user ||
      next.stale !== stale ||
      next.callerNames !== callerNames ||
      next.showService !== showService
    );
  }

  override render({ user, stale, callerNames, showService }: RowProps) {
    return (
      // biome-ignore-start lint/a11y: browsers forget a table's roles when it is laid out as a grid
      <tr
        role="row"
        class={hasCall(user) ? `row row-call row-${user.status}` : "row"}
        data-extension-id={user.extension_id}
        data-service={user.service}
        data-stale={stale}
      >
        <th scope="row" role="rowheader" data-column="user">
          <span class="user-name">{user.name}</span>
          {showService && <span class="user-service">{user.service}</span>}
        </th>
        <Cell column="extension">{user.extension_number}</Cell>
        <Cell column="status">
          <StatusPill status={user.status} /> <MoreCalls calls={user.calls} />
          {stale && <span class="hidden-visually">, not current</span>}
        </Cell>
        <Cell column="since">
          <Since user={user} />
        </Cell>
        <Cell column="direction">
          <Direction user={user} />
        </Cell>
        <Cell column="number">
          <OtherNumber user={user} />
        </Cell>
        <Cell column="name">
          <OtherName user={user} callerNames={callerNames} />
        </Cell>
        <Cell column="queue">
          <Queue user={user} />
        </Cell>
        <Cell column="recording">
          <Recording user={user} />
        </Cell>
      </tr>
      // biome-ignore-end lint/a11y: as above
    );
  }
}

function Cell({ column, children }: { readonly column: Column; readonly children?: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y: browsers forget a table's roles when it is laid out as a grid
    <td role="cell" data-column={column} data-label={COLUMN_TITLES[column]}>
      {children}
    </td>
  );
}
