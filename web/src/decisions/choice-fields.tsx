import { useSignedIn } from "../access/signed-in";
import type { FormErrors } from "../components/form/errors";
import { TextField } from "../components/form/fields";
import { RadiosField } from "../components/form/radios-field";
import { SearchField } from "../components/form/search-field";
import type { User } from "../users/answers";
import { type FoundUser, suggestionOf } from "../users/person-fields";
import { findUsers, USERS_KEY } from "../users/requests";
import { type Choice, choicesOf, type Decision } from "./answers";
import { choiceWords } from "./words";

/** What the person chose so far. */
export interface Decided {
  readonly choice: Choice | null;
  readonly successor: User | null;
  readonly last_day: string;
}

export const UNDECIDED: Decided = { choice: null, successor: null, last_day: "" };
export const DECIDED_FIELDS = ["choice", "successor", "last_day", "period"] as const;

const WITH_LAST_DAY: readonly Choice[] = ["successor", "end_assignment", "deactivate_user"];

/** Whether the choice ends an assignment. */
export function hasLastDay(choice: Choice | null): boolean {
  return choice !== null && WITH_LAST_DAY.includes(choice);
}

interface ChoiceFieldsProps {
  readonly decision: Decision;
  readonly decided: Decided;
  readonly change: (decided: Decided) => void;
  readonly errors: FormErrors;
}

/** The choices, and what some of them need. */
export function ChoiceFields({ decision, decided, change, errors }: ChoiceFieldsProps) {
  const choices = choicesOf(decision).map((value) => ({ value, ...choiceWords(value, decision) }));
  return (
    <>
      <RadiosField<Choice>
        name="choice"
        label="What is to be done?"
        chosen={decided.choice}
        choices={choices}
        error={errors.of("choice")}
        change={(choice) => change({ ...decided, choice })}
      />
      {decided.choice === "successor" && (
        <SuccessorField
          decision={decision}
          successor={decided.successor}
          error={errors.of("successor")}
          choose={(successor) => change({ ...decided, successor })}
        />
      )}
      {hasLastDay(decided.choice) && (
        <TextField
          name="last_day"
          label="Last day"
          type="date"
          hint="The last day on which the extension is theirs, in the time zone of the service. Empty: today."
          value={decided.last_day}
          error={errors.of("last_day") ?? errors.of("period")}
          change={(last_day) => change({ ...decided, last_day })}
        />
      )}
    </>
  );
}

interface SuccessorFieldProps {
  readonly decision: Decision;
  readonly successor: User | null;
  readonly error: string | null;
  readonly choose: (successor: User | null) => void;
}

function SuccessorField({ decision, successor, error, choose }: SuccessorFieldProps) {
  const { api } = useSignedIn();
  return (
    <SearchField<FoundUser>
      name="successor"
      label="Successor"
      hint="Who has the extension from the day after the last day on. Add the user first if they are new."
      error={error}
      chosen={successor?.name ?? ""}
      choose={(found) => choose(found?.user ?? null)}
      queryKey={USERS_KEY}
      search={async (text) => {
        const found = await findUsers(api, text);
        return found.filter((user) => user.active && !holds(decision, user)).map(suggestionOf);
      }}
    />
  );
}

function holds({ users }: Decision, { id }: User): boolean {
  return users.some((user) => user.id === id);
}
