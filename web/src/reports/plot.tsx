import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Series } from "./answers";
import type { Drawing } from "./drawing";
import type { Period } from "./filter";
import { FEW_EVALUATIONS, pointsAt } from "./plot-data";
import { seriesWords, shortPeriodWords } from "./words";

interface PlotProps {
  readonly series: readonly Series[];
  readonly starts: readonly string[];
  readonly period: Period;
}

/** The scores as lines. The table below has the same numbers. */
export function Plot({ series, starts, period }: PlotProps) {
  const holder = useRef<HTMLDivElement>(null);
  const [isMissing, miss] = useState(false);
  const picture = useMemo(
    () => ({
      lines: series.map((each) => ({ points: pointsAt(each, starts) })),
      labels: starts.map((start) => shortPeriodWords(start, period)),
    }),
    [series, starts, period],
  );
  useEffect(() => {
    let drawing: Drawing | null = null;
    let isGone = false;
    import("./drawing").then(
      ({ draw }) => {
        if (!isGone && holder.current !== null) drawing = draw(holder.current, picture);
      },
      () => miss(true),
    );
    return () => {
      isGone = true;
      drawing?.remove();
    };
  }, [picture]);
  return (
    <figure class="plot">
      <div
        class="plot-canvas"
        role="img"
        aria-label={`Scores over time: ${series.map(seriesWords).join(", ")}. The table has the same numbers.`}
        ref={holder}
      />
      {isMissing && <p class="muted">The plot could not be loaded. The table has the same numbers.</p>}
      <figcaption>
        <ul class="plot-legend" aria-label="Lines of the plot">
          {series.map((each, index) => (
            <li key={each.id} data-line={index}>
              <svg class={`plot-swatch plot-swatch-${index}`} viewBox="0 0 28 8" aria-hidden="true">
                <path d="M0 4h28" />
              </svg>
              {seriesWords(each)}
            </li>
          ))}
        </ul>
        <p class="muted">
          The band around a line is the 95 % interval of the mean. A hollow point has fewer than{" "}
          {FEW_EVALUATIONS} evaluations.
        </p>
      </figcaption>
    </figure>
  );
}
