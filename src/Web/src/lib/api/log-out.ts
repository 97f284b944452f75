import { answerOf, api } from "./client";
import { forgetLogin } from "./login";

export async function logOut(): Promise<void> {
  await answerOf(api.POST("/api/auth/logout"));
  forgetLogin();
}
