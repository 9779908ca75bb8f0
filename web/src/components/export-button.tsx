import { useSignedIn } from "../access/signed-in";
import type { Address, Query } from "../api/client";
import { useMutation } from "../api/query";
import { readCsv, saveFile } from "./download";
import { ProblemNotice } from "./notice";

interface ExportButtonProps {
  readonly path: Address;
  readonly query?: Query;
  readonly fileName: string;
  readonly label: string;
}

/** Saves what the server gives as a file. */
export function ExportButton({ path, query = {}, fileName, label }: ExportButtonProps) {
  const { api } = useSignedIn();
  const { mutate, isPending, error } = useMutation(() => readCsv(api, path, query), {
    onSuccess: (file) => saveFile(file, fileName),
  });
  return (
    <>
      <button
        type="button"
        class="quiet"
        data-action="export"
        disabled={isPending}
        onClick={() => mutate(undefined)}
      >
        {isPending ? "Exporting…" : label}
      </button>
      <ProblemNotice problem={error} />
    </>
  );
}
