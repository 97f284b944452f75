import { answerOf, api } from "@/lib/api/client";

export const approveDevice = (code: string) =>
  answerOf(api.POST("/api/auth/device/approve", { body: { user_code: code } }));
