import type { Me } from "../access/answers";
import { Logo } from "./icons";

/** A link of the navigation. */
export interface NavigationLink {
  readonly path: string;
  readonly title: string;
  /** It leads to the page that is shown, or to its group. */
  readonly isCurrent: boolean;
}

/** Pages that the navigation shows together. */
export interface NavigationGroup {
  readonly name: string;
  readonly links: readonly NavigationLink[];
}

interface HeaderProps {
  readonly me: Me;
  readonly services: readonly string[];
  readonly links: readonly NavigationLink[];
  readonly signOut: () => void;
}

/** The product's name, services, navigation, and who is signed in. */
export function Header({ me, services, links, signOut }: HeaderProps) {
  return (
    <header class="header">
      <a class="skip" href="#content">
        Skip to content
      </a>
      <p class="brand">
        <Logo /> Ringkeep
      </p>
      {services.length > 0 && <Services names={services} />}
      <nav aria-label="Pages">
        <Links links={links} />
      </nav>
      <Person me={me} signOut={signOut} />
    </header>
  );
}

/** The pages of a group, below the header. */
export function GroupNavigation({ group }: { readonly group: NavigationGroup }) {
  return (
    <nav class="group-navigation" aria-label={group.name}>
      <Links links={group.links} />
    </nav>
  );
}

function Services({ names }: { readonly names: readonly string[] }) {
  return (
    <p class="header-services" title={names.join(", ")}>
      <span class="hidden-visually">Services: </span>
      {names.join(", ")}
    </p>
  );
}

function Links({ links }: { readonly links: readonly NavigationLink[] }) {
  return links.map((link) => (
    <a key={link.path} href={link.path} aria-current={link.isCurrent ? "page" : undefined}>
      {link.title}
    </a>
  ));
}

function Person({ me, signOut }: Pick<HeaderProps, "me" | "signOut">) {
  return (
    <div class="header-person">
      <span class="header-email" title={me.email}>
        <span class="hidden-visually">Signed in as </span>
        {me.name}
      </span>
      <span class="badge">{me.role}</span>
      <button type="button" class="quiet" data-action="sign-out" onClick={signOut}>
        Sign out
      </button>
    </div>
  );
}
