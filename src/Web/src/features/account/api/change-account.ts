import { answerOf, api } from "@/lib/api/client";

type Change = { name?: string; email?: string; password?: string; current_password?: string };

/** A new password answers with a new login, so what the account is by now has to be asked for. */
export async function changeAccount(body: Change): Promise<void> {
  await answerOf(api.PUT("/api/auth/me", { body }));
}
