import { useEffect, useRef, useState } from "preact/hooks";
import { TextField } from "../../components/form/fields";
import { useSettled } from "../../components/form/search-field";
import { useCommand } from "../commands";
import { MOST_PLACES, type Place, placesOf } from "./search";
import type { ShownTranscript } from "./text";

const NONE: readonly Place[] = [];

interface Found {
  readonly places: readonly Place[];
  readonly place: Place | null;
}

export const NOTHING_FOUND: Found = { places: NONE, place: null };

interface SearchBoxProps {
  readonly text: ShownTranscript;
  readonly show: (found: Found) => void;
}

/** Finds words in the transcript; Enter goes to the next place, with Shift to the one before. */
export function SearchBox({ text, show }: SearchBoxProps) {
  const [typed, type] = useState("");
  const wanted = useSettled(typed);
  const [places, setPlaces] = useState(NONE);
  const [index, setIndex] = useState(0);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    const found = wanted.trim() === "" ? NONE : placesOf(text, wanted);
    setPlaces(found);
    setIndex(0);
  }, [text, wanted]);
  useEffect(() => show({ places, place: places[index] ?? null }), [places, index]);
  useCommand("search", () => form.current?.querySelector("input")?.focus());
  const move = (step: number) => setIndex((index + step + places.length) % Math.max(1, places.length));
  return (
    <search>
      <form
        class="transcript-search"
        ref={form}
        onSubmit={(event) => {
          event.preventDefault();
          move(1);
        }}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || !event.shiftKey) return;
          event.preventDefault();
          move(-1);
        }}
      >
        <TextField name="find" label="Find in the transcript" type="search" value={typed} change={type} />
        <span role="status" data-found={places.length}>
          {wanted.trim() !== "" && countWords(places.length, index)}
        </span>
        {places.length > 0 && (
          <span class="control-row">
            <button type="button" class="quiet" data-action="previous-place" onClick={() => move(-1)}>
              Previous<span class="hidden-visually"> place</span>
            </button>
            <button type="submit" class="quiet" data-action="next-place">
              Next<span class="hidden-visually"> place</span>
            </button>
          </span>
        )}
      </form>
    </search>
  );
}

function countWords(count: number, index: number): string {
  if (count === 0) return "Not found";
  return `${index + 1} of ${count >= MOST_PLACES ? `${count} or more` : count}`;
}
