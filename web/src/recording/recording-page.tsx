import { useEffect, useState } from "preact/hooks";
import { useLocation, useRoute } from "preact-iso/router";
import { useSignedIn } from "../access/signed-in";
import { useQuery } from "../api/query";
import { queryOptions, useQueryClient } from "../api/query-client";
import { Page } from "../components/page";
import { Reading } from "../components/reading";
import type { PageProps } from "../pages";
import "../styles/list.css";
import "../styles/plain.css";
import "../styles/recordings.css";
import "../styles/recording.css";
import { momentIn, recordingAddress } from "./address";
import type { ConversationPart } from "./answers";
import { Content } from "./content";
import { BackToRecordings } from "./head";
import { readDetails, recordingKey } from "./requests";

/** One recording: what it is, what was said, and all that can be done with it. */
export default function RecordingPage({ title }: PageProps) {
  const { params } = useRoute();
  const { query } = useLocation();
  const { recording = "" } = params;
  return <Recording key={recording} title={title} recording={recording} at={momentIn(query.at)} />;
}

interface RecordingProps {
  readonly title: string;
  /** As the address has it: the whole identifier, or RingCentral's id alone. */
  readonly recording: string;
  readonly at: number | null;
}

interface Shown {
  readonly recording: string;
  readonly at: number | null;
  /** It follows another part of the call, and plays by itself. */
  readonly playsAtOnce: boolean;
}

function Recording({ title, recording, at }: RecordingProps) {
  const { api } = useSignedIn();
  const [shown, show] = useState<Shown>({ recording, at, playsAtOnce: false });
  const key = recordingKey(shown.recording);
  const query = useQuery(queryOptions(key, () => readDetails(api, shown.recording)));
  const queries = useQueryClient();
  const name = query.data?.recording || shown.recording;
  useEffect(() => {
    if (name === shown.recording) return;
    // From here on it has its whole name, so that everything about it is kept under one.
    queries.setQueryData(recordingKey(name), query.data);
    show({ ...shown, recording: name });
    window.history.replaceState(null, "", recordingAddress(name, shown.at));
  }, [name, shown.recording]);
  const open = ({ recording: next }: ConversationPart, playsAtOnce: boolean) => {
    show({ recording: next, at: null, playsAtOnce });
    // Not a change of page: the focus stays where it is.
    window.history.replaceState(null, "", recordingAddress(next));
  };
  if (query.data === undefined) {
    return (
      <Page name="recording" title={title} head={<BackToRecordings />}>
        <Reading problem={query.error} retry={() => void query.refetch()} />
      </Page>
    );
  }
  return (
    <Content
      key={name}
      details={{ ...query.data, recording: name }}
      at={shown.at}
      playsAtOnce={shown.playsAtOnce}
      open={open}
    />
  );
}
