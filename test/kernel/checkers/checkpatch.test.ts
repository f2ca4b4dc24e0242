/** checkpatch: its words as Linux 6.1's writes them, and how it is run. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { readCheckpatch } from "../../../client/src/kernel/checkers/checkpatch.ts";
import { runCheckpatch } from "../../../client/src/kernel/checkers/checkpatch-run.ts";
import { createBuildMachine } from "../../../client/src/kernel/kbuild/build-machine.ts";

/** checkpatch.pl --no-tree --file --emacs --show-types --no-summary --fix --strict -- bad.c sub/c.c */
const recorded = `---------
bad.c
---------
bad.c:4: ERROR:INITIALISED_STATIC: do not initialise statics to 0
#4: FILE: bad.c:4:
+static int x = 0;

bad.c:6: WARNING:BRACES: braces {} are not necessary for single statement blocks
#6: FILE: bad.c:6:
+    if(a == NULL) {
+	return kmalloc(sizeof(struct device), GFP_KERNEL) ;
+    }

bad.c:6: CHECK:COMPARISON_TO_NULL: Comparison to NULL could be written "!a"
#6: FILE: bad.c:6:
+    if(a == NULL) {

bad.c:9: ERROR:SPACING: space required after that ',' (ctx:VxV)
#9: FILE: bad.c:9:
+	printk("hello %d\\n",a);
 	                   ^

---------
sub/c.c
---------
sub/c.c:8: WARNING:ONE_SEMICOLON: Statements terminations use 1 semicolon
#8: FILE: sub/c.c:8:
+	int n = 3;;


NOTE: For some of the reported defects, checkpatch may be able to
      mechanically convert to the typical style using --fix or --fix-inplace.
`;

describe("what checkpatch says", () => {
  const messages = readCheckpatch(recorded, (file) => `/m/${file}`);

  test("is read with its type, its line and, where it points at one, its character", () => {
    expect(messages.map(({ file, line, severity, code }) => [file, line, severity, code])).toEqual([
      ["/m/bad.c", 4, "error", "INITIALISED_STATIC"],
      ["/m/bad.c", 6, "warning", "BRACES"],
      ["/m/bad.c", 6, "info", "COMPARISON_TO_NULL"],
      ["/m/bad.c", 9, "error", "SPACING"],
      ["/m/sub/c.c", 8, "warning", "ONE_SEMICOLON"],
    ]);
    const spacing = messages[3];
    expect(spacing?.text).toBe("space required after that ','");
    expect('\tprintk("hello %d\\n",a);'.slice(spacing?.columns?.start, spacing?.columns?.end)).toBe(",");
    expect(messages[0]?.columns).toBeUndefined();
  });
});

/**
 * A program that is called as checkpatch is and leaves what it leaves: each line with a blank at its end is an error,
 * which --fix mends. It says what it is shown of the folder that it runs in.
 */
const standIn = String.raw`my ($type) = map { /^--types=(.*)/ ? $1 : () } @ARGV;
my @files = @ARGV[(grep { $ARGV[$_] eq "--" } 0..$#ARGV)[0] + 1 .. $#ARGV];
print "conf.c:1: CHECK:CONF: has a configuration\n\n" if -e ".checkpatch.conf";
my $found = 0;
for my $file (@files) {
  open(my $in, "<", $file) or die; my @lines = <$in>; close $in;
  my $fixed = 0;
  for my $i (0..$#lines) {
    if ($lines[$i] =~ /[ ]$/ && (!$type || $type eq "TRAILING_WHITESPACE")) {
      $found = 1; $fixed = 1;
      printf "%s:%d: ERROR:TRAILING_WHITESPACE: trailing whitespace\n\n", $file, $i + 1;
      $lines[$i] =~ s/[ ]+$//;
    }
  }
  if ($fixed) { open(my $out, ">", "$file.EXPERIMENTAL-checkpatch-fixes"); print $out @lines; }
}
exit $found;
`;

describe("running checkpatch", () => {
  const root = mkdtempSync(path.join(tmpdir(), "kmod-checkpatch-test-"));
  const program = path.join(root, "checkpatch.pl");
  const machine = createBuildMachine();

  beforeAll(() => {
    writeFileSync(program, standIn);
    mkdirSync(path.join(root, "sub"));
    mkdirSync(path.join(root, "tmp"));
    vi.stubEnv("TMPDIR", path.join(root, "tmp"));
    writeFileSync(path.join(root, "sub", "a.c"), "on the disk \n");
    writeFileSync(path.join(root, ".checkpatch.conf"), "--strict\n");
  });

  afterAll(() => {
    vi.unstubAllEnvs();
    machine.dispose();
    rmSync(root, { recursive: true });
  });

  const file = path.join(root, "sub", "a.c");
  const options = { program, arguments: [], root, isTree: false };

  test("checks the text it is given, under the file's own name, and gives what mends it", async () => {
    const text = "one\ntwo \nthree\nfour  \n";
    const { messages, fixes } = await runCheckpatch(machine, [{ file, text }], options);
    expect(messages.filter(({ code }) => code !== "CONF").map((one) => [one.file, one.line])).toEqual([
      [file, 2],
      [file, 4],
    ]);
    expect(fixes.get(file)).toEqual([
      { line: 2, removed: 1, added: ["two"] },
      { line: 4, removed: 1, added: ["four"] },
    ]);
  });

  test("is done where .checkpatch.conf of the root counts, and leaves nothing beside the sources", async () => {
    const { messages } = await runCheckpatch(machine, [{ file, text: "x \n" }], options);
    expect(messages.map(({ code }) => code)).toEqual(["CONF", "TRAILING_WHITESPACE"]);
    expect(readdirSync(path.join(root, "sub"))).toEqual(["a.c"]);
    expect(readdirSync(path.join(root, "tmp"))).toEqual([]);
  });

  test("mends messages of one type alone", async () => {
    const { fixes } = await runCheckpatch(machine, [{ file, text: "x \n" }], { ...options, type: "SPACING" });
    expect(fixes.size).toBe(0);
  });

  test("fails with perl's words where the program is not there", async () => {
    const missing = path.join(root, "none.pl");
    expect(existsSync(missing)).toBe(false);
    await expect(
      runCheckpatch(machine, [{ file, text: "" }], { ...options, program: missing }),
    ).rejects.toThrow("Can't open perl script");
  });
});
