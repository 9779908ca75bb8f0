import { render } from "preact";
import { CognitoAuth } from "./access/cognito";
import { Session } from "./access/session";
import { App } from "./app";
import { preloadPage } from "./pages";
import "./styles/main.css";

const session = new Session({
  fetch: (path, request) => window.fetch(path, request),
  auth: (configuration) =>
    new CognitoAuth(configuration.sign_in, window.location.origin, (address) =>
      window.location.assign(address),
    ),
  location: () => window.location,
  replace: (path) => window.history.replaceState(null, "", path),
});

const root = document.getElementById("app");
if (root !== null) {
  render(<App session={session} />, root);
  preloadPage(window.location.pathname);
  void session.start();
}
