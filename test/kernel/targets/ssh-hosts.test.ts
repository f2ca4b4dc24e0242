/** The hosts of a user's ssh configuration, to choose from. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readSshHosts } from "../../../client/src/kernel/targets/ssh-hosts.ts";

let home: string;
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), "kmod-hosts-"));
});
afterEach(() => rmSync(home, { recursive: true }));

const read = (files: Readonly<Record<string, string>>) => {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(home, ".ssh", name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return readSshHosts(path.join(home, ".ssh"));
};
const namesOf = async (files: Readonly<Record<string, string>>) =>
  (await read(files)).map(({ name }) => name);

test("the names of Host lines in their order, without patterns, negated ones and repetitions", async () => {
  const config = 'Host b a *.lab !c d?\nHost *\nHost a e\nhost = f\nHOST "g"\n# Host h\nMatch host i\n';
  expect(await namesOf({ config })).toEqual(["b", "a", "e", "f", "g"]);
});

test("where each leads: the first HostName and User that hold for it", async () => {
  const config = `
Host board
  HostName 192.168.0.7   # on the desk
  User root
Host lab-*
  HostName %h.example.org
  user lab
Host lab-1
  User ignored
Host *
  User me
Host late
`;
  expect(await read({ config })).toEqual([
    { name: "board", hostName: "192.168.0.7", user: "root" },
    { name: "lab-1", hostName: "lab-1.example.org", user: "lab" },
    { name: "late", hostName: undefined, user: "me" },
  ]);
});

test("included files are read where the line stands, relative to ~/.ssh, with patterns in the order of names", async () => {
  const files = {
    config: 'Host first\nInclude conf.d/*.conf "more hosts"\nHost last\n',
    "conf.d/20.conf": "Host second\n",
    "conf.d/10.conf": "Host ignored-in-a-block\n",
    "more hosts": "Host third\n",
  };
  // ssh reads an Include inside of a Host block for that host only.
  expect(await namesOf(files)).toEqual(["first", "last"]);
  const outside = { ...files, config: files.config.split("\n").slice(1).join("\n") };
  expect(await namesOf(outside)).toEqual(["ignored-in-a-block", "second", "third", "last"]);
  expect(await namesOf({ ...files, config: "Include ~/.ssh/conf.d/2?.conf\n" })).toEqual(["second"]);
  expect(
    await namesOf({ ...files, config: "Host *\n  Include conf.d/.*\nMatch all\nInclude conf.d/20.conf\n" }),
  ).toEqual(["second"]);
});

test("what is included settles values before what follows it", async () => {
  const files = { config: "Include own\nHost a\n  User later\n", own: "Host a\n  User first\n" };
  expect(await read(files)).toEqual([{ name: "a", hostName: undefined, user: "first" }]);
});

test("a file that includes itself ends", async () => {
  expect(await namesOf({ config: "Host a\nMatch all\nInclude config\n" })).toEqual(["a"]);
});

test("bad lines and missing files take nothing else with them", async () => {
  const config =
    'Host\nHost "a\nBogus\nInclude nowhere conf.d/*\nHost b\n  HostName\n  User "x\nHost c\n\u0000\nMatch\n';
  expect(await namesOf({ config })).toEqual(["b", "c"]);
  expect(await readSshHosts(path.join(home, "none"))).toEqual([]);
});
