import { expect, it } from "vitest";
import { parseCommandLine } from "../../scripts/vscode-host/command-line.ts";

it("VS Code's options are read in both spellings, and unknown ones are left out", () => {
  const line = parseCommandLine([
    "/folder",
    "--user-data-dir=/profile",
    "--extensions-dir",
    "/extensions",
    "--no-sandbox",
    "--extensionTestsPath=/tests/index.cjs",
    "--extensionDevelopmentPath=/a",
    "--extensionDevelopmentPath=/b",
    "/folder/file.c",
  ]);
  expect(line).toEqual({
    folder: "/folder",
    file: "/folder/file.c",
    extensionDevelopmentPaths: ["/a", "/b"],
    extensionTestsPath: "/tests/index.cjs",
    userDataDir: "/profile",
    extensionsDir: "/extensions",
    installExtensions: [],
    isTrustDisabled: false,
  });
});

it("--disable-workspace-trust trusts every folder", () => {
  expect(parseCommandLine(["--disable-workspace-trust"]).isTrustDisabled).toBe(true);
});
