import { describe, expect, it, vi } from "vitest";
import { draw } from "../../src/recording/drawing";

const created = vi.hoisted(() => ({
  options: [] as Record<string, unknown>[],
  wasConnected: [] as boolean[],
}));

// As wavesurfer.js does it: a shadow with a style element, in the container that it is given.
vi.mock("wavesurfer.js", () => ({
  default: {
    create(options: Record<string, unknown> & { container: HTMLElement }) {
      created.options.push(options);
      created.wasConnected.push(options.container.isConnected);
      const host = document.createElement("div");
      host.attachShadow({ mode: "open" }).innerHTML = "<style>.wrapper { color: red }</style><div></div>";
      options.container.append(host);
      return { once: () => undefined, setOptions: () => undefined, destroy: () => undefined };
    },
  },
}));

class Sheet {
  rules = "";
  replaceSync(rules: string) {
    this.rules = rules;
  }
}

function drawn(peaks: readonly (readonly number[])[]) {
  vi.stubGlobal("CSSStyleSheet", Sheet);
  const holder = document.createElement("div");
  document.body.append(holder);
  const audio = document.createElement("audio");
  draw(holder, peaks, 12, audio, () => undefined);
  return {
    shadow: holder.firstElementChild?.firstElementChild?.shadowRoot,
    options: created.options.at(-1),
    audio,
  };
}

describe("the waveform", () => {
  it("comes into the document without a style element, which the content security policy would block", () => {
    const { shadow } = drawn([[0.5]]);
    const sheets = (shadow as unknown as { adoptedStyleSheets: Sheet[] }).adoptedStyleSheets;
    expect([
      created.wasConnected.at(-1),
      shadow?.querySelector("style"),
      sheets.map(({ rules }) => rules),
    ]).toEqual([false, null, [".wrapper { color: red }"]]);
  });

  it("is drawn from the peaks and the length, without an address to load", () => {
    const { options, audio } = drawn([[0.5, 0.2]]);
    expect([options?.peaks, options?.duration, options?.media, options?.url]).toEqual([
      [[0.5, 0.2]],
      12,
      audio,
      undefined,
    ]);
  });

  it("shows two channels apart", () => {
    expect(drawn([[0.5], [0.1]]).options?.splitChannels).toHaveLength(2);
  });
});
