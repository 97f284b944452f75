import { createLazyRoute } from "@tanstack/react-router";
import { Empty } from "@/components/ui/empty";
import { ClusterView } from "@/features/cluster/components/cluster-view";
import { text } from "@/features/cluster/text";
import { useWhyNot } from "@/lib/account";

export const Route = createLazyRoute("/frame/cluster")({ component: ClusterPage });

function ClusterPage() {
  const whyNot = useWhyNot("operator");
  return (
    <div className="grid gap-6">
      <div>
        <h1 className="text-2xl">{text.title}</h1>
        <p className="text-soft">{text.about}</p>
      </div>
      {whyNot ? <Empty title={text.notAllowed}>{whyNot}</Empty> : <ClusterView />}
    </div>
  );
}
