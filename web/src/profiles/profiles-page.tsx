import { useState } from "preact/hooks";
import { useSignedIn } from "../access/signed-in";
import { useQuery } from "../api/query";
import { counted } from "../components/format";
import { Reading } from "../components/listed";
import { ProblemNotice } from "../components/notice";
import { Page } from "../components/page";
import type { PageProps } from "../pages";
import "../styles/profiles.css";
import { type Profile, type Profiles, VISIBILITY_WORDS } from "./answers";
import { DeleteProfile } from "./delete-profile";
import { EditProfile } from "./edit-profile";
import { profilesQuery } from "./requests";

type Opened =
  | { readonly name: "add"; readonly from: Profile | null }
  | { readonly name: "edit" | "delete"; readonly profile: Profile }
  | null;

/** What people may do, and whose calls they see. */
export default function ProfilesPage({ title }: PageProps) {
  const { api } = useSignedIn();
  const [opened, open] = useState<Opened>(null);
  const [said, say] = useState("");
  const { data, error, refetch } = useQuery(profilesQuery(api));
  const close = (done = "") => {
    say(done);
    open(null);
  };
  return (
    <Page
      name="security-profiles"
      title={title}
      head={<AddButton open={() => open({ name: "add", from: null })} />}
    >
      <p role="status" class="said">
        {said}
      </p>
      {data === undefined ? (
        <Reading problem={error} retry={() => void refetch()} />
      ) : (
        <>
          <ProblemNotice problem={error} />
          <Cards profiles={data} open={open} />
          {opened?.name === "add" && (
            <EditProfile profile={opened.from} isNew rights={data.rights} close={close} />
          )}
          {opened?.name === "edit" && (
            <EditProfile profile={opened.profile} isNew={false} rights={data.rights} close={close} />
          )}
          {opened?.name === "delete" && <DeleteProfile profile={opened.profile} close={close} />}
        </>
      )}
    </Page>
  );
}

function AddButton({ open }: { readonly open: () => void }) {
  return (
    <div class="page-actions">
      <button type="button" class="primary" data-action="add-profile" onClick={open}>
        Add a profile
      </button>
    </div>
  );
}

interface CardsProps {
  readonly profiles: Profiles;
  readonly open: (opened: Opened) => void;
}

function Cards({ profiles, open }: CardsProps) {
  return (
    <ul class="profiles">
      {profiles.items.map((profile) => (
        <li key={profile.id} class="card profile" data-profile={profile.id}>
          <ProfileHead profile={profile} />
          <ProfileRights profile={profile} rights={profiles.rights} />
          <ProfileActions profile={profile} open={open} />
        </li>
      ))}
    </ul>
  );
}

function ProfileHead({ profile }: { readonly profile: Profile }) {
  return (
    <>
      <div class="profile-head">
        <h2>{profile.name}</h2>
        {profile.built_in && <span class="badge">Built in</span>}
        {profile.users !== null && <span class="muted">{counted(profile.users, "user", "users")}</span>}
      </div>
      <p>
        <span class="muted">Sees:</span> {VISIBILITY_WORDS[profile.visibility]}
      </p>
    </>
  );
}

function ProfileRights({
  profile,
  rights,
}: {
  readonly profile: Profile;
  readonly rights: Profiles["rights"];
}) {
  const given = rights.filter((right) => profile.rights.includes(right.name));
  return (
    <details>
      <summary>{counted(profile.rights.length, "right", "rights")}</summary>
      <ul class="rights">
        {given.map((right) => (
          <li key={right.name} data-right={right.name}>
            {right.sentence}
          </li>
        ))}
      </ul>
    </details>
  );
}

function ProfileActions({ profile, open }: { readonly profile: Profile; readonly open: CardsProps["open"] }) {
  const name = <span class="hidden-visually"> {profile.name}</span>;
  return (
    <div class="actions">
      {!profile.built_in && (
        <button
          type="button"
          class="quiet"
          data-action="edit-profile"
          onClick={() => open({ name: "edit", profile })}
        >
          Edit{name}
        </button>
      )}
      <button
        type="button"
        class="quiet"
        data-action="copy-profile"
        onClick={() => open({ name: "add", from: profile })}
      >
        Copy{name}
      </button>
      {!profile.built_in && (
        <button
          type="button"
          class="quiet dangerous"
          data-action="delete-profile"
          onClick={() => open({ name: "delete", profile })}
        >
          Delete{name}
        </button>
      )}
    </div>
  );
}
