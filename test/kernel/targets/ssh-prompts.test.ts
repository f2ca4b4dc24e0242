/** What ssh asks while it connects reaches the user, and the answers reach ssh. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { type FixtureOptions, said, sshFixture } from "./ssh-fixture.ts";
import { createSshLab, password, type SshLab, whyNoServer } from "./ssh-server.ts";

const missing = whyNoServer();

describe.skipIf(missing !== undefined)(
  `ssh asks${missing === undefined ? "" : ` (skipped: ${missing})`}`,
  () => {
    let lab: SshLab;
    let key: ReturnType<SshLab["key"]>;
    let locked: ReturnType<SshLab["key"]>;
    const ends: (() => Promise<void>)[] = [];
    beforeAll(() => {
      lab = createSshLab();
      key = lab.key("id");
      locked = lab.key("locked", "open sesame");
    });
    afterEach(async () => {
      vi.unstubAllEnvs();
      await Promise.all(ends.splice(0).map((end) => end()));
    });
    afterAll(() => lab.dispose());

    const open = (options: FixtureOptions) => {
      const fixture = sshFixture(lab, options);
      ends.push(() => fixture.target.dispose());
      return fixture;
    };

    describe("about a host key:", () => {
      test("an unknown one is shown with its fingerprint, and once accepted it is known", async () => {
        const server = await lab.server({ keys: [key.line] });
        const { target, asked, knownHosts } = open({
          hosts: { board: { server, keyFile: key.file, isUnknown: true } },
          confirm: () => true,
        });
        await target.connect();
        const line = `${knownHosts}.server`;
        writeFileSync(line, `${server.knownHost}\n`);
        const fingerprint = /SHA256:\S+/u.exec(
          execFileSync("ssh-keygen", ["-l", "-f", line], { encoding: "utf8" }),
        );
        expect(asked).toEqual([
          { target: "board", text: expect.stringContaining(fingerprint?.[0] ?? "none") },
        ]);
        expect(asked[0]?.text).toMatch(/Are you sure you want to continue connecting\?$/u);
        await target.disconnect();
        await target.connect();
        expect(asked).toHaveLength(1);
      });

      test("an unknown one that is not accepted ends the attempt, and nothing else is asked", async () => {
        const server = await lab.server({ keys: [locked.line] });
        const { target, asked, knownHosts } = open({
          hosts: { board: { server, keyFile: locked.file, isUnknown: true } },
        });
        await expect(target.connect()).rejects.toMatchObject({
          problem: "cancelled",
          message: "Connecting to board was given up. The host key was not accepted.",
        });
        expect(asked).toHaveLength(1);
        expect(readFileSync(knownHosts, "utf8")).toBe("");
      });

      test("a changed one is refused without a question, with the line of the old one and how to remove it", async () => {
        const server = await lab.server({ keys: [key.line] });
        const other = await lab.server({});
        const [place] = server.knownHost.split(" ");
        const old = `${place} ${other.knownHost.split(" ").slice(1).join(" ")}`;
        const { target, asked, knownHosts } = open({
          hosts: { board: { server: { ...server, knownHost: old }, keyFile: key.file } },
          confirm: () => true,
        });
        const connecting = target.connect();
        await expect(connecting).rejects.toMatchObject({
          problem: "unreachable",
          message: expect.stringContaining(`has changed (the old one is in ${knownHosts}, line 1)`),
          // With ' or ", by version.
          remedy: expect.stringMatching(
            /: ssh-keygen -f ["']\S+known_hosts["'] -R ["']\[127\.0\.0\.1\]:\d+["']$/u,
          ),
        });
        expect(asked).toEqual([]);
        expect(readFileSync(knownHosts, "utf8")).toBe(`${old}\n`);
      });
    });

    describe("for a passphrase:", () => {
      test("it is asked for once, also where a jump host needs it too", async () => {
        const [gate, server] = [
          await lab.server({ keys: [locked.line] }),
          await lab.server({ keys: [locked.line] }),
        ];
        const { target, asked } = open({
          hosts: {
            board: { server, keyFile: locked.file, more: "ProxyJump gate" },
            gate: { server: gate, keyFile: locked.file },
          },
          secret: () => "open sesame",
        });
        await target.connect();
        await target.run(said("true"));
        expect(asked).toEqual([{ target: "board", text: `Enter passphrase for key '${locked.file}':` }]);
      });

      test("after a wrong one it is asked for again, and says so", async () => {
        const server = await lab.server({ keys: [locked.line] });
        const answers = ["wrong", "open sesame"];
        const { target, asked } = open({
          hosts: { board: { server, keyFile: locked.file } },
          secret: () => answers.shift(),
        });
        await target.connect();
        expect(asked.map(({ text }) => text)).toEqual([
          `Enter passphrase for key '${locked.file}':`,
          `That was not accepted. Enter passphrase for key '${locked.file}':`,
        ]);
      });

      test("leaving the question ends the attempt: no other question follows, and nothing is left behind", async () => {
        const server = await lab.server({ keys: [], hasPassword: true });
        vi.stubEnv("TMPDIR", mkdtempSync(path.join(lab.folder, "tmp-")));
        const { target, asked } = open({ hosts: { board: { server, keyFile: locked.file } } });
        await expect(target.connect()).rejects.toMatchObject({ problem: "cancelled" });
        expect(target.state.kind).toBe("disconnected");
        expect(asked).toHaveLength(1);
        await target.disconnect();
        expect(readdirSync(tmpdir())).toEqual([]);
      });
    });

    describe("for a password:", () => {
      test("the right one lets in, and stands in no argument and no environment", async () => {
        const server = await lab.server({ hasPassword: true });
        const { target, transport, asked } = open({
          hosts: { board: { server } },
          secret: (text) => {
            for (const pid of readdirSync("/proc").filter((name) => /^\d+$/u.test(name)))
              seen.push(processText(pid));
            return text.includes("password") ? password : undefined;
          },
        });
        const seen: string[] = [];
        await target.connect();
        expect(asked).toEqual([{ target: "board", text: `${server.user}@127.0.0.1's password:` }]);
        for (const pid of readdirSync("/proc").filter((name) => /^\d+$/u.test(name)))
          seen.push(processText(pid));
        expect(seen.join("\n")).toContain("SSH_ASKPASS_REQUIRE=force");
        expect(seen.join("\n")).not.toContain(password);
        expect(JSON.stringify(transport.wrap(["true"]))).not.toContain(password);
      });

      test("three wrong ones are refused as ssh does it", async () => {
        const server = await lab.server({ hasPassword: true });
        const { target, asked } = open({ hosts: { board: { server } }, secret: () => "guess" });
        await expect(target.connect()).rejects.toMatchObject({
          problem: "unreachable",
          message: `${server.user}@127.0.0.1 did not let you in; it accepts: publickey, password.`,
        });
        expect(asked).toHaveLength(3);
      });
    });
  },
);

/** Arguments and environment of a process, as far as they can be read. */
function processText(pid: string): string {
  try {
    return ["cmdline", "environ"].map((name) => readFileSync(`/proc/${pid}/${name}`, "utf8")).join("\n");
  } catch {
    return ""; // It has ended, or is another user's.
  }
}
