import { createLazyRoute } from "@tanstack/react-router";
import { DeviceLogin } from "@/features/account/components/device-login";
import { text } from "@/features/account/text";

export const Route = createLazyRoute("/frame/device")({ component: DevicePage });

function DevicePage() {
  const { code } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <div className="mx-auto max-w-xl">
      <h1 className="sr-only">{text.device.title}</h1>
      <DeviceLogin key={code} code={code} onCode={(typed) => navigate({ search: typed ? { code: typed } : {} })} />
    </div>
  );
}
