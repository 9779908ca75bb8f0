import type { Me } from "../access/answers";
import { Logo } from "./icons";

/** A link of the navigation. */
export interface NavigationLink {
  readonly path: string;
  readonly title: string;
}

interface HeaderProps {
  readonly me: Me;
  readonly services: readonly string[];
  readonly links: readonly NavigationLink[];
  /** The path of the page that is shown. */
  readonly path: string;
  readonly signOut: () => void;
}

/** The product's name, services, navigation, and who is signed in. */
export function Header({ me, services, links, path, signOut }: HeaderProps) {
  return (
    <header class="header">
      <a class="skip" href="#content">
        Skip to content
      </a>
      <p class="brand">
        <Logo /> Ringkeep
      </p>
      {services.length > 0 && <Services names={services} />}
      <Navigation links={links} path={path} />
      <Person me={me} signOut={signOut} />
    </header>
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

function Navigation({ links, path }: Pick<HeaderProps, "links" | "path">) {
  return (
    <nav aria-label="Pages">
      {links.map((link) => (
        <a key={link.path} href={link.path} aria-current={link.path === path ? "page" : undefined}>
          {link.title}
        </a>
      ))}
    </nav>
  );
}

function Person({ me, signOut }: Pick<HeaderProps, "me" | "signOut">) {
  return (
    <div class="header-person">
      <span class="header-email" title={me.email}>
        <span class="hidden-visually">Signed in as </span>
        {me.email}
      </span>
      <span class="badge">{me.role}</span>
      <button type="button" class="quiet" data-action="sign-out" onClick={signOut}>
        Sign out
      </button>
    </div>
  );
}
