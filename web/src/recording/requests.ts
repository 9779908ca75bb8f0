import { type ApiClient, pathOf } from "../api/client";
import type { ListPage } from "../api/lists";
import type { TagChange } from "../recordings/tags";
import {
  ADDRESS,
  type AudioAddress,
  BOOKMARK,
  BOOKMARKS,
  type Bookmark,
  DETAILS,
  type Details,
  DOWNLOAD,
  type Download,
  LISTENED,
  type Listened,
  NOTE,
  NOTES,
  NOTHING,
  type Note,
  PLAY,
  type Play,
  TAGS,
  USES,
  type Use,
} from "./answers";
import type { Part } from "./parts";
import { JOB, TRANSCRIPTION, type Transcription } from "./transcription";

/** Every request throws Problem, ContractError. */

/** Cached answers about a recording begin with this key. */
export function recordingKey(recording: string): readonly string[] {
  return ["recording", recording];
}

export function readDetails(api: ApiClient, recording: string): Promise<Details> {
  return api.get(pathOf("/v1/recordings/{recording}", recording), DETAILS);
}

export function startPlay(api: ApiClient, recording: string): Promise<Play> {
  return api.post(pathOf("/v1/recordings/{recording}/plays", recording), PLAY);
}

export function renewPlay(api: ApiClient, recording: string, play: string): Promise<AudioAddress> {
  return api.post(pathOf("/v1/recordings/{recording}/plays/{play}/url", recording, play), ADDRESS);
}

export function readListened(api: ApiClient, recording: string): Promise<Listened> {
  return api.get(pathOf("/v1/recordings/{recording}/listened", recording), LISTENED);
}

interface Heard {
  readonly parts: readonly Part[];
  readonly isLeaving: boolean;
}

export async function reportListened(
  api: ApiClient,
  recording: string,
  play: string,
  { parts, isLeaving }: Heard,
): Promise<void> {
  const sent = { body: { parts }, outlivesPage: isLeaving };
  await api.put(pathOf("/v1/recordings/{recording}/plays/{play}/listened", recording, play), NOTHING, sent);
}

export function askDownload(api: ApiClient, recording: string, what: "audio" | "sidecar"): Promise<Download> {
  return api.post(pathOf("/v1/recordings/{recording}/downloads", recording), DOWNLOAD, { body: { what } });
}

export type TranscriptFormat = "text" | "json" | "vtt";

export async function readTranscriptFile(
  api: ApiClient,
  recording: string,
  format: TranscriptFormat,
  unredacted: boolean,
): Promise<string> {
  const query = { format, unredacted: unredacted ? "true" : null };
  return (await api.file(pathOf("/v1/recordings/{recording}/transcript", recording), query)).content;
}

export function readTranscription(
  api: ApiClient,
  recording: string,
  unredacted: boolean,
): Promise<Transcription> {
  const query = { unredacted: unredacted ? "true" : null };
  return api.get(pathOf("/v1/recordings/{recording}/transcription", recording), TRANSCRIPTION, query);
}

/** `again`: a new transcript, although there is one. */
export async function transcribe(api: ApiClient, recording: string, again: boolean): Promise<void> {
  await api.post(pathOf("/v1/recordings/{recording}/transcription", recording), JOB, {
    query: { again: again ? "true" : null },
  });
}

export async function readNotes(api: ApiClient, recording: string): Promise<readonly Note[]> {
  return (await api.get(pathOf("/v1/recordings/{recording}/notes", recording), NOTES)).items;
}

export interface NoteText {
  readonly text: string;
  readonly at: number | null;
}

export function addNote(api: ApiClient, recording: string, body: NoteText): Promise<Note> {
  return api.post(pathOf("/v1/recordings/{recording}/notes", recording), NOTE, { body });
}

export function changeNote(
  api: ApiClient,
  recording: string,
  note: Pick<Note, "id" | "version">,
  { text, at }: NoteText,
): Promise<Note> {
  const body = { text, at, version: note.version };
  return api.put(pathOf("/v1/recordings/{recording}/notes/{note}", recording, note.id), NOTE, { body });
}

export function deleteNote(api: ApiClient, recording: string, { id, version }: Note): Promise<void> {
  return api.delete(pathOf("/v1/recordings/{recording}/notes/{note}", recording, id), {
    query: { version: String(version) },
  });
}

export async function readBookmarks(api: ApiClient, recording: string): Promise<readonly Bookmark[]> {
  return (await api.get(pathOf("/v1/recordings/{recording}/bookmarks", recording), BOOKMARKS)).items;
}

export function addBookmark(
  api: ApiClient,
  recording: string,
  body: Pick<Bookmark, "at" | "label">,
): Promise<Bookmark> {
  return api.post(pathOf("/v1/recordings/{recording}/bookmarks", recording), BOOKMARK, { body });
}

export function deleteBookmark(api: ApiClient, recording: string, { id }: Bookmark): Promise<void> {
  return api.delete(pathOf("/v1/recordings/{recording}/bookmarks/{bookmark}", recording, id));
}

export async function changeTags(
  api: ApiClient,
  recording: string,
  body: TagChange,
): Promise<readonly string[]> {
  return (await api.put(pathOf("/v1/recordings/{recording}/tags", recording), TAGS, { body })).tags;
}

export function readUses(api: ApiClient, recording: string, cursor: string | null): Promise<ListPage<Use>> {
  return api.get(pathOf("/v1/recordings/{recording}/plays", recording), USES, { cursor });
}
