import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { BookOpen, CircleUser, LogOut, Monitor, Moon, Sun } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Menu, MenuItem, MenuLabel, MenuSeparator } from "@/components/ui/menu";
import { useToast } from "@/components/ui/toast";
import { useAccount } from "@/lib/account";
import { logOut } from "@/lib/api/log-out";
import { chooseTheme } from "@/lib/theme";
import { text } from "./text";

export function AccountMenu() {
  const account = useAccount();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { fail } = useToast();
  const leave = useMutation({
    mutationFn: logOut,
    onSuccess: async () => {
      await navigate({ to: "/login" });
      queries.clear();
    },
    onError: fail,
  });

  return (
    <Menu
      trigger={
        <Button look="quiet" size="icon" aria-label={text.account.menu}>
          <CircleUser className="size-5" aria-hidden="true" />
        </Button>
      }
    >
      {account && (
        <MenuLabel>
          <span className="block font-medium text-ink text-sm">{account.name}</span>
          {account.email}
        </MenuLabel>
      )}
      <MenuItem asChild>
        <Link to="/account">
          <CircleUser className="size-4" aria-hidden="true" />
          {text.account.settings}
        </Link>
      </MenuItem>
      <MenuItem asChild>
        <a href="/api/docs">
          <BookOpen className="size-4" aria-hidden="true" />
          {text.account.docs}
        </a>
      </MenuItem>
      <MenuSeparator />
      <MenuLabel>{text.account.theme}</MenuLabel>
      {(
        [
          ["light", Sun],
          ["dark", Moon],
          ["system", Monitor],
        ] as const
      ).map(([theme, Icon]) => (
        <MenuItem key={theme} onSelect={() => chooseTheme(theme)}>
          <Icon className="size-4" aria-hidden="true" />
          {text.account[theme]}
        </MenuItem>
      ))}
      <MenuSeparator />
      <MenuItem onSelect={() => leave.mutate()}>
        <LogOut className="size-4" aria-hidden="true" />
        {text.account.logOut}
      </MenuItem>
    </Menu>
  );
}
