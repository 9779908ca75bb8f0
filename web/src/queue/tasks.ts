/** What waits for a person. */
import * as v from "valibot";
import type { ApiClient } from "../api/client";
import type { Same, Unreadable } from "../api/document";
import { flag, list } from "../api/reading";
import { counted } from "../components/format";
import { SUMMARY } from "./answers";

const NO_TASKS = { items: [], more: false };
const SOME_TASKS = v.nullish(v.object({ items: list(SUMMARY), more: flag(false) }), NO_TASKS);
export type SomeTasks = Readonly<v.InferOutput<typeof SOME_TASKS>>;

export const TASKS = v.object({
  to_write: SOME_TASKS,
  to_release: SOME_TASKS,
  to_acknowledge: SOME_TASKS,
  to_answer: SOME_TASKS,
});
export type Tasks = Readonly<v.InferOutput<typeof TASKS>>;
export type TaskKind = keyof Tasks;

/** Throws Problem, ContractError. */
export function readTasks(api: ApiClient): Promise<Tasks> {
  return api.get("/v1/tasks", TASKS);
}

const TASK_TITLES: Readonly<Record<TaskKind, string>> = {
  to_write: "Evaluations to write",
  to_release: "Evaluations to release",
  to_acknowledge: "Evaluations to acknowledge",
  to_answer: "Disputes to answer",
};

export function taskTitle(kind: TaskKind): string {
  return TASK_TITLES[kind];
}

const TASKS_WORDS: Readonly<Record<TaskKind, readonly [string, string]>> = {
  to_write: ["evaluation to write", "evaluations to write"],
  to_release: ["evaluation to release", "evaluations to release"],
  to_acknowledge: ["evaluation to acknowledge", "evaluations to acknowledge"],
  to_answer: ["dispute to answer", "disputes to answer"],
};

export function tasksWords(kind: TaskKind, count: number, more: boolean): string {
  return `${more ? "more than " : ""}${counted(count, ...TASKS_WORDS[kind])}`;
}

/** Checked by the compiler: what is read here is what docs/openapi.json describes. */
export type AsDescribed = Same<
  Unreadable<"TasksView", Record<TaskKind, object>> | Unreadable<"TaskGroupView", Pick<SomeTasks, "more">>
>;
