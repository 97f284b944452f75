import { RouterProvider } from "@tanstack/react-router";
import { useEffect, useMemo } from "react";
import { createQueryClient } from "@/lib/query";
import { followSystemTheme } from "@/lib/theme";
import { Providers } from "./providers";
import { createAppRouter } from "./router";

/** Pages that can be looked at by whoever is not logged in. */
const FOR_ALL = ["/login", "/invitation"];

export function App() {
  const { router, queryClient } = useMemo(() => {
    const queryClient = createQueryClient(() => toLogin());
    const router = createAppRouter(queryClient);
    /** A login that has ended while a page was open: back to here after the next one. */
    const toLogin = () => {
      const { pathname, searchStr } = router.state.location;
      if (!FOR_ALL.includes(pathname))
        void router.navigate({ to: "/login", search: pathname === "/" ? {} : { next: pathname + searchStr } });
    };
    return { router, queryClient };
  }, []);
  useEffect(followSystemTheme, []);
  return (
    <Providers queryClient={queryClient}>
      <RouterProvider router={router} />
    </Providers>
  );
}
