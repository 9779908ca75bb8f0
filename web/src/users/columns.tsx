import type { Column } from "../components/table/columns";
import { licenceName, type User } from "./answers";
import { extensionWords, invitationLabel, invitationWords, periodWords } from "./words";

/** What the cells need to know beside the user. */
export interface Names {
  readonly profile: (id: string) => string;
  readonly open: (user: User) => void;
}

/** The columns of the Users page. Every text is shown as it is: markup in a name stays text. */
export function userColumns(names: Names): readonly Column<User>[] {
  return [
    {
      id: "name",
      title: "User",
      isRowHeader: true,
      value: (user) => user.name,
      cell: (user) => (
        <>
          <button
            type="button"
            class="link"
            tabIndex={-1}
            data-action="edit"
            onClick={() => names.open(user)}
          >
            {user.name}
          </button>
          <span class="second-line">{user.email}</span>
        </>
      ),
    },
    {
      id: "security_profile",
      title: "Security profile",
      value: (user) => user.security_profile,
      cell: (user) => user.security_profile_name ?? names.profile(user.security_profile),
    },
    {
      id: "licences",
      title: "Licences",
      value: (user) => user.licences.length,
      cell: (user) => user.licences.map(licenceName).join(", "),
    },
    {
      id: "extensions",
      title: "Extensions",
      value: (user) => user.extensions.length,
      cell: (user) => <Extensions user={user} />,
    },
    {
      id: "manager",
      title: "Manager",
      value: (user) => user.manager_name,
      cell: (user) => user.manager_name,
    },
    {
      id: "team",
      title: "Team and site",
      value: (user) => user.information.team,
      cell: (user) => <TeamAndSite user={user} />,
    },
    {
      id: "active",
      title: "State",
      value: (user) => Number(user.active),
      cell: (user) => <ActiveBadge active={user.active} />,
    },
    {
      id: "invitation",
      title: "Invitation",
      value: (user) => user.invitation.state,
      cell: (user) => (
        <span title={invitationWords(user.invitation)} data-invitation={user.invitation.state}>
          {invitationLabel(user.invitation)}
        </span>
      ),
    },
  ];
}

export function ActiveBadge({ active }: { readonly active: boolean }) {
  return (
    <span class={active ? "badge badge-good" : "badge"} data-active={active}>
      {active ? "Active" : "Deactivated"}
    </span>
  );
}

function Extensions({ user }: { readonly user: User }) {
  const [first, ...others] = user.extensions;
  if (first === undefined) return null;
  return (
    <>
      {extensionWords(first)}
      {others.length > 0 && ` and ${others.length} more`}
      <span class="second-line">{[first.service, periodWords(first)].filter(Boolean).join(", ")}</span>
    </>
  );
}

function TeamAndSite({ user }: { readonly user: User }) {
  const { team, site } = user.information;
  return (
    <>
      {team || site}
      {team && site && <span class="second-line">{site}</span>}
    </>
  );
}
