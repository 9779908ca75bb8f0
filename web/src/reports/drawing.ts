/** Draws scores over time with uPlot, which is loaded with this file. */
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { columnsOf, isHollow, type Line, rangeOf } from "./plot-data";

export interface Picture {
  readonly lines: readonly Line[];
  /** What stands below the axis, by period. */
  readonly labels: readonly string[];
}

export interface Drawing {
  remove(): void;
}

const HEIGHT_PIXELS = 320;
const PRINTED_PIXELS = 640;
const POINT_PIXELS = 4;
const DASHES: readonly (readonly number[])[] = [[], [8, 4], [2, 3], [10, 3, 2, 3], [4, 4], [12, 6]];
const FEW_BANDS = 2;
/** Each line has its score and the two ends of its interval. */
const COLUMNS_A_LINE = 3;

/** Drawn again when the room, the colours of the page or the medium change: a canvas does not follow them. */
export function draw(holder: HTMLElement, picture: Picture): Drawing {
  let plot = plotIn(holder, picture, holder.clientWidth);
  const again = (width = holder.clientWidth) => {
    plot.destroy();
    plot = plotIn(holder, picture, width);
  };
  const print = () => {
    holder.dataset.printed = "true";
    again(PRINTED_PIXELS);
  };
  const printed = () => {
    delete holder.dataset.printed;
    again();
  };
  const repaint = () => again();
  const scheme = window.matchMedia("(prefers-color-scheme: dark)");
  const room = new ResizeObserver(() => {
    const width = holder.clientWidth;
    if (width > 0 && width !== plot.width && holder.dataset.printed === undefined) {
      plot.setSize({ width, height: HEIGHT_PIXELS });
    }
  });
  scheme.addEventListener("change", repaint);
  window.addEventListener("beforeprint", print);
  window.addEventListener("afterprint", printed);
  room.observe(holder);
  return {
    remove() {
      scheme.removeEventListener("change", repaint);
      window.removeEventListener("beforeprint", print);
      window.removeEventListener("afterprint", printed);
      room.disconnect();
      plot.destroy();
    },
  };
}

interface Colours {
  readonly text: string;
  readonly grid: string;
  readonly ground: string;
  readonly lines: readonly string[];
}

/** The page's own, from its tokens. */
function coloursOf(holder: HTMLElement, count: number): Colours {
  const styles = getComputedStyle(holder);
  const of = (name: string, otherwise: string) => styles.getPropertyValue(name).trim() || otherwise;
  return {
    text: of("--plot-text", "#566273"),
    grid: of("--plot-grid", "#e0e5ec"),
    ground: of("--plot-ground", "#fff"),
    lines: Array.from({ length: count }, (_, index) => of(`--plot-${index}`, "#1b57c9")),
  };
}

function plotIn(holder: HTMLElement, picture: Picture, width: number): uPlot {
  const { lines, labels } = picture;
  const colours = coloursOf(holder, lines.length);
  const options: uPlot.Options = {
    width: Math.max(width, 1),
    height: HEIGHT_PIXELS,
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, range: [-0.5, labels.length - 0.5] },
      y: { range: () => [...rangeOf(lines)] as uPlot.Range.MinMax },
    },
    axes: axesOf(labels, colours),
    series: [{}, ...lines.flatMap((_, index) => seriesOf(colours.lines[index] ?? colours.text, index))],
    bands: lines.map((_, index) => ({
      series: [index * COLUMNS_A_LINE + 3, index * COLUMNS_A_LINE + 2],
      fill: faint(colours.lines[index] ?? colours.text, lines.length),
    })),
    hooks: { draw: [(plot) => drawPoints(plot, lines, colours)] },
  };
  return new uPlot(options, columnsOf(lines, labels.length) as uPlot.AlignedData, holder);
}

function axesOf(labels: readonly string[], colours: Colours): uPlot.Axis[] {
  const common = {
    stroke: colours.text,
    grid: { stroke: colours.grid, width: 1 },
    ticks: { stroke: colours.grid, width: 1 },
    font: "12px system-ui, sans-serif",
  };
  return [
    {
      ...common,
      space: 70,
      incrs: [1, 2, 3, 4, 6, 12, 24],
      values: (_, places) => places.map((place) => labels[place] ?? ""),
    },
    { ...common, size: 56, values: (_, scores) => scores.map((score) => `${score} %`) },
  ];
}

/** The score, then both ends of the interval, which have no line. */
function seriesOf(colour: string, index: number): uPlot.Series[] {
  const end: uPlot.Series = { stroke: "transparent", width: 0, points: { show: false } };
  return [
    { stroke: colour, width: 2, dash: [...(DASHES[index] ?? [])], points: { show: false } },
    end,
    { ...end },
  ];
}

/** #rrggbb as a colour that lets others through, the more of them there are: bands must not hide lines. */
function faint(colour: string, count: number): string {
  const alpha = count > FEW_BANDS ? "10" : "26";
  return /^#[0-9a-f]{6}$/i.test(colour) ? `${colour}${alpha}` : "transparent";
}

/** uPlot knows one look for all points of a line. */
function drawPoints({ ctx, valToPos }: uPlot, lines: readonly Line[], colours: Colours): void {
  const { devicePixelRatio: ratio } = window;
  ctx.save();
  ctx.lineWidth = 2 * ratio;
  for (const [index, { points }] of lines.entries()) {
    ctx.strokeStyle = colours.lines[index] ?? colours.text;
    for (const [place, point] of points.entries()) {
      if (point === null || point.score === null) continue;
      ctx.fillStyle = isHollow(point) ? colours.ground : ctx.strokeStyle;
      ctx.beginPath();
      ctx.arc(
        valToPos(place, "x", true),
        valToPos(point.score, "y", true),
        POINT_PIXELS * ratio,
        0,
        Math.PI * 2,
      );
      ctx.fill();
      ctx.stroke();
    }
  }
  ctx.restore();
}
