import { ApiClient, type Fetch } from "../api/client";
import { type Problem, problemFrom } from "../api/problem";
import { createQueryClient } from "../api/query";
import { createStore, type Store } from "../components/store";
import type { Configuration } from "./answers";
import { type Auth, CALLBACK_PATH } from "./auth";
import { meQuery, readConfiguration } from "./requests";
import type { SignedIn } from "./signed-in";

/** The stages of a visit, from the first request to the signed-in pages. */
export type Stage =
  | { readonly name: "starting" }
  | { readonly name: "signing-in" }
  | { readonly name: "signed-out"; readonly reason: string | null }
  | { readonly name: "forbidden"; readonly problem: Problem }
  | { readonly name: "failed"; readonly problem: Problem }
  | ({ readonly name: "ready" } & SignedIn);

export interface SessionPorts {
  readonly fetch: Fetch;
  readonly auth: (configuration: Configuration) => Auth;
  /** The page's present address. */
  readonly location: () => { readonly pathname: string; readonly search: string; readonly href: string };
  /** Shows another path in the address bar. */
  readonly replace: (path: string) => void;
}

const EXPIRED = "Your sign-in has ended. Please sign in again.";

/** Signs a visitor in and out. */
export class Session {
  readonly stages: Store<Stage, Stage> = createStore((_: Stage, next: Stage) => next, { name: "starting" });
  private auth: Auth | null = null;

  constructor(private readonly ports: SessionPorts) {}

  /** Never throws: a failure becomes a stage. */
  async start(): Promise<void> {
    this.stages.dispatch({ name: "starting" });
    this.auth?.stop();
    try {
      const configuration = await readConfiguration(this.ports.fetch);
      this.auth = this.ports.auth(configuration);
      await this.enter(this.auth, configuration.live_path);
    } catch (error) {
      this.failed(problemFrom(error));
    }
  }

  async signIn(): Promise<void> {
    const { pathname, search } = this.ports.location();
    const returnTo = pathname === CALLBACK_PATH ? "/" : pathname + search;
    this.stages.dispatch({ name: "signing-in" });
    await this.auth?.signIn(returnTo).catch((error: unknown) => this.failed(problemFrom(error)));
  }

  async signOut(): Promise<void> {
    await this.auth?.signOut();
  }

  private async enter(auth: Auth, livePath: string): Promise<void> {
    if (!(await this.isSignedIn(auth))) {
      this.stages.dispatch({ name: "signed-out", reason: null });
      return;
    }
    const api = new ApiClient(this.ports.fetch, auth, (problem) => this.refused(problem));
    const queries = createQueryClient();
    const me = await queries.fetchQuery({ ...meQuery(api), retry: false });
    this.stages.dispatch({ name: "ready", me, api, queries, livePath });
  }

  private async isSignedIn(auth: Auth): Promise<boolean> {
    const { pathname, href } = this.ports.location();
    if (pathname !== CALLBACK_PATH) return auth.restore();
    this.stages.dispatch({ name: "signing-in" });
    try {
      this.ports.replace(await auth.complete(href));
    } catch (error) {
      // A code can be used once: remove it from the address, so that trying again does not use it.
      this.ports.replace("/");
      throw error;
    }
    return true;
  }

  private refused(problem: Problem): void {
    if (problem.status === 403) {
      this.stages.dispatch({ name: "forbidden", problem });
      return;
    }
    void this.auth?.forget();
    this.stages.dispatch({ name: "signed-out", reason: EXPIRED });
  }

  // A refusal has already set its own stage.
  private failed(problem: Problem): void {
    const { name } = this.stages.get();
    if (name === "signed-out" || name === "forbidden") return;
    this.stages.dispatch({ name: "failed", problem });
  }
}
