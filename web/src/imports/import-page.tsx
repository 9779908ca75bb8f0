import { useLocation } from "preact-iso/router";
import { useSignedIn } from "../access/signed-in";
import { useMutation, useQuery } from "../api/query";
import { dateAndTime } from "../components/format";
import { Reading } from "../components/listed";
import { ProblemNotice } from "../components/notice";
import { Page } from "../components/page";
import type { PageProps } from "../pages";
import "../styles/plain.css";
import { BackToUsers } from "../users/back-to-users";
import { ChooseFile } from "./choose-file";
import { importQuery, importsQuery, type Upload, uploadFile } from "./requests";
import { Stages } from "./stages";
import { stateWords } from "./words";

const PATH = "/configuration/users/import";

/** An import of users from a file, in stages. Its id is in the address: a reload goes on where it was. */
export default function ImportPage({ title }: PageProps) {
  const { query, route } = useLocation();
  const id = query.job ?? "";
  const open = (job: string) => route(job ? `${PATH}?job=${encodeURIComponent(job)}` : PATH);
  return (
    <Page name="import-users" title={title} head={<BackToUsers />}>
      {id ? <Opened key={id} id={id} startAgain={() => open("")} /> : <Begin open={open} />}
    </Page>
  );
}

function Begin({ open }: { readonly open: (id: string) => void }) {
  const { api } = useSignedIn();
  const { mutate, isPending, error } = useMutation((upload: Upload) => uploadFile(api, upload), {
    onSuccess: (job) => open(job.id),
  });
  return (
    <>
      <ProblemNotice problem={error} />
      <ChooseFile isBusy={isPending} choose={mutate} />
      <Newest open={open} />
    </>
  );
}

function Newest({ open }: { readonly open: (id: string) => void }) {
  const { api } = useSignedIn();
  const { data } = useQuery(importsQuery(api));
  if (data === undefined || data.items.length === 0) return null;
  return (
    <section class="section" aria-label="Newest imports">
      <h2>Newest imports</h2>
      <ul class="held">
        {data.items.map((job) => (
          <li key={job.id} data-import={job.id}>
            <span>
              <strong>{job.file_name || "A file"}</strong>, {stateWords(job.state)}
              <span class="second-line">
                {[job.by, job.at && dateAndTime(job.at)].filter(Boolean).join(", ")}
              </span>
            </span>
            <button type="button" class="quiet" onClick={() => open(job.id)}>
              Show<span class="hidden-visually"> the import of {job.file_name}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Opened({ id, startAgain }: { readonly id: string; readonly startAgain: () => void }) {
  const { api } = useSignedIn();
  const { data: job, error, refetch } = useQuery(importQuery(api, id));
  if (job === undefined) return <Reading problem={error} retry={() => void refetch()} />;
  return <Stages job={job} startAgain={startAgain} />;
}
