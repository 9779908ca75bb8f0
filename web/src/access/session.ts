import { ApiClient, type Fetch } from "../api/client";
import { type Problem, problemFrom } from "../api/problem";
import { createStore, type Store } from "../components/store";
import { idleFor, noteActivity, noteIdleEnd, takeIdleEnd } from "./activity";
import type { Configuration } from "./answers";
import { type Auth, CALLBACK_PATH } from "./auth";
import { forgetOthers, leaveNothing } from "./kept";
import { readConfiguration, readMe } from "./requests";
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
const IDLE = "You were signed out because nothing was done for a while. Please sign in again.";
const MINUTE_MILLISECONDS = 60_000;
const FIRST_RETRY_MILLISECONDS = 5_000;
const LONGEST_RETRY_MILLISECONDS = 60_000;

/** Signs a visitor in and out. */
export class Session {
  readonly stages: Store<Stage, Stage> = createStore((_: Stage, next: Stage) => next, { name: "starting" });
  private auth: Auth | null = null;
  private rereading = false;
  private failures = 0;

  constructor(private readonly ports: SessionPorts) {}

  /** Never throws: a failure becomes a stage. */
  async start(): Promise<void> {
    this.stages.dispatch({ name: "starting" });
    this.auth?.stop();
    try {
      const configuration = await readConfiguration(this.ports.fetch);
      this.auth = this.ports.auth(configuration);
      await this.enter(this.auth, configuration);
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
    await leaveNothing();
    await this.auth?.signOut();
  }

  /** Signs out a person who did nothing for a while, and says so afterwards. */
  async signOutIdle(): Promise<void> {
    noteIdleEnd();
    await this.signOut();
  }

  private async enter(auth: Auth, configuration: Configuration): Promise<void> {
    if (!(await this.isSignedIn(auth, configuration))) {
      this.stages.dispatch({ name: "signed-out", reason: takeIdleEnd() ? IDLE : null });
      return;
    }
    noteActivity();
    const api = new ApiClient(this.ports.fetch, auth, (problem) => this.refused(problem));
    const me = await readMe(api);
    forgetOthers(me.user_id || me.username);
    const { live_path: livePath, idle_minutes: idleMinutes } = configuration;
    this.failures = 0;
    this.stages.dispatch({ name: "ready", me, api, livePath, idleMinutes });
  }

  private async isSignedIn(auth: Auth, configuration: Configuration): Promise<boolean> {
    const { pathname, href } = this.ports.location();
    if (pathname !== CALLBACK_PATH) return this.restore(auth, configuration.idle_minutes);
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

  // A browser that opens its last tabs again brings a sign-in back that no one has used for long.
  private async restore(auth: Auth, idleMinutes: number): Promise<boolean> {
    if (!(await auth.restore())) return false;
    if (idleMinutes === 0 || idleFor() < idleMinutes * MINUTE_MILLISECONDS) return true;
    noteIdleEnd();
    await auth.forget();
    return false;
  }

  private refused(problem: Problem): void {
    if (problem.status === 403) {
      this.forbidden(problem);
      return;
    }
    void this.auth?.forget();
    this.stages.dispatch({ name: "signed-out", reason: EXPIRED });
  }

  /**
   * A refusal at the sign-in, or while the person is read again, shuts the console. Any other means that the person's
   * rights may have changed since they signed in: they are read again, and the console shows what is left.
   */
  private forbidden(problem: Problem): void {
    const stage = this.stages.get();
    if (stage.name !== "ready" || this.rereading) {
      this.stages.dispatch({ name: "forbidden", problem });
      return;
    }
    this.rereading = true;
    void this.reread(stage).finally(() => {
      this.rereading = false;
    });
  }

  private async reread(stage: SignedIn): Promise<void> {
    const me = await readMe(stage.api).catch(() => null);
    const now = this.stages.get();
    if (me !== null && now.name === "ready") this.stages.dispatch({ ...now, me });
  }

  // A refusal has already set its own stage.
  private failed(problem: Problem): void {
    const { name } = this.stages.get();
    if (name === "signed-out" || name === "forbidden") return;
    this.stages.dispatch({ name: "failed", problem });
    if (mayPass(problem)) this.startLater();
  }

  // A page that was open before the network came back shows its lists without a click.
  private startLater(): void {
    const pause = Math.min(LONGEST_RETRY_MILLISECONDS, FIRST_RETRY_MILLISECONDS * 2 ** this.failures++);
    setTimeout(() => {
      if (this.stages.get().name === "failed") void this.start();
    }, pause);
  }
}

function mayPass({ status }: Problem): boolean {
  return status === 0 || status >= 500;
}
