/**
 * Where `npm start`, `npm test` and kin begin, on whatever Node is there: installs what the step needs (npm packages,
 * and system packages by apt where that is allowed), then runs the step's TypeScript on the Node 24 of node_modules.
 * Plain JavaScript with nothing but Node's own modules: it runs before anything is installed.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

const repository = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), "..");

/** What a system must have: how to see that it is there, and the Debian package that brings it. */
const needs = {
  make: { isThere: () => hasCommand("make"), packages: () => ["make"] },
  compiler: { isThere: () => hasCommand("g++"), packages: () => ["g++"] },
  python: { isThere: () => hasCommand("python3"), packages: () => ["python3"] },
  browser: {
    isThere: () =>
      Boolean(process.env["KMOD_CHROMIUM"] || process.env["KMOD_VSCODE"]) ||
      ["chromium", "chromium-browser", "google-chrome"].some(hasCommand),
    packages: () => ["chromium"],
  },
  headers: { isThere: () => hasHeaders("6.1."), packages: () => ["linux-headers-amd64"] },
  newerHeaders: {
    isThere: () => hasHeaders("6.12."),
    packages: () => newestPackage("^linux-headers-6\\.12\\.[0-9.+a-z]*-amd64$"),
  },
};

/** Compiles the parser of the package for the other of the two architectures that it brings one for. */
const crossCompiler = {
  isThere: () =>
    process.platform !== "linux" ||
    hasCommand(process.arch === "x64" ? "aarch64-linux-gnu-g++" : "x86_64-linux-gnu-g++"),
  packages: () => [process.arch === "x64" ? "g++-aarch64-linux-gnu" : "g++-x86-64-linux-gnu"],
};

/** What a virtual machine for modules is made of, and what its parts are tested with. */
const machines = [
  ["qemu-system-x86_64", "qemu-system-x86"],
  ["busybox", "busybox-static"],
  ["modinfo", "kmod"],
  ["dropbear", "dropbear-bin"],
  ["ssh", "openssh-client"],
  ["cpio", "cpio"],
  ["xz", "xz-utils"],
  ["ps", "procps"],
  ["unshare", "util-linux"],
  // Login shells that a command over SSH has to get through unchanged.
  ["dash", "dash"],
  ["fish", "fish"],
  ["ksh", "ksh"],
  ["tcsh", "tcsh"],
  ["zsh", "zsh"],
].map(([command = "", name = ""]) => ({ isThere: () => hasCommand(command), packages: () => [name] }));
/** The other language server for C that the extension is tested beside. */
const clangd = {
  isThere: () => ["clangd", "clangd-19", "clangd-14"].some(hasCommand),
  packages: () => ["clangd"],
};
/** What checks sources beside the compiler, and what reads debug information. */
const checkers = [
  ["sparse", "sparse"],
  ["spatch", "coccinelle"],
  ["perl", "perl"],
  ["diff", "diffutils"],
  ["addr2line", "binutils"],
  ["tar", "tar"],
].map(([command = "", name = ""]) => ({ isThere: () => hasCommand(command), packages: () => [name] }));
const ctags = { isThere: () => hasCommand("ctags"), packages: () => ["universal-ctags"] };
const ripgrep = { isThere: () => hasCommand("rg"), packages: () => ["ripgrep"] };
/** Another client of the language server than VS Code. */
const neovim = { isThere: () => hasCommand("nvim"), packages: () => ["neovim"] };

const forInstall = [needs.make, needs.compiler, needs.python];
/** The steps: their script, and what they need besides the npm packages. */
const steps = {
  test: {
    script: "test.ts",
    needs: [
      ...forInstall,
      needs.browser,
      needs.headers,
      needs.newerHeaders,
      neovim,
      clangd,
      ...checkers,
      ...machines,
    ],
  },
  start: { script: "start.ts", needs: hasCommand("code") ? [] : forInstall },
  screenshot: {
    script: "screenshot.ts",
    needs: [...forInstall, needs.browser, needs.headers, needs.newerHeaders, ...machines],
  },
  screenshots: {
    script: "screenshots.ts",
    needs: [...forInstall, needs.browser, needs.headers, needs.newerHeaders, ...machines],
  },
  build: { script: "build.ts", needs: [] },
  package: { script: "package.ts", needs: [...forInstall, crossCompiler] },
  generate: { script: "generate.ts", needs: [] },
  corpus: { script: "corpus.ts", needs: [ctags] },
  bench: { script: "bench.ts", needs: [ctags, ripgrep, needs.headers, needs.browser, ...machines] },
  truth: { script: "truth.ts", needs: [needs.make, needs.headers, needs.newerHeaders] },
  "export-coverage": { script: "export-coverage.ts", needs: [needs.headers] },
  "random-edits": { script: "random-edits.ts", needs: [] },
};

const [stepName = "", ...args] = process.argv.slice(2);
const step = new Map(Object.entries(steps)).get(stepName);
if (step === undefined)
  fail(`usage: node scripts/bootstrap.mjs ${Object.keys(steps).join("|")} [argument...]`);
if (!isInstalled()) {
  provide(forInstall);
  install();
}
provide(step.needs);
const node = path.join(
  repository,
  "node_modules",
  "node",
  "bin",
  process.platform === "win32" ? "node.exe" : "node",
);
const searchPath = [
  path.dirname(node),
  path.join(repository, "node_modules", ".bin"),
  process.env["PATH"] ?? "",
];
const { status, signal } = spawnSync(node, [path.join(repository, "scripts", step.script), ...args], {
  stdio: "inherit",
  env: { ...process.env, PATH: searchPath.join(path.delimiter) },
});
process.exit(status ?? (signal === "SIGINT" ? 130 : 1));

function isInstalled() {
  const lock = path.join(repository, "package-lock.json");
  const installed = path.join(repository, "node_modules", ".package-lock.json");
  return existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs;
}

function install() {
  console.log("Installing the npm packages of package-lock.json");
  const env = { ...process.env };
  // node-gyp would download Node's headers; where they lie on the disk that is not needed.
  if (env["npm_config_nodedir"] === undefined && existsSync("/usr/include/node/node_api.h"))
    env["npm_config_nodedir"] = "/usr";
  // Not `npm ci`: it refuses when a registry lacks the packages of other platforms. The lock file's versions hold all the
  // same, and it is left as it is. EBADENGINE is not shown: npm may run on an older Node than the packages will run on.
  const words = ["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"];
  if (spawnSync("npm", words, { cwd: repository, stdio: "inherit", env }).status !== 0)
    fail("npm install failed: see above");
  if (!existsSync(path.join(repository, "node_modules", "node", "bin")))
    fail("npm ran no install scripts: unset ignore-scripts");
}

/** Installs what is missing by apt when that is possible; else says in one line what is. */
function provide(/** @type {{ isThere: () => boolean, packages: () => string[] }[]} */ wanted) {
  const missing = wanted.filter((need) => !need.isThere());
  if (missing.length === 0) return;
  const isApt = hasCommand("apt-get") && process.getuid?.() === 0;
  if (isApt) apt("update", "-qq");
  const packages = missing.flatMap((need) => need.packages());
  if (!isApt)
    fail(
      `Missing system packages; install them and run this again: sudo apt-get install ${packages.join(" ")}`,
    );
  console.log(`Installing system packages: ${packages.join(" ")}`);
  apt("install", "-y", "-qq", "--no-install-recommends", ...packages);
}

function apt(/** @type {string[]} */ ...words) {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const result = spawnSync("apt-get", words, { stdio: ["ignore", "ignore", "inherit"], env });
  if (result.status !== 0) fail(`apt-get ${words.join(" ")} failed: see above`);
}

/** Also where programs for root are, which are in nobody else's PATH. */
function hasCommand(/** @type {string} */ name) {
  return [...(process.env["PATH"] ?? "").split(path.delimiter), "/usr/sbin", "/sbin"].some((folder) =>
    existsSync(path.join(folder, name)),
  );
}

/** Kernel headers are a Linux matter: elsewhere their tests say themselves that they are skipped. */
function hasHeaders(/** @type {string} */ release) {
  if (process.platform !== "linux" || !isDebian()) return true;
  if (!existsSync("/lib/modules")) return false;
  return readdirSync("/lib/modules").some(
    (name) => name.startsWith(release) && existsSync(path.join("/lib/modules", name, "build", "Makefile")),
  );
}

function isDebian() {
  return (
    existsSync("/etc/debian_version") &&
    process.arch === "x64" &&
    !/ID=ubuntu/u.test(readFileSync("/etc/os-release", "utf8"))
  );
}

/** The last package that matches, in version order; none where apt knows none. */
function newestPackage(/** @type {string} */ pattern) {
  const { stdout } = spawnSync("apt-cache", ["search", "--names-only", pattern], { encoding: "utf8" });
  const names = (stdout ?? "")
    .split("\n")
    .map((line) => line.split(" ")[0] ?? "")
    .filter((name) => name !== "");
  names.sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  return names.slice(-1);
}

/** @returns {never} */
function fail(/** @type {string} */ line) {
  console.error(line);
  process.exit(1);
}
