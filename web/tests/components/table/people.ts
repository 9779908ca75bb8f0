import type { Column } from "../../../src/components/table/columns";

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly age: number | null;
  readonly team: string | null;
}

export const COLUMNS: readonly Column<Person>[] = [
  {
    id: "name",
    title: "Name",
    value: (person) => person.name,
    cell: (person) => person.name,
    isRowHeader: true,
  },
  { id: "age", title: "Age", value: (person) => person.age, cell: (person) => person.age },
  { id: "team", title: "Team", value: (person) => person.team, cell: (person) => person.team },
];

export const PEOPLE: readonly Person[] = [
  { id: "1", name: "Cleo 10", age: 7, team: "Sales" },
  { id: "2", name: "anna", age: 30, team: null },
  { id: "3", name: "Cleo 9", age: null, team: "Support" },
  { id: "4", name: "Bert", age: 7, team: "Sales" },
];

export function manyPeople(count: number): Person[] {
  return Array.from({ length: count }, (_, index) => ({
    id: String(index),
    name: `Person ${index}`,
    age: index % 90,
    team: index % 2 === 0 ? "Sales" : "Support",
  }));
}
