import { useState } from "preact/hooks";
import { may } from "../access/rights";
import { useSignedIn } from "../access/signed-in";
import { useQuery } from "../api/query";
import { TypedField } from "./filter-fields";
import { tagsQuery } from "./tags";

interface TagFieldProps {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  /** Where the tags are in use that are offered. */
  readonly services: readonly string[];
  readonly commit: (tag: string) => void;
  readonly error?: string | null;
  readonly hint?: string;
  /** Hears each letter. */
  readonly typing?: (value: string) => void;
  readonly maxLength?: number;
}

/** A tag: those in use are offered to someone who may play recordings. */
export function TagField({ services, ...field }: TagFieldProps) {
  const { me, api } = useSignedIn();
  const [isWanted, want] = useState(false);
  const { data = [] } = useQuery({
    ...tagsQuery(api, services),
    enabled: isWanted && may(me, "recordings.play"),
  });
  const offered = data.map((value) => ({ value }));
  return <TypedField maxLength={100} {...field} offered={offered} onFocus={() => want(true)} />;
}
