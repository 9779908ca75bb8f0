import { may } from "../access/rights";
import { useSignedIn } from "../access/signed-in";
import { useQuery } from "../api/query";
import { Empty } from "../components/empty";
import { Reading } from "../components/listed";
import { ProblemNotice } from "../components/notice";
import { Page } from "../components/page";
import type { PageProps } from "../pages";
import "../styles/services.css";
import { LicencesSection } from "./licences";
import { servicesQuery } from "./requests";
import { ServiceCard } from "./service-card";

/** Whose calls are imported, and how many licences there are. */
export default function ServicesPage({ title }: PageProps) {
  const { me } = useSignedIn();
  return (
    <Page name="services" title={title}>
      {may(me, "services.manage") && <Services />}
      {may(me, "users.manage") && <LicencesSection />}
    </Page>
  );
}

function Services() {
  const { api } = useSignedIn();
  const { data, error, refetch } = useQuery(servicesQuery(api));
  if (data === undefined) return <Reading problem={error} retry={() => void refetch()} />;
  if (data.length === 0) {
    return (
      <Empty title="No services yet">
        <p>
          Someone with access to the AWS account adds a service with <code>ringkeep service add</code>.
        </p>
      </Empty>
    );
  }
  return (
    <section aria-label="Services" class="services">
      <ProblemNotice problem={error} />
      {data.map((service) => (
        <ServiceCard key={service.name} service={service} />
      ))}
    </section>
  );
}
