/** Every snippet of Kbuild files, Kconfig and dkms.conf, given to the programs that read them. */
import { spawnSync } from "node:child_process";
import { globSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createProject, installedKernels, type Project } from "../kernel/kbuild/projects.ts";
import { kbuildContexts } from "./kbuild-contexts.ts";
import { expansionsOf, snippetsOf } from "./snippets.ts";

const expansions = (language: string) => snippetsOf(language).flatMap((snippet) => expansionsOf(snippet));

/** What a program says, when it should say nothing. */
function run(
  command: string,
  words: readonly string[],
  folder: string,
  env: Readonly<Record<string, string>> = {},
) {
  const { status, stdout, stderr } = spawnSync(command, words, {
    cwd: folder,
    encoding: "utf8",
    // bash takes a pipe for a remote login.
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env["PATH"], LC_ALL: "C", ...env },
  });
  return { status, stdout, stderr };
}

describe.each(installedKernels())("Kconfig snippets on $version", ({ kernel }) => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), "kmod-kconfig-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(expansions("kconfig"))("Kconfig reads $name", ({ snippet, text }) => {
    const attributes = /^(?:help|depends|select)$/u.test(snippet.prefix);
    const around = attributes
      ? `config SAMPLE\n\tbool "Sample"\n${text.replaceAll(/^(?=.)/gmu, "\t")}`
      : text;
    const more =
      snippet.prefix === "source" ? { "drivers/misc/Kconfig": 'config INNER\n\tbool "Inner"\n' } : {};
    const project = createProject({ Kconfig: around, ...more });
    try {
      const conf = path.join(kernel.directory, "scripts", "kconfig", "conf");
      const said = run(conf, ["--alldefconfig", "Kconfig"], project.folder, {
        KCONFIG_WERROR: "1",
        KCONFIG_CONFIG: "made.config",
        srctree: project.folder,
      });
      expect(said).toMatchObject({ status: 0, stderr: "" });
      expect(globSync("made.config", { cwd: project.folder })).toHaveLength(1);
    } finally {
      project.remove();
    }
  });
});

describe.each(installedKernels())("Kbuild snippets on $version", ({ kernel }) => {
  it("are built with make, and each does what it says", () => {
    const projects = expansions("makefile").map((expansion) => {
      const context = kbuildContexts[expansion.snippet.prefix];
      if (context === undefined)
        throw new Error(`kbuild-contexts.ts says nothing of ${expansion.snippet.prefix}`);
      return { expansion, context };
    });
    const inside = projects.filter(({ context }) => context.isKbuild);
    const project = createProject({
      Kbuild: inside.map(({ expansion }) => `obj-m += ${expansion.name}/\n`).join(""),
      ...Object.fromEntries(
        projects.flatMap(({ expansion, context }) => {
          const files = context.files(expansion);
          return Object.entries(files).map(([file, text]) => [`${expansion.name}/${file}`, text]);
        }),
      ),
    });
    try {
      const built = run(
        "make",
        ["-C", kernel.directory, `M=${project.folder}`, "-j2", ...options, "modules"],
        project.folder,
      );
      expect(withoutNoise(built.stderr)).toBe("");
      expect(built.status).toBe(0);
      for (const { expansion, context } of projects.filter((one) => !one.context.isKbuild)) {
        const own = path.join(project.folder, expansion.name);
        const said = run("make", [`KDIR=${kernel.directory}`, ...context.goals], own);
        expect({ name: expansion.name, ...said }).toMatchObject({ name: expansion.name, status: 0 });
      }
      for (const { expansion, context } of projects)
        expect(missing(project, expansion.name, context.makes)).toEqual([]);
    } finally {
      project.remove();
    }
  }, 600_000);
});

/** What the configuration says that the snippets ask for. */
const options = ["CONFIG_NAME=m", "CONFIG_NAME_EXTRA=y"];

const missing = (project: Project, folder: string, makes: readonly string[]): readonly string[] =>
  makes
    .filter((name) => globSync(project.file(`${folder}/${name}`)).length === 0)
    .map((name) => `${folder}/${name}`);

/** What every build says for a kernel without its sources. */
const withoutNoise = (text: string): string =>
  text
    .split("\n")
    .filter(
      (line) =>
        !/^Skipping BTF generation|^warning: the compiler differs|^ {2}(?:The kernel was|You are using)/u.test(
          line,
        ),
    )
    .join("\n")
    .trim();

describe("dkms.conf snippets", () => {
  const whole = expansions("dkms").filter(({ snippet }) => snippet.prefix === "dkms");

  it.each(expansions("dkms"))(
    "bash reads $name as dkms does, and nothing is missing",
    ({ snippet, text }) => {
      const folder = mkdtempSync(path.join(tmpdir(), "kmod-dkms-"));
      try {
        const first = whole[0]?.text ?? "";
        writeFileSync(path.join(folder, "dkms.conf"), snippet.prefix === "dkms" ? text : `${first}${text}`);
        const said = run("bash", ["--norc", "-euc", readAsDkms], folder, {
          kernelver: "6.1.0-56-amd64",
          arch: "x86_64",
        });
        expect(said).toMatchObject({ status: 0, stderr: "" });
        expect(said.stdout).toMatch(/^sample_dkms\w* 1\.0 sample_dkms/u);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  );
});

/** read_conf() of dkms 3.0.10 in few words: what it sources, and where it gives up. */
const readAsDkms = `
kernel_source_dir=/lib/modules/$kernelver/build dkms_tree=/var/lib/dkms source_tree=/usr/src
. ./dkms.conf
: "$PACKAGE_NAME" "$PACKAGE_VERSION"
for index in "\${!BUILT_MODULE_NAME[@]}"; do
	case \${BUILT_MODULE_NAME[index]} in *.o|*.ko|'') echo "bad name"; exit 1;; esac
	case \${DEST_MODULE_LOCATION[index]} in /kernel*|/updates*|/extra*) ;; *) echo "bad location"; exit 1;; esac
	echo "$PACKAGE_NAME $PACKAGE_VERSION \${BUILT_MODULE_NAME[index]}"
done
[[ \${BUILD_EXCLUSIVE_KERNEL:-} = "" || $kernelver =~ $BUILD_EXCLUSIVE_KERNEL ]] || exit 2
[[ \${BUILD_EXCLUSIVE_ARCH:-} = "" || $arch =~ $BUILD_EXCLUSIVE_ARCH || $BUILD_EXCLUSIVE_ARCH = aarch64 ]] || exit 3
for index in "\${!PATCH[@]}"; do [[ $kernelver =~ \${PATCH_MATCH[index]} ]] || exit 4; done
case \${MAKE[0]:-make} in make*) ;; *) exit 5;; esac
`;
