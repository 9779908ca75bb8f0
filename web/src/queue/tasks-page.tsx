import type { Me } from "../access/answers";
import { useSignedIn } from "../access/signed-in";
import { useQuery } from "../api/query";
import { queryOptions } from "../api/query-client";
import { Empty } from "../components/empty";
import { Page } from "../components/page";
import { Reading } from "../components/reading";
import { navigation } from "../navigation";
import { PAGES, type PageProps } from "../pages";
import "../styles/list.css";
import "../styles/plain.css";
import "../styles/evaluations.css";
import "../styles/tasks.css";
import type { Summary } from "./answers";
import { dayOf, isOverdue } from "./due";
import { EVALUATIONS_KEY, evaluationAddress } from "./requests";
import { readTasks, type SomeTasks, type TaskKind, type Tasks, tasksWords, taskTitle } from "./tasks";
import { dueWords, nameWords, personWords, scorecardWords, scoreWords, stateWords } from "./words";

/** What waits for the person: the first page of the console. */
export default function TasksPage({ title }: PageProps) {
  const { api } = useSignedIn();
  const { data, error, refetch } = useQuery(
    queryOptions([...EVALUATIONS_KEY, "tasks"], () => readTasks(api)),
  );
  return (
    <Page name="tasks" title={title}>
      {data === undefined ? (
        <Reading problem={error} retry={() => void refetch()} />
      ) : (
        <OpenTasks tasks={data} today={dayOf(new Date())} />
      )}
    </Page>
  );
}

// In the order in which they are due.
const KINDS: readonly TaskKind[] = ["to_write", "to_answer", "to_acknowledge", "to_release"];

interface OpenTasksProps {
  readonly tasks: Tasks;
  readonly today: string;
}

function OpenTasks({ tasks, today }: OpenTasksProps) {
  const { me } = useSignedIn();
  const open = KINDS.filter((kind) => tasks[kind].items.length > 0);
  if (open.length === 0) return <NothingToDo me={me} />;
  return (
    <>
      <p class="tasks-summary" role="status">
        {summaryOf(tasks, open, today)}
      </p>
      <div class="tasks">
        {open.map((kind) => (
          <TasksOfKind key={kind} kind={kind} tasks={tasks[kind]} today={today} />
        ))}
      </div>
    </>
  );
}

function summaryOf(tasks: Tasks, open: readonly TaskKind[], today: string): string {
  const overdue = tasks.to_write.items.filter((each) => isOverdue(each, today)).length;
  const counts = open.map((kind) => {
    const { items, more } = tasks[kind];
    const late = kind === "to_write" && overdue > 0 ? ` (${overdue} overdue)` : "";
    return tasksWords(kind, items.length, more) + late;
  });
  return `${sentence(counts)}.`;
}

function sentence(parts: readonly (string | null)[]): string {
  const words = parts.filter(Boolean).join(", ");
  return `${words.charAt(0).toLocaleUpperCase()}${words.slice(1)}`;
}

interface TasksOfKindProps {
  readonly kind: TaskKind;
  readonly tasks: SomeTasks;
  readonly today: string;
}

function TasksOfKind({ kind, tasks: { items, more }, today }: TasksOfKindProps) {
  return (
    <section class="card" data-tasks={kind} aria-labelledby={`tasks-${kind}`}>
      <h2 id={`tasks-${kind}`}>
        {taskTitle(kind)}{" "}
        <span class="badge" data-count={items.length}>
          {more ? `${items.length} and more` : items.length}
        </span>
      </h2>
      <ul class="evaluation-list">
        {items.map((each) => (
          <Task key={each.id} kind={kind} evaluation={each} today={today} />
        ))}
      </ul>
      {more && (
        <a class="link" href={kind === "to_acknowledge" ? ABOUT_ME : "/evaluation/queue"}>
          All evaluations
        </a>
      )}
    </section>
  );
}

const ABOUT_ME = "/evaluation/queue?list=about_me";

interface TaskProps {
  readonly kind: TaskKind;
  readonly evaluation: Summary;
  readonly today: string;
}

function Task({ kind, evaluation, today }: TaskProps) {
  const { me } = useSignedIn();
  const late = kind === "to_write" && isOverdue(evaluation, today);
  const about = kind === "to_acknowledge" ? "" : `: ${personWords(evaluation, me.user_id)}`;
  return (
    <li data-evaluation={evaluation.id} data-overdue={late || undefined}>
      <a class="link" href={evaluationAddress(evaluation.id)}>
        {scorecardWords(evaluation)}
        {about}
      </a>
      {kind === "to_write" && evaluation.due !== null && (
        <span class={late ? "badge badge-bad" : "badge"}>{dueWords(evaluation, today)}</span>
      )}
      <span class="second-line">{sentence(detailsOf(kind, evaluation))}</span>
    </li>
  );
}

function detailsOf(kind: TaskKind, evaluation: Summary): readonly (string | null)[] {
  const { assigned_by, evaluator, kind: what, open_disputes, state } = evaluation;
  switch (kind) {
    case "to_write":
      return [
        what === "self" ? "Self-evaluation" : null,
        state === "draft" ? stateWords(state) : null,
        assigned_by && assigned_by.id !== evaluator.id ? `assigned by ${nameWords(assigned_by)}` : null,
      ];
    case "to_answer":
      return [
        open_disputes > 1 ? `${open_disputes} answers are disputed` : "One answer is disputed",
        `evaluated by ${nameWords(evaluator)}`,
      ];
    case "to_acknowledge":
      return [scoreWords(evaluation), `evaluated by ${nameWords(evaluator)}`];
    case "to_release":
      return [scoreWords(evaluation) || "No score"];
  }
}

/** Says what comes here, and leads to the pages that the person may open. */
function NothingToDo({ me }: { readonly me: Me }) {
  const links = navigation(me, PAGES, "/").links.filter(({ path }) => path !== "/");
  return (
    <Empty title="Nothing waits for you">
      <p>
        Here you find the evaluations that you are to write, release or acknowledge, and the disputes that you
        are to answer.
      </p>
      <p class="tasks-links">
        {links.map(({ path, title }, index) => (
          <a key={path} class={index === 0 ? "primary" : "quiet"} href={path}>
            {title}
          </a>
        ))}
      </p>
    </Empty>
  );
}
