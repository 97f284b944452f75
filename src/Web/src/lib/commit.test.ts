import { expect, test } from "vitest";
import { aBuild } from "@/testing/builders";
import { titleOf } from "./commit";

test.each([
  ["the first line of its commit's message", { message: "Say hello\n\nAnd goodbye" }, "Say hello"],
  ["what is to be fetched, until it is", { message: null, commit_sha: null }, "The newest commit of main"],
  ["its commit, where that has no words", { message: "" }, "Commit aaaaaaa"],
  ["that files were uploaded", { message: null, upload_id: "upl_1" }, "Uploaded files"],
])("a build is called by %s", (_, changes, title) => {
  expect(titleOf(aBuild(changes))).toBe(title);
});
