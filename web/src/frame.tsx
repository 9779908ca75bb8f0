import { useEffect, useLayoutEffect, useMemo, useState } from "preact/hooks";
import { LocationProvider, Route, Router, useLocation } from "preact-iso/router";
import type { Me } from "./access/answers";
import { type SignedIn, SignedInContext } from "./access/signed-in";
import { QueryClientContext } from "./api/query";
import { Empty } from "./components/empty";
import { Header } from "./components/header";
import { HeaderServices } from "./components/header-services";
import { focusHeading, Page } from "./components/page";
import { FIRST_PAGE, mayOpen, PAGES, type PageEntry, type PageProps } from "./pages";

interface FrameProps {
  readonly signedIn: SignedIn;
  readonly signOut: () => void;
  readonly pages?: readonly PageEntry[];
}

/** What surrounds every page of a signed-in person: header, navigation, and the page of the address. */
export function Frame(props: FrameProps) {
  const { queries } = props.signedIn;
  useEffect(() => {
    // Mounted, it reads again when the window gets the focus or the network returns.
    queries.mount();
    return () => queries.unmount();
  }, [queries]);
  return (
    <LocationProvider>
      <QueryClientContext.Provider value={queries}>
        <SignedInContext.Provider value={props.signedIn}>
          <HeaderAndPage {...props} />
        </SignedInContext.Provider>
      </QueryClientContext.Provider>
    </LocationProvider>
  );
}

function HeaderAndPage({ signedIn, signOut, pages = PAGES }: FrameProps) {
  const { me } = signedIn;
  const { path } = useLocation();
  const [services, setServices] = useState<readonly string[]>([]);
  const links = useMemo(() => linksFor(me, pages), [me, pages]);
  return (
    <HeaderServices.Provider value={setServices}>
      <Header me={me} services={services} links={links} path={path} signOut={signOut} />
      <CurrentPage me={me} pages={pages} />
    </HeaderServices.Provider>
  );
}

function linksFor(me: Me, pages: readonly PageEntry[]) {
  const allowed = pages.filter((page) => mayOpen(me, page));
  return allowed.map((page) => ({ path: page.path, title: page.title(me) }));
}

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
        <Route path="/" component={ToFirstPage} />
        <Route default component={NotFound} />
      </Router>
    </>
  );
}

function routeFor(me: Me, page: PageEntry) {
  const component = mayOpen(me, page) ? page.component : NotAllowed;
  return <Route<PageProps> key={page.path} path={page.path} component={component} title={page.title(me)} />;
}

function ToFirstPage() {
  const { route } = useLocation();
  useLayoutEffect(() => route(`${FIRST_PAGE}${window.location.search}`, true), [route]);
  return null;
}

function NotAllowed() {
  return (
    <Page name="not-allowed" title="You cannot open this page">
      <Empty title="Your role does not include this page">
        <p>An administrator of Ringkeep can change your role.</p>
      </Empty>
    </Page>
  );
}

function NotFound() {
  return (
    <Page name="not-found" title="Page not found">
      <Empty title="There is no page at this address">
        <p>Check the address for a typing error.</p>
        <a class="primary" href={FIRST_PAGE}>
          Go to the first page
        </a>
      </Empty>
    </Page>
  );
}
