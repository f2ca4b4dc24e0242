/** What ssh says in its own words (OpenSSH 9.2), and what the user is told. */
import { describe, expect, test } from "vitest";
import { TargetError } from "../../../client/src/kernel/errors.ts";
import { explainLost, explainUnreachable } from "../../../client/src/kernel/targets/ssh-errors.ts";
import { checkMachine } from "../../../client/src/kernel/targets/ssh-options.ts";

const machine = { name: "board", host: "root@board.lan" };
const unreachable = (stderr: string, exitCode = 255) => explainUnreachable({ machine, stderr, exitCode });

describe("a connection that cannot be made", () => {
  test.each([
    [
      "ssh: Could not resolve hostname board.lan: Name or service not known",
      "There is no host named board.lan.",
      /VPN/u,
    ],
    [
      "ssh: connect to host board.lan port 22: Connection refused",
      "board.lan port 22: the machine answers but nothing listens there (connection refused).",
      /Start the ssh server/u,
    ],
    [
      "ssh: connect to host 10.0.0.9 port 22: Connection timed out",
      "10.0.0.9 port 22: no answer within 8 seconds.",
      /switched on/u,
    ],
    [
      "ssh: connect to host 10.0.0.9 port 22: No route to host",
      "10.0.0.9 port 22: No route to host.",
      /network/u,
    ],
    [
      "Connection timed out during banner exchange\nConnection to 10.0.0.9 port 22 timed out",
      "board did not answer within 8 seconds.",
      /booted/u,
    ],
    [
      "root@board.lan: Permission denied (publickey,password).",
      "root@board.lan did not let you in; it accepts: publickey, password.",
      /ssh-copy-id/u,
    ],
    [
      'Load key "/home/u/.ssh/id": bad permissions\nroot@board.lan: Permission denied (publickey).',
      'root@board.lan did not let you in; it accepts: publickey. ssh also said: Load key "/home/u/.ssh/id": bad permissions',
      /knows your key/u,
    ],
    [
      "Received disconnect from 10.0.0.9 port 22:2: Too many authentication failures\nDisconnected from 10.0.0.9 port 22",
      "board refused after too many keys were tried.",
      /IdentitiesOnly/u,
    ],
    [
      "Unable to negotiate with 10.0.0.9 port 22: no matching host key type found. Their offer: ssh-rsa",
      "board and ssh have no common algorithm: no matching host key type found. Their offer: ssh-rsa",
      /HostKeyAlgorithms/u,
    ],
    [
      "No ED25519 host key is known for [127.0.0.1]:4022 and you have requested strict checking.\nHost key verification failed.",
      "The host key of board is unknown, and the ssh configuration forbids to ask (StrictHostKeyChecking).",
      /ED25519 key of \[127\.0\.0\.1\]:4022/u,
    ],
    [
      "channel 0: open failed: connect failed: Connection refused\nstdio forwarding failed\nConnection closed by UNKNOWN port 65535",
      "The jump host cannot reach board: channel 0: open failed: connect failed: Connection refused",
      /jump host/u,
    ],
    [
      "kex_exchange_identification: banner line contains invalid characters\nbanner exchange: Connection to 127.0.0.1 port 80: invalid format",
      "What answers at board does not speak ssh: kex_exchange_identification: banner line contains invalid characters",
      /port/u,
    ],
    [
      "kex_exchange_identification: Connection closed by remote host\nConnection closed by UNKNOWN port 65535",
      "board closed the connection before anybody could log in: kex_exchange_identification: Connection closed by remote host",
      /ProxyCommand/u,
    ],
    ["something new", "ssh could not connect to board: something new.", /ssh -v root@board\.lan/u],
    ["", "ssh could not connect to board.", /ssh -v root@board\.lan/u],
  ])("%s", (stderr, message, remedy) => {
    const error = unreachable(stderr);
    expect(error).toMatchObject({ problem: "unreachable", message, detail: stderr });
    expect(error.remedy).toMatch(remedy);
  });

  test.each([
    "/home/u/.ssh/config: line 3: Bad configuration option: prot",
    '/home/u/.ssh/config line 4: no argument after keyword "user"',
    "Bad owner or permissions on /home/u/.ssh/config",
  ])("for its configuration: %s", (line) => {
    expect(unreachable(`${line}\n`)).toMatchObject({
      problem: "settings",
      message: `ssh cannot read its configuration: ${line}`,
    });
  });

  test("a warning about the configuration is not why", () => {
    const warning = '/etc/ssh/ssh_config line 9: Unsupported option "gssapiauthentication"';
    const refused = "ssh: connect to host b port 22: Connection refused";
    expect(unreachable(`${warning}\n${refused}`).message).toMatch(/nothing listens/u);
  });

  test("a login that ends at once says what it said", () => {
    const said = "Last login: today\nThis account is currently not available.";
    expect(unreachable(said, 1).message).toBe(
      "board let you in but runs no commands (exit code 1): This account is currently not available.",
    );
  });
});

describe("a connection that is gone", () => {
  test.each([
    ["Timeout, server board.lan not responding.\r", "it does not answer any more"],
    ["Connection to board.lan closed by remote host.", "the machine closed it"],
    ["client_loop: send disconnect: Broken pipe", "it was cut"],
  ])("%s", (stderr, why) => {
    expect(explainLost({ machine, stderr, exitCode: 255 })).toMatchObject({
      problem: "lost",
      message: `The connection to board was lost: ${why}.`,
    });
  });

  test("without a word", () => {
    expect(explainLost({ machine, stderr: "", exitCode: 143 }).message).toBe(
      "The connection to board was lost.",
    );
  });
});

describe("a machine of the settings", () => {
  test.each(["board", "root@192.168.0.7", "u@fe80::1%eth0", "host.example.org", "ssh://u@host:22", "[::1]"])(
    "%s can be meant",
    (host) => expect(() => checkMachine({ name: "x", host })).not.toThrow(),
  );

  test.each(["", "-oProxyCommand=id", "a b", "a;id", "$(id)", "`id`", "a\nb", "a'b", 'a"b', "a|b", "a\\b"])(
    "%j cannot",
    (host) => {
      expect(() => checkMachine({ name: "x", host })).toThrow(TargetError);
      if (host !== "") expect(() => checkMachine({ name: "x", host: "h", user: host })).toThrow(TargetError);
    },
  );

  test.each([0, 65_536, 1.5, Number.NaN])("port %d cannot", (port) => {
    expect(() => checkMachine({ name: "x", host: "h", port })).toThrow("no usable port");
  });
});
