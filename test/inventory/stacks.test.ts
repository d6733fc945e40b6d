import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { runProgram } from "../../inventory/src/cli/program";
import { pulumiCli } from "../../inventory/src/cli/pulumi";
import type { CliOutcome, PulumiCli } from "../../inventory/src/states/pulumi-cli";
import { readStates, type States, type WantedStates } from "../../inventory/src/states/read-states";
import { SECRET } from "./gitlab-world";
import { ioOf } from "./made-up-io";
import { ownToken, pulumiExport } from "./states";

const failed = (err: string, code = 255): CliOutcome => ({ code, out: "", err: `${err}\n` });
const printed = (value: unknown): CliOutcome => ({ code: 0, out: JSON.stringify(value), err: "" });

/** A CLI with stacks that each record one token. */
function cliOf(stacks: readonly string[], calls: string[][] = []): PulumiCli {
	return async (args) => {
		calls.push([...args]);
		if (args[1] === "ls") return printed(stacks.map((name) => ({ name, current: false })));
		const name = args.find((arg) => arg.startsWith("--stack="))?.slice("--stack=".length) ?? "";
		if (!stacks.includes(name)) return failed(`error: no stack named '${name}' found`);
		const [stack = ""] = name.split("/").slice(-1);
		const id = `projects/1/deploy_tokens/${stacks.indexOf(name) + 1}`;
		return printed(pulumiExport(stack, [ownToken(stack, id, { name: "own", scopes: [] })]));
	};
}

function read(stacks: WantedStates["stacks"], pulumi: PulumiCli): Promise<States> {
	return readStates({ pulumi: [], stacks, terraform: [] }, ioOf({ pulumi }));
}

describe("states of stacks that the Pulumi CLI reads", () => {
	const names = Array.from({ length: 9 }, (_, index) => `organization/shop/s${index}`);

	it("are those of all stacks of the backend, in the order of its list", async () => {
		const { files, gaps } = await read("all", cliOf(names));
		expect(gaps).to.deep.equal([]);
		expect(files.map(({ source }) => source.file)).to.deep.equal(names.map((name) => `stack ${name}`));
		expect(files.map(({ source }) => source.stack)).to.deep.equal(names.map((_, index) => `shop/s${index}`));
		expect(files.flatMap(({ managed }) => managed).map(({ tokenId }) => tokenId)).to.deep.equal(
			names.map((_, index) => index + 1),
		);
	});

	it("are requested without their secrets, and never interactively", async () => {
		const calls: string[][] = [];
		await read("all", cliOf(names, calls));
		expect(calls).to.have.length(names.length + 1);
		for (const call of calls) {
			expect(call).to.include("--non-interactive");
			expect(call.join(" ")).to.not.contain("secret");
		}
	});

	it("are gaps where they cannot be read, and do not prevent the others from being read", async () => {
		const { files, gaps } = await read([names[0] as string, "organization/shop/gone"], cliOf(names));
		expect(files).to.have.length(1);
		expect(gaps.map(({ what }) => what)).to.deep.equal(["state of stack organization/shop/gone"]);
	});

	const CASES: Readonly<Record<string, { of: CliOutcome | undefined; reason: RegExp; remedy: RegExp }>> = {
		"there is no CLI": {
			of: undefined,
			reason: /no Pulumi CLI on PATH/,
			remedy: /^Install it, or .* --state/,
		},
		"no user is logged in": {
			of: failed("error: PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions", 3),
			reason: /failed with 3: PULUMI_ACCESS_TOKEN must be set/,
			remedy: /^Run `pulumi login`/,
		},
		"the name is incomplete": {
			of: failed("error: if you're using the --stack flag, pass the fully qualified name (organization/…)"),
			reason: /fully qualified name/,
			remedy: /organization\/project\/stack/,
		},
		"it fails for another reason, with a credential in it": {
			of: failed(`warning: slow\nerror: postgres://me:${SECRET}@db is down.`),
			reason: /failed with 255: postgres:\/\/\[redacted\]@db is down\.$/,
			remedy: /^Run the command yourself/,
		},
		"it prints no error": {
			of: failed(""),
			reason: /it printed no error/,
			remedy: /^Run the command yourself/,
		},
		"it times out": {
			of: { code: undefined, out: "", err: "" },
			reason: /timed out/,
			remedy: /^Check the connection/,
		},
		"it prints something else": {
			of: { code: 0, out: `{"token":"${SECRET}`, err: "" },
			reason: /not JSON/,
			remedy: /^Read it with `pulumi stack export`/,
		},
	};
	for (const [when, { of, reason, remedy }] of Object.entries(CASES))
		for (const stacks of [["dev"], "all"] as const)
			it(`are a gap with a remedy when ${when} (${stacks})`, async () => {
				const { given, files, gaps } = await read(stacks, async () => of);
				expect([given, files.length, gaps.length]).to.deep.equal([true, 0, 1]);
				expect(gaps[0]?.reason).to.match(reason);
				expect(gaps[0]?.remedy)
					.to.match(remedy)
					.and.match(/; until every state is read, no token is reported as unmanaged\.$/);
				expect(JSON.stringify(gaps)).to.not.contain(SECRET);
			});

	it("are a gap if the backend has no stacks, since it is probably the wrong backend", async () => {
		const { gaps } = await read("all", cliOf([]));
		expect(gaps[0]?.reason).to.contain("no stack that this user may see");
		expect(gaps[0]?.remedy).to.contain("pulumi whoami --verbose");
	});

	it("are either the named ones or all of them", async () => {
		let written = "";
		const args = ["report", "--group", "acme", "--all-stacks", "--stack", "dev"];
		const io = ioOf({
			err: (text) => {
				written += text;
			},
		});
		expect(await runProgram(args, io)).to.equal(2);
		expect(written).to.contain("cannot be used with");
	});
});

describe("the Pulumi CLI on PATH", () => {
	it("is not called where there is none", async () => {
		const folder = mkdtempSync(join(tmpdir(), "deploy-token-no-cli-"));
		try {
			expect(await pulumiCli({ PATH: folder })(["version"])).to.equal(undefined);
		} finally {
			rmSync(folder, { recursive: true });
		}
	});
});
