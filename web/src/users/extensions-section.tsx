import { useState } from "preact/hooks";
import { Confirm } from "../components/dialog";
import { formErrors, NO_ERRORS } from "../components/form/errors";
import { FormFrame } from "../components/form/frame";
import type { AssignedExtension, User } from "./answers";
import { Section } from "./change-section";
import { DaysFields, EXTENSION_FIELDS, ExtensionFields, NO_EXTENSION, sentDays } from "./extension-fields";
import { useUserChange } from "./keep-user";
import { type Assignment, assignExtension, type Withdrawal, withdrawExtension } from "./requests";
import { extensionWords, periodWords } from "./words";

type Opened =
  | { readonly name: "give" }
  | { readonly name: "days" | "take"; readonly held: AssignedExtension }
  | null;

/** Which extensions the person has, and when: a successor does not inherit their calls. */
export function ExtensionsSection({ user }: { readonly user: User }) {
  const [opened, open] = useState<Opened>(null);
  const close = () => open(null);
  return (
    <Section name="extensions" title="Extensions">
      {user.extensions.length === 0 && <p>No extension.</p>}
      <ul class="held">
        {user.extensions.map((held) => (
          <Held key={keyOf(held)} held={held} open={open} />
        ))}
      </ul>
      {opened?.name === "give" && <Give user={user} close={close} />}
      {opened?.name === "days" && <ChangeDays user={user} held={opened.held} close={close} />}
      {opened?.name === "take" && <Take user={user} held={opened.held} close={close} />}
      {opened === null && (
        <button
          type="button"
          class="quiet"
          data-action="give-extension"
          onClick={() => open({ name: "give" })}
        >
          Give an extension
        </button>
      )}
    </Section>
  );
}

function keyOf(held: AssignedExtension): string {
  return [held.service, held.account_id, held.extension_id, held.first_day, held.last_day].join("/");
}

interface HeldProps {
  readonly held: AssignedExtension;
  readonly open: (opened: Opened) => void;
}

function Held({ held, open }: HeldProps) {
  const name = extensionWords(held);
  return (
    <li data-extension-id={held.extension_id}>
      <span>
        <strong>{name}</strong>, {held.service}
        <span class="second-line">{periodWords(held) || "always"}</span>
      </span>
      <button type="button" class="quiet" data-action="days" onClick={() => open({ name: "days", held })}>
        Days<span class="hidden-visually"> of {name}</span>
      </button>
      <button type="button" class="quiet" data-action="withdraw" onClick={() => open({ name: "take", held })}>
        Withdraw<span class="hidden-visually"> {name}</span>
      </button>
    </li>
  );
}

interface GiveProps {
  readonly user: User;
  readonly close: () => void;
}

function Give({ user, close }: GiveProps) {
  const [chosen, choose] = useState(NO_EXTENSION);
  const { mutate, isPending, error } = useUserChange(
    (api, assignment: Assignment) => assignExtension(api, user, assignment),
    close,
  );
  const errors = formErrors(error, EXTENSION_FIELDS);
  const { extension } = chosen;
  const submit = () => {
    if (extension === null) return;
    const { service, extension_id } = extension;
    mutate({ service, extension_id, ...sentDays(chosen) });
  };
  return (
    <FormFrame
      action="Give this extension"
      isBusy={isPending}
      isChanged={extension !== null}
      errors={errors}
      submit={submit}
      cancel={close}
    >
      <ExtensionFields chosen={chosen} change={choose} errors={errors} />
    </FormFrame>
  );
}

interface HeldChangeProps extends GiveProps {
  readonly held: AssignedExtension;
}

function ChangeDays({ user, held, close }: HeldChangeProps) {
  const { service, extension_id, first_day, last_day } = held;
  const [days, change] = useState({ first_day: first_day ?? "", last_day: last_day ?? "" });
  const { mutate, isPending, error } = useUserChange(
    (api, assignment: Assignment) => assignExtension(api, user, assignment),
    close,
  );
  const errors = error === null ? NO_ERRORS : formErrors(error, ["first_day", "last_day", "period"]);
  const isChanged = days.first_day !== (first_day ?? "") || days.last_day !== (last_day ?? "");
  const replaced = { first_day, last_day };
  return (
    <FormFrame
      action={`Change the days of ${extensionWords(held)}`}
      isBusy={isPending}
      isChanged={isChanged}
      errors={errors}
      submit={() => mutate({ service, extension_id, ...sentDays(days), replaced })}
      cancel={close}
    >
      <DaysFields days={days} change={change} errors={errors} />
    </FormFrame>
  );
}

function Take({ user, held, close }: HeldChangeProps) {
  const { mutate, isPending, error } = useUserChange(
    (api, withdrawal: Withdrawal) => withdrawExtension(api, user, withdrawal),
    close,
  );
  const { service, account_id, extension_id, first_day, last_day } = held;
  return (
    <Confirm
      title={`Withdraw ${extensionWords(held)} from ${user.name}?`}
      action="Withdraw"
      isDangerous
      isBusy={isPending}
      confirm={() => mutate({ service, account_id, extension_id, first_day, last_day })}
      cancel={close}
    >
      <p>
        {user.name} then owns none of its calls, as if they never had it. If they had it until now, change its
        last day instead.
      </p>
      {error && <p role="alert">{error.detail || error.title}</p>}
    </Confirm>
  );
}
