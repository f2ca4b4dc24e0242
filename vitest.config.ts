/** Every test outside VS Code; those of test/extension run inside it (scripts/extension-tests.ts). */
import { defineConfig } from "vitest/config";

// oxlint-disable-next-line import/no-default-export -- vitest reads its configuration from there
export default defineConfig({
  test: { include: ["test/**/*.test.ts"], exclude: ["test/extension/**"], testTimeout: 20_000 },
});
