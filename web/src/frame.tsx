import type { ComponentType } from "preact";
import { useEffect, useLayoutEffect, useMemo, useState } from "preact/hooks";
import { LocationProvider, Route, Router, useLocation } from "preact-iso/router";
import type { Me } from "./access/answers";
import type { IdleProps } from "./access/idle";
import { type SignedIn, SignedInContext } from "./access/signed-in";
import { listenToBack } from "./components/back";
import { Empty } from "./components/empty";
import { GroupNavigation, Header } from "./components/header";
import { HeaderServices } from "./components/header-services";
import { focusHeading, Page } from "./components/page";
import { navigation } from "./navigation";
import { isReadable, mayOpen, PAGES, type PageEntry, type PageProps } from "./pages";

interface FrameProps {
  readonly signedIn: SignedIn;
  readonly signOut: () => void;
  /** Signs out a person who did nothing for a while. */
  readonly signOutIdle: () => void;
  readonly pages?: readonly PageEntry[];
}

/** What surrounds every page of a signed-in person: header, navigation, and the page of the address. */
export function Frame(props: FrameProps) {
  return (
    <LocationProvider>
      <SignedInContext.Provider value={props.signedIn}>
        <HeaderAndPage {...props} />
        <Idle minutes={props.signedIn.idleMinutes} signOut={props.signOutIdle} />
      </SignedInContext.Provider>
    </LocationProvider>
  );
}

function HeaderAndPage({ signedIn, signOut, pages = PAGES }: FrameProps) {
  const { me } = signedIn;
  const { path } = useLocation();
  const [services, setServices] = useState<readonly string[]>([]);
  // The effects of a child run before those of the provider, which listens to the same event.
  useLayoutEffect(listenToBack, []);
  const { links, group } = useMemo(() => navigation(me, pages, path), [me, pages, path]);
  return (
    <HeaderServices.Provider value={setServices}>
      <Header me={me} services={services} links={links} signOut={signOut} />
      {group && <GroupNavigation group={group} />}
      {isReadable(path) ? <CurrentPage me={me} pages={pages} /> : <NotFound />}
    </HeaderServices.Provider>
  );
}

/** Watches for activity. Not part of the first load: nothing is due yet. */
function Idle(props: IdleProps) {
  const [Watch, setWatch] = useState<ComponentType<IdleProps> | null>(null);
  const isWanted = props.minutes > 0;
  useEffect(() => {
    if (isWanted) import("./access/idle").then(({ IdleWatch }) => setWatch(() => IdleWatch), setAside);
  }, [isWanted]);
  return Watch && <Watch {...props} />;
}

// Files that are gone after an update: the next page that is opened says so.
function setAside(): void {}

interface CurrentPageProps {
  readonly me: Me;
  readonly pages: readonly PageEntry[];
}

function CurrentPage({ me, pages }: CurrentPageProps) {
  const [loading, setLoading] = useState(false);
  return (
    <>
      {loading && (
        <p class="hidden-visually" role="status">
          Loading the page…
        </p>
      )}
      <Router
        onLoadStart={() => setLoading(true)}
        onLoadEnd={() => setLoading(false)}
        onRouteChange={focusHeading}
      >
        {pages.map((page) => routeFor(me, page))}
        <Route default component={NotFound} />
      </Router>
    </>
  );
}

function routeFor(me: Me, page: PageEntry) {
  const component = mayOpen(me, page) ? page.component : NotAllowed;
  return <Route<PageProps> key={page.path} path={page.path} component={component} title={page.title(me)} />;
}

function NotAllowed() {
  return (
    <Page name="not-allowed" title="You cannot open this page">
      <Empty title="Your security profile does not include this page">
        <p>An administrator of Ringkeep can give you another one.</p>
      </Empty>
    </Page>
  );
}

function NotFound() {
  return (
    <Page name="not-found" title="Page not found">
      <Empty title="There is no page at this address">
        <p>Check the address for a typing error.</p>
        <a class="primary" href="/">
          Go to the first page
        </a>
      </Empty>
    </Page>
  );
}
