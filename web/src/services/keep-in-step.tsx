import { useState } from "preact/hooks";
import { may } from "../access/rights";
import { useSignedIn } from "../access/signed-in";
import { useQuery } from "../api/query";
import { queryOptions } from "../api/query-client";
import { profilesQuery } from "../profiles/requests";
import type { Service } from "./answers";
import { EditKeepInStep } from "./edit-keep-in-step";
import { keepInStepWords } from "./new-extensions";
import { findSiteName, SERVICES_KEY } from "./requests";

/** Whether new extensions of RingCentral become users by themselves. */
export function KeepInStepSection({ service }: { readonly service: Service }) {
  const { me } = useSignedIn();
  const [isOpen, open] = useState(false);
  const [said, say] = useState("");
  const mayChange = may(me, "users.manage");
  const names = useNames(service, mayChange);
  const close = (done = "") => {
    say(done);
    open(false);
  };
  return (
    <section class="keep" aria-label="Keep in step with RingCentral" data-keep-in-step={stateOf(service)}>
      <h3>Keep in step with RingCentral</h3>
      <p>{keepInStepWords(service.keep_in_step, names)}</p>
      {mayChange ? (
        <button type="button" class="quiet" data-action="keep-in-step" onClick={() => open(true)}>
          Change<span class="hidden-visually"> how {service.name} keeps in step</span>
        </button>
      ) : (
        <p class="muted">Someone who may also manage users can change this.</p>
      )}
      <p role="status" class="said">
        {said}
      </p>
      {isOpen && <EditKeepInStep service={service} close={close} />}
    </section>
  );
}

function stateOf({ keep_in_step }: Service): string {
  return keep_in_step === null ? "off" : "on";
}

/** Names of what the setting has as ids; the ids until they are known. */
function useNames({ name, keep_in_step }: Service, mayRead: boolean) {
  const { api } = useSignedIn();
  const site = keep_in_step?.site ?? null;
  const profiles = useQuery({ ...profilesQuery(api), enabled: mayRead && keep_in_step !== null });
  const found = useQuery(
    queryOptions([...SERVICES_KEY, name, "site", site], () => findSiteName(api, name, site ?? ""), {
      enabled: mayRead && site !== null,
    }),
  );
  return {
    profile: (id: string) => profiles.data?.items.find((each) => each.id === id)?.name ?? id,
    site: (id: string) => found.data ?? id,
  };
}
