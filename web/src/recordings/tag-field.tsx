import { useState } from "preact/hooks";
import { useSignedIn } from "../access/signed-in";
import { useQuery } from "../api/query";
import { TypedField } from "./filter-fields";
import { tagsQuery } from "./tags";

interface TagFieldProps {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  /** Empty for every service. */
  readonly service: string;
  readonly commit: (tag: string) => void;
  readonly error?: string | null;
  readonly hint?: string;
  /** Hears each letter. */
  readonly typing?: (value: string) => void;
  readonly maxLength?: number;
}

/** A tag: those in use are offered. */
export function TagField({ service, ...field }: TagFieldProps) {
  const { api } = useSignedIn();
  const [isWanted, want] = useState(false);
  const { data = [] } = useQuery({ ...tagsQuery(api, service), enabled: isWanted });
  const offered = data.map((value) => ({ value }));
  return <TypedField maxLength={100} {...field} offered={offered} onFocus={() => want(true)} />;
}
