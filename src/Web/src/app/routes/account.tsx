import { useQuery } from "@tanstack/react-query";
import { createLazyRoute } from "@tanstack/react-router";
import { Section } from "@/components/ui/card";
import { SkeletonList } from "@/components/ui/skeleton";
import { AccountForm } from "@/features/account/components/account-form";
import { GitHubButton } from "@/features/account/components/github-button";
import { text } from "@/features/account/text";
import { useAccount } from "@/lib/account";
import { loginOptionsQuery } from "@/lib/api/get-login-options";

export const Route = createLazyRoute("/frame/account")({ component: AccountPage });

function AccountPage() {
  const account = useAccount();
  const { data: options } = useQuery(loginOptionsQuery);
  return (
    <div className="mx-auto grid max-w-2xl gap-6">
      <h1 className="text-2xl">{text.account.title}</h1>
      <Section title={text.account.title} about={text.account.about}>
        {account ? <AccountForm key={account.id} account={account} /> : <SkeletonList count={3} />}
      </Section>
      {options?.github && (
        <Section title={text.account.github} about={text.account.githubAbout}>
          <div className="max-w-56">
            <GitHubButton returnTo="/account">{text.account.link}</GitHubButton>
          </div>
        </Section>
      )}
    </div>
  );
}
