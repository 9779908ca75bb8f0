import { useMemo, useState } from "preact/hooks";
import { may } from "../access/rights";
import { useSignedIn } from "../access/signed-in";
import { useCursorList } from "../api/lists";
import { useQuery } from "../api/query";
import { Empty } from "../components/empty";
import { ExportButton } from "../components/export-button";
import { useSettled } from "../components/form/search-field";
import { SearchIcon } from "../components/icons";
import { Listed } from "../components/listed";
import { Page } from "../components/page";
import { DECISIONS_PATH, WaitingNotice } from "../decisions/waiting-notice";
import type { PageProps } from "../pages";
import { profilesQuery } from "../profiles/requests";
import "../styles/users.css";
import { AddUser } from "./add-user";
import type { User } from "./answers";
import { userColumns } from "./columns";
import { EditUser } from "./edit-user";
import { readUsers, USERS_KEY } from "./requests";
import { TakeOver } from "./take-over";

type Opened = { readonly name: "add" | "take-over" } | { readonly name: "edit"; readonly id: string } | null;

/** Everyone that the quality system knows. */
export default function UsersPage({ title }: PageProps) {
  const { me, api } = useSignedIn();
  const [opened, open] = useState<Opened>(null);
  const [said, say] = useState("");
  const [text, setText] = useState("");
  const name = useSettled(text.trim());
  const list = useCursorList([...USERS_KEY, "list", name], (cursor) => readUsers(api, name, cursor));
  const { data: profiles } = useQuery(profilesQuery(api));
  const columns = useMemo(
    () =>
      userColumns({
        profile: (id) => profiles?.items.find((profile) => profile.id === id)?.name ?? id,
        open: (user) => open({ name: "edit", id: user.id }),
      }),
    [profiles],
  );
  const close = (done = "") => {
    say(done);
    open(null);
  };
  return (
    <Page name="users" title={title} head={<Actions open={open} mayExport={may(me, "data.export")} />}>
      <WaitingNotice />
      <Find text={text} change={setText} />
      <p role="status" class="said">
        {said}
      </p>
      <Listed
        label="Users"
        class="users"
        list={list}
        columns={columns}
        rowKey={keyOf}
        attributes={attributesOf}
        onOpen={(user) => open({ name: "edit", id: user.id })}
        one="user"
        many="users"
        empty={<NoUsers searched={name !== ""} add={() => open({ name: "add" })} />}
      />
      {opened?.name === "add" && <AddUser close={close} />}
      {opened?.name === "edit" && <EditUser key={opened.id} id={opened.id} close={close} />}
      {opened?.name === "take-over" && <TakeOver close={close} />}
    </Page>
  );
}

function keyOf(user: User): string {
  return user.id;
}

function attributesOf(user: User) {
  return { class: user.active ? "row" : "row row-inactive", "data-user": user.id, "data-email": user.email };
}

interface ActionsProps {
  readonly open: (opened: Opened) => void;
  readonly mayExport: boolean;
}

function Actions({ open, mayExport }: ActionsProps) {
  return (
    <div class="page-actions">
      <button type="button" class="primary" data-action="add-user" onClick={() => open({ name: "add" })}>
        Add a user
      </button>
      <button type="button" class="quiet" data-action="take-over" onClick={() => open({ name: "take-over" })}>
        Take over from extensions
      </button>
      <a class="quiet" href="/configuration/users/import">
        Import
      </a>
      <a class="quiet" href={DECISIONS_PATH}>
        Changes at RingCentral
      </a>
      {mayExport && <ExportButton path="/v1/users/export" fileName="users.csv" label="Export" />}
    </div>
  );
}

function Find({ text, change }: { readonly text: string; readonly change: (text: string) => void }) {
  return (
    <search class="filters">
      <label class="find">
        <span class="hidden-visually">
          Find a user by the beginning of the name or the whole e-mail address
        </span>
        <SearchIcon />
        <input
          type="search"
          placeholder="Find by name or e-mail address"
          value={text}
          onInput={(event) => change(event.currentTarget.value)}
        />
      </label>
    </search>
  );
}

function NoUsers({ searched, add }: { readonly searched: boolean; readonly add: () => void }) {
  if (searched) {
    return (
      <Empty title="No user matches">
        <p>Type the beginning of a name, or a whole e-mail address.</p>
      </Empty>
    );
  }
  return (
    <Empty title="No users yet">
      <p>Add a user, take users over from the extension list, or import a file.</p>
      <button type="button" class="primary" onClick={add}>
        Add a user
      </button>
    </Empty>
  );
}
