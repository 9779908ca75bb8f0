/** The page of one evaluation. */
export function evaluationAddress(id: string): string {
  return `/evaluation/${encodeURIComponent(id)}`;
}
