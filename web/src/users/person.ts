import type { Information, User } from "./answers";
import type { Person } from "./person-fields";
import type { UserChange } from "./requests";

export const NEW_PERSON: Person = {
  name: "",
  email: "",
  security_profile: "agent",
  licences: [],
  manager: "",
  manager_name: "",
  employee_number: "",
  team: "",
  site: "",
  notes: "",
};

/** What the form shows of a user. */
export function personOf(user: User): Person {
  const { name, email, security_profile, manager } = user;
  return {
    name,
    email,
    security_profile,
    licences: [...user.licences].sort(),
    manager,
    manager_name: user.manager_name ?? "",
    ...user.information,
  };
}

export function informationOf({ employee_number, team, site, notes }: Person): Information {
  return { employee_number, team, site, notes };
}

const INFORMATION_FIELDS = ["employee_number", "team", "site", "notes"] as const;

/** What is sent of a draft: the fields that the person changed. */
export function changeOf(values: Person, changes: Partial<Person>): UserChange {
  const { name, email, security_profile, licences, manager } = changes;
  const isInformed = INFORMATION_FIELDS.some((field) => changes[field] !== undefined);
  return {
    ...(name !== undefined && { name: name.trim() }),
    ...(email !== undefined && { email: email.trim() }),
    ...(security_profile !== undefined && { security_profile }),
    ...(licences !== undefined && { licences }),
    ...(manager !== undefined && { manager }),
    ...(isInformed && { information: informationOf(values) }),
  };
}
