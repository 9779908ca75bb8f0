import { Page } from "../components/page";
import type { PageProps } from "../pages";

/** Scores over time. */
export default function ReportsPage({ title }: PageProps) {
  return <Page name="reports" title={title} />;
}
