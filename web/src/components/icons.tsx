import type { ComponentChildren } from "preact";
import type { Status } from "../live/answers";

interface IconProps {
  readonly children: ComponentChildren;
  readonly class?: string;
}

/** Decorates a text that says the same, so screen readers skip it. */
function Icon({ children, class: name = "" }: IconProps) {
  return (
    <svg class={`icon ${name}`} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {children}
    </svg>
  );
}

const HANDSET =
  "M5 3.5h3.2l1.6 4.6-2.2 1.8a12 12 0 0 0 6.5 6.5l1.8-2.2 4.6 1.6V19a1.8 1.8 0 0 1-2 1.8A16 16 0 0 1 3.2 5.5 1.8 1.8 0 0 1 5 3.5z";

const DRAWINGS: Readonly<Record<Status, ComponentChildren>> = {
  OnPhone: <path class="solid" d={HANDSET} />,
  Ringing: (
    <>
      <path d={HANDSET} />
      <path d="M14 3.5a6.5 6.5 0 0 1 6.5 6.5M14 7.3A2.8 2.8 0 0 1 16.7 10" />
    </>
  ),
  OnHold: <path d="M9 5v14M15 5v14" class="thick" />,
  Parked: <path d="M8 20V4h5.2a4.6 4.6 0 0 1 0 9.2H8" class="thick" />,
  Available: <path d="M4.5 12.5l5 5 10-11" class="thick" />,
  Busy: (
    <>
      <circle cx="12" cy="12" r="8.5" />
      <path d="M12 7v5.3l3.4 2.2" />
    </>
  ),
  DoNotDisturb: (
    <>
      <circle cx="12" cy="12" r="8.5" />
      <path d="M8 12h8" class="thick" />
    </>
  ),
  Offline: (
    <>
      <circle cx="12" cy="12" r="8.5" />
      <path d="M6.2 17.8L17.8 6.2" />
    </>
  ),
  Unknown: (
    <>
      <path d="M8.5 9a3.6 3.6 0 1 1 5.2 3.2c-1.2.7-1.7 1.3-1.7 2.6" class="thick" />
      <circle cx="12" cy="19" r="1.6" class="solid" />
    </>
  ),
};

export function StatusIcon({ status }: { readonly status: Status }) {
  return <Icon class={`icon-${status}`}>{DRAWINGS[status]}</Icon>;
}

export function DirectionIcon({ inbound }: { readonly inbound: boolean }) {
  return (
    <Icon class={inbound ? "icon-inbound" : "icon-outbound"}>
      <path d={inbound ? "M18 6L7 17M7 9v8h8" : "M6 18L17 7M9 7h8v8"} />
    </Icon>
  );
}

export function SortIcon({ direction }: { readonly direction: "ascending" | "descending" | "none" }) {
  return (
    <Icon class="icon-sort">
      {direction !== "descending" && <path d="M7 10l5-5 5 5" />}
      {direction !== "ascending" && <path d="M7 14l5 5 5-5" />}
    </Icon>
  );
}

export function SearchIcon() {
  return (
    <Icon class="icon-search">
      <circle cx="10.5" cy="10.5" r="6.5" />
      <path d="M15.5 15.5L21 21" />
    </Icon>
  );
}

export function NoticeIcon() {
  return (
    <Icon class="icon-notice">
      <circle cx="12" cy="12" r="9" />
      <path d="M12 7.5v5.5" class="thick" />
      <circle cx="12" cy="16.6" r="1.3" class="solid" />
    </Icon>
  );
}

export function CloseIcon() {
  return (
    <Icon>
      <path d="M6 6l12 12M18 6L6 18" />
    </Icon>
  );
}

export function Logo() {
  return (
    <svg class="logo" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="9" class="logo-ground" />
      <circle cx="16" cy="16" r="9" class="logo-ring" transform="rotate(-48 16 16)" />
      <circle cx="16" cy="16" r="3.6" class="logo-core" />
    </svg>
  );
}
