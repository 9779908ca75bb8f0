interface ListButtonsProps {
  /** What is moved or removed, such as "option 2". */
  readonly of: string;
  readonly index: number;
  readonly count: number;
  readonly move: (by: -1 | 1) => void;
  /** Left out where removing is not for this place. */
  readonly remove?: () => void;
}

/** Moves a part up or down among its neighbours, or removes it. */
export function ListButtons({ of, index, count, move, remove }: ListButtonsProps) {
  return (
    <span class="list-buttons">
      <MoveButton label={`Move ${of} up`} sign="↑" isPossible={index > 0} move={() => move(-1)} />
      <MoveButton label={`Move ${of} down`} sign="↓" isPossible={index < count - 1} move={() => move(1)} />
      {remove && (
        <button type="button" class="quiet" data-action="remove" onClick={remove}>
          Remove<span class="hidden-visually"> {of}</span>
        </button>
      )}
    </span>
  );
}

interface MoveButtonProps {
  readonly label: string;
  readonly sign: "↑" | "↓";
  readonly isPossible: boolean;
  readonly move: () => void;
}

// Not disabled, so that the focus stays where it is when something has reached the end.
export function MoveButton({ label, sign, isPossible, move }: MoveButtonProps) {
  return (
    <button
      type="button"
      class="quiet move"
      data-action={sign === "↑" ? "up" : "down"}
      aria-disabled={!isPossible || undefined}
      onClick={() => isPossible && move()}
    >
      <span aria-hidden="true">{sign}</span>
      <span class="hidden-visually">{label}</span>
    </button>
  );
}

/** The button that moves a part, at the place where the part is now. */
export function buttonOf(what: "option" | "range", index: number, by: -1 | 1): string {
  return `[data-part="${what} ${index}"] [data-action="${by < 0 ? "up" : "down"}"]`;
}

/** The same list with one part moved. */
export function moved<Each>(list: readonly Each[], index: number, by: -1 | 1): readonly Each[] {
  const each = list[index];
  const rest = list.filter((_, other) => other !== index);
  return each === undefined ? list : [...rest.slice(0, index + by), each, ...rest.slice(index + by)];
}

export function withoutAt<Each>(list: readonly Each[], index: number): readonly Each[] {
  return list.filter((_, other) => other !== index);
}

export function changedAt<Each extends object>(
  list: readonly Each[],
  index: number,
  changes: Partial<Each>,
): readonly Each[] {
  return list.map((each, other) => (other === index ? { ...each, ...changes } : each));
}
