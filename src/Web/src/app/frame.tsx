import { Link, Outlet } from "@tanstack/react-router";
import { Menu as MenuIcon } from "lucide-react";
import { Brand } from "@/components/ui/brand";
import { Button } from "@/components/ui/button";
import { Menu, MenuItem } from "@/components/ui/menu";
import { ConnectionBadge } from "@/features/connection/components/connection-badge";
import { WaitingActions } from "@/features/connection/components/waiting-actions";
import { useAccount } from "@/lib/account";
import { LiveProvider } from "@/lib/live-context";
import { AccountMenu } from "./account-menu";
import { Commands, type PageLink } from "./commands";
import { NoWayBack } from "./no-way-back";
import { text } from "./text";

/** The bar above every page, and the page. */
export function Frame() {
  const account = useAccount();
  const links: readonly PageLink[] = [
    { to: "/", label: text.nav.projects },
    { to: "/team", label: text.nav.team },
    ...(account?.role === "owner" ? [{ to: "/audit", label: text.nav.audit } as const] : []),
    ...(account?.is_operator ? [{ to: "/cluster", label: text.nav.cluster } as const] : []),
  ];

  return (
    <LiveProvider>
      <a
        href="#content"
        className="sr-only z-50 rounded-md bg-accent px-3 py-2 text-on-accent focus:not-sr-only focus:absolute focus:top-2 focus:left-2"
      >
        {text.skip}
      </a>
      <header className="sticky top-0 z-30 border-line border-b bg-canvas/95 backdrop-blur-sm">
        <div className="mx-auto flex h-14 max-w-6xl items-center gap-2 px-4 sm:gap-4 sm:px-6">
          <Link to="/" className="flex items-center gap-2.5 font-semibold" aria-label={text.product}>
            <Brand className="size-7" />
            <span className="hidden md:inline">{text.product}</span>
          </Link>
          <nav aria-label={text.nav.label} className="hidden flex-1 gap-1 sm:flex">
            {links.map((link) => (
              <Link
                key={link.to}
                to={link.to}
                activeOptions={{ exact: true }}
                className="rounded-md px-2.5 py-1.5 text-soft text-sm hover:bg-sunken hover:text-ink data-[status=active]:font-medium data-[status=active]:text-ink"
              >
                {link.label}
              </Link>
            ))}
          </nav>
          <div className="ml-auto flex items-center gap-1">
            <Commands links={links} />
            <ConnectionBadge />
            <AccountMenu />
            <div className="sm:hidden">
              <Menu
                trigger={
                  <Button look="quiet" size="icon" aria-label={text.nav.menu}>
                    <MenuIcon className="size-4.5" aria-hidden="true" />
                  </Button>
                }
              >
                {links.map((link) => (
                  <MenuItem key={link.to} asChild>
                    <Link to={link.to}>{link.label}</Link>
                  </MenuItem>
                ))}
              </Menu>
            </div>
          </div>
        </div>
      </header>
      <main id="content" tabIndex={-1} className="mx-auto max-w-6xl px-4 py-6 outline-none sm:px-6 sm:py-8">
        {account && account.email === null && <NoWayBack />}
        <Outlet />
      </main>
      <WaitingActions />
    </LiveProvider>
  );
}
