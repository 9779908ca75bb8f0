import type { Me } from "../access/answers";
import { Mark } from "./icons";

interface HeaderProps {
  readonly me: Me;
  readonly services: readonly string[];
  readonly signOut: () => void;
}

/** Product, services, pages, and who is signed in. */
export function Header({ me, services, signOut }: HeaderProps) {
  return (
    <header class="header">
      <a class="skip" href="#content">
        Skip to the page's content
      </a>
      <p class="brand">
        <Mark /> Ringkeep
      </p>
      {services.length > 0 && (
        <p class="header-services" title={services.join(", ")}>
          <span class="hidden-visually">Services: </span>
          {services.join(", ")}
        </p>
      )}
      <nav aria-label="Pages">
        <a href="/realtime" aria-current="page">
          {me.role === "Agent" ? "My phone" : "Realtime"}
        </a>
      </nav>
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
    </header>
  );
}
