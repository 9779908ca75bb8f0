import { useSignedIn } from "../access/signed-in";
import { useQuery } from "../api/query";
import type { Draft } from "../components/form/draft";
import type { FormErrors } from "../components/form/errors";
import { CheckBox, ChecksField, SelectField } from "../components/form/fields";
import { RadiosField } from "../components/form/radios-field";
import { profilesQuery } from "../profiles/requests";
import { LICENCE_CHOICES } from "../users/person-fields";
import type { KeepInStep } from "./answers";
import type { Site } from "./new-extensions";

type OnOrOff = "on" | "off";

/** What the form shows. */
export interface Kept {
  readonly state: OnOrOff;
  readonly security_profile: string;
  readonly licences: readonly string[];
  /** Empty for every site. */
  readonly site: string;
  readonly invite: boolean;
}

export const KEPT_FIELDS = ["security_profile", "licences", "site"] as const;

const OFF: Kept = {
  state: "off",
  security_profile: "agent",
  licences: ["call_recording"],
  site: "",
  invite: false,
};

export function keptOf(setting: KeepInStep | null): Kept {
  if (setting === null) return OFF;
  const { security_profile, licences, site, invite } = setting;
  return { state: "on", security_profile, licences: [...licences].sort(), site: site ?? "", invite };
}

export function settingOf({ state, security_profile, licences, site, invite }: Kept): KeepInStep | null {
  return state === "off" ? null : { security_profile, licences, site: site || null, invite };
}

const STATES = [
  {
    value: "off",
    label: "Off",
    note: "An extension becomes a user only when someone adds it.",
  },
  {
    value: "on",
    label: "On",
    note: "Each new extension of a person becomes a user with what is chosen below.",
  },
] as const;

interface KeptFieldsProps {
  readonly draft: Draft<Kept>;
  readonly errors: FormErrors;
  readonly sites: readonly Site[];
}

export function KeptFields({ draft, errors, sites }: KeptFieldsProps) {
  const { values, set } = draft;
  return (
    <>
      <RadiosField<OnOrOff>
        name="state"
        label="Keep in step"
        chosen={values.state}
        choices={STATES}
        change={(state) => set("state", state)}
      />
      {values.state === "on" && (
        <>
          <div class="field-pair">
            <ProfileField draft={draft} errors={errors} />
            <SiteField draft={draft} errors={errors} sites={sites} />
          </div>
          <ChecksField
            name="licences"
            label="Licences"
            chosen={values.licences}
            choices={LICENCE_CHOICES}
            error={errors.of("licences") ?? contestedHint(draft, "licences") ?? null}
            change={(licences) => set("licences", [...licences].sort())}
          />
          <CheckBox
            name="invite"
            label="Send invitations by e-mail"
            note="Without one, a user cannot sign in. You can also send it later."
            isChecked={values.invite}
            change={(invite) => set("invite", invite)}
          />
        </>
      )}
    </>
  );
}

function contestedHint({ contested }: Draft<Kept>, field: keyof Kept): string | undefined {
  return contested.includes(field)
    ? "Someone else has changed this, too. Saving keeps what you chose."
    : undefined;
}

function ProfileField({ draft, errors }: Omit<KeptFieldsProps, "sites">) {
  const { api } = useSignedIn();
  const { data } = useQuery(profilesQuery(api));
  const { security_profile: chosen } = draft.values;
  const known = data?.items.map(({ id, name }) => ({ value: id, label: name })) ?? [];
  return (
    <SelectField
      name="security_profile"
      label="Security profile"
      hint={contestedHint(draft, "security_profile") ?? "What they may do, and whose calls they see."}
      error={errors.of("security_profile")}
      value={chosen}
      choices={withChosen(known, chosen)}
      change={(profile) => draft.set("security_profile", profile)}
    />
  );
}

function SiteField({ draft, errors, sites }: KeptFieldsProps) {
  const { site: chosen } = draft.values;
  const known = [
    { value: "", label: "Every site" },
    ...sites.map(({ id, name }) => ({ value: id, label: name })),
  ];
  return (
    <SelectField
      name="site"
      label="Site"
      hint={contestedHint(draft, "site") ?? "Whose new extensions become users."}
      error={errors.of("site")}
      value={chosen}
      choices={withChosen(known, chosen)}
      change={(site) => draft.set("site", site)}
    />
  );
}

/** What is stored can be shown before its name is known. */
function withChosen(choices: readonly { value: string; label: string }[], chosen: string) {
  const isKnown = choices.some(({ value }) => value === chosen);
  return isKnown ? choices : [{ value: chosen, label: chosen }, ...choices];
}
