import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { runProgram } from "../../inventory/src/cli/program";
import { CREDENTIALS, SECRET, useBench, worldOf } from "./gitlab-world";
import { ioOf } from "./made-up-io";
import { decrypted, ENCRYPTED, ownSet, ownToken, pulumiExport, setContents } from "./states";

const row = (id: number) => ({
	id,
	project: "acme/website",
	name: "own",
	scopes: ["read_registry" as const],
	expiresAt: "2031-01-01",
});

const world = worldOf({
	groups: [{ id: 1, path: "acme" }],
	projects: [
		{ id: 1, path: "acme/website" },
		{ id: 2, path: "acme/shop" },
	],
	deployTokens: [row(1), row(2), row(3), { ...row(4), name: "hand-made" }],
});

const SCOPE = ["orphans", "--group", "acme", "--state", "dev.json"];

describe("gitlab-deploy-tokens orphans", function () {
	this.timeout(30_000);
	const bench = useBench(world);

	beforeEach(async () => {
		bench.write("dev.json", pulumiExport("dev", [own(1)]));
	});

	function own(id: number, more: object = {}) {
		return ownToken("dev", `projects/1/deploy_tokens/${id}`, {
			project: 1,
			name: "own",
			scopes: ["read_registry"],
			username: `gitlab+deploy-token-${id}`,
			expiresAt: "2031-01-01T00:00:00.000Z",
			host: bench.url,
			...more,
		});
	}

	async function left(): Promise<number[]> {
		const rows = await bench.control.tokens();
		return rows.map(({ id }) => id).sort((one, other) => one - other);
	}

	it("lists tokens that are identical to a managed one and in no state, and deletes nothing", async () => {
		const { out, code } = await bench.run(SCOPE);
		expect(out.match(/^\d+/gm)).to.deep.equal(["2", "3"]);
		expect(code).to.equal(1);
		expect(await left()).to.deep.equal([1, 2, 3, 4]);
	});

	it("deletes exactly the named tokens", async () => {
		const { out, code } = await bench.run([...SCOPE, "--delete", "3", "--yes"]);
		expect(out).to.match(/^deleted: 3 of project acme\/website/);
		expect(code).to.equal(0);
		expect(await left()).to.deep.equal([1, 2, 4]);
	});

	it("requires --yes where it cannot prompt", async () => {
		const { err, code } = await bench.run([...SCOPE, "--delete", "3"]);
		expect(err).to.contain("--yes");
		expect(code).to.equal(2);
		expect(await left()).to.deep.equal([1, 2, 3, 4]);
	});

	for (const [what, id] of [
		["that a state holds", "1"],
		["that is identical to no managed one", "4"],
		["that does not exist", "77"],
	])
		it(`deletes nothing where a token is named ${what}`, async () => {
			const { err, code } = await bench.run([...SCOPE, "--delete", "3", id as string, "--yes"]);
			expect(err).to.contain(`${id} is not an orphan candidate`);
			expect(code).to.equal(2);
			expect(await left()).to.deep.equal([1, 2, 3, 4]);
		});

	it("deletes nothing while a state could not be read", async () => {
		bench.write("prod.json", "{");
		const { err, code } = await bench.run([...SCOPE, "prod.json", "--delete", "3", "--yes"]);
		expect(err).to.contain("prod.json");
		expect(code).to.equal(3);
		expect(await left()).to.deep.equal([1, 2, 3, 4]);
	});

	it("deletes nothing while a stack could not be read", async () => {
		const args = ["orphans", "--group", "acme", "--stack", "dev", "--delete", "3", "--yes"];
		const { err, code } = await bench.run(args, { env: { PATH: bench.folder } });
		expect(err).to.contain("state of stack dev could not be read: there is no Pulumi CLI on PATH");
		expect(code).to.equal(3);
		expect(await left()).to.deep.equal([1, 2, 3, 4]);
	});

	it("deletes nothing while a part of GitLab could not be read", async () => {
		const { code } = await bench.run([...SCOPE, "--project", "acme/nowhere", "--delete", "3", "--yes"]);
		expect(code).to.equal(3);
		expect(await left()).to.deep.equal([1, 2, 3, 4]);
	});

	/** Token 3, of which `prod.json` has a record, is neither listed nor deleted nor adopted. @returns why it is unmanaged. */
	const expectLeftAlone = async (): Promise<string[]> => {
		const { out } = await bench.run([...SCOPE, "prod.json"]);
		expect(out.match(/^\d+/gm)).to.deep.equal(["2"]);
		const { err, code } = await bench.run([...SCOPE, "prod.json", "--delete", "3", "--yes"]);
		expect(err).to.contain("3 is not an orphan candidate");
		expect(code).to.equal(2);
		expect(await left()).to.deep.equal([1, 2, 3, 4]);
		const adopted = await bench.run(["adopt", ...SCOPE.slice(1), "prod.json"]);
		expect(adopted.out.match(/tokenId: \d+/g)).to.deep.equal(["tokenId: 4"]);
		const report = await bench.run(["report", ...SCOPE.slice(1), "prod.json", "--format", "json"]);
		const { findings } = JSON.parse(report.out) as {
			findings: { tokenId: number; rule: string; message: string }[];
		};
		return findings
			.filter(({ tokenId, rule }) => tokenId === 3 && rule === "unmanaged")
			.map(({ message }) => message);
	};

	for (const { what, more } of [
		{ what: "under another address", more: () => ({ host: "https://gitlab.internal.example" }) },
		{ what: "of another owner", more: () => ({ project: 2, id: "projects/2/deploy_tokens/3" }) },
	])
		it(`neither lists nor deletes nor adopts a token that a state records ${what}`, async () => {
			const { id = "projects/1/deploy_tokens/3", ...outputs } = more() as { id?: string; project?: number };
			bench.write("prod.json", pulumiExport("prod", [{ ...own(3, outputs), id }]));
			const messages = await expectLeftAlone();
			expect(messages).to.have.length(1);
			expect(messages[0]).to.contain("records this ID with the same properties");
		});

	it("neither lists nor deletes nor adopts a token that a program only reads", async () => {
		bench.write("prod.json", pulumiExport("prod", [{ ...own(3), external: true }]));
		const messages = await expectLeftAlone();
		expect(messages.join()).to.contain("No given state manages it").and.contain("reads it.");
	});

	it("deletes nothing while a state records a token without outputs", async () => {
		bench.write("prod.json", pulumiExport("prod", [{ ...own(3), outputs: undefined }]));
		const { err, code } = await bench.run([...SCOPE, "prod.json", "--delete", "3", "--yes"]);
		expect(err).to.contain("it has no outputs");
		expect(code).to.equal(3);
		expect(await left()).to.deep.equal([1, 2, 3, 4]);
	});

	it("deletes nothing while a token is being imported", async () => {
		bench.write("dev.json", pulumiExport("dev", [own(1)], [{ resource: own(3), type: "importing" }]));
		const { err, code } = await bench.run([...SCOPE, "--delete", "3", "--yes"]);
		expect(err).to.contain("while importing");
		expect(code).to.equal(3);
		expect(await left()).to.deep.equal([1, 2, 3, 4]);
	});

	for (const type of ["creating", "updating"])
		it(`deletes nothing while a run is ${type} a set, whose new tokens no state records yet`, async () => {
			const contents = decrypted(setContents({}));
			const set = ownSet("dev", { host: bench.url, tokens: {}, contents });
			bench.write("dev.json", pulumiExport("dev", [own(1), set], [{ resource: set, type }]));
			const { err, code } = await bench.run([...SCOPE, "--delete", "3", "--yes"]);
			expect(err).to.contain(`while ${type} ${set.urn}`);
			expect(code).to.equal(3);
			expect(await left()).to.deep.equal([1, 2, 3, 4]);
		});

	describe("with a set in the state", () => {
		const held = setContents({ own: { id: "p1/2", token: SECRET, expiresAt: "2031-01-01T00:00:00.000Z" } });
		const state = (contents: unknown) =>
			pulumiExport("dev", [
				own(1),
				ownSet("dev", {
					host: bench.url,
					tokens: { own: { project: 1, expiresAt: "2031-01-01T00:00:00.000Z" } },
					contents,
				}),
			]);

		it("deletes nothing while its contents are encrypted", async () => {
			bench.write("dev.json", state(ENCRYPTED));
			const { err, code } = await bench.run([...SCOPE, "--delete", "3", "--yes"]);
			expect(err).to.contain("encrypted");
			expect(code).to.equal(3);
			expect(await left()).to.deep.equal([1, 2, 3, 4]);
		});

		it("reads its contents from a decrypted export on standard input, and shows no secret", async () => {
			const input = JSON.stringify(state(decrypted(held)));
			const { out, err } = await bench.run(["orphans", "--group", "acme", "--state", "-"], { input });
			expect(out.match(/^\d+/gm)).to.deep.equal(["3"]);
			expect(out + err)
				.to.not.contain(SECRET)
				.and.not.contain(CREDENTIALS.root);
		});
	});

	for (const [reply, remaining, exit] of [
		["no", [1, 2, 3, 4], 1],
		["yes", [1, 2, 4], 0],
	] as const)
		it(`prompts on a terminal, and accepts "${reply}"`, async () => {
			const asked: string[] = [];
			const env: Readonly<Record<string, string>> = {
				GITLAB_BASE_URL: bench.url,
				GITLAB_TOKEN: CREDENTIALS.root,
			};
			const io = ioOf(
				{
					readText: (path) => readFile(join(bench.folder, path), "utf8"),
					ask: async (question) => {
						asked.push(question);
						return reply;
					},
				},
				env,
			);
			const code = await runProgram([...SCOPE, "--delete", "3"], io);
			expect(asked).to.have.length(1);
			expect(code).to.equal(exit);
			expect(await left()).to.deep.equal(remaining);
		});

	it("keeps a token whose ID belongs to another token since it was listed", async () => {
		await bench.control.fault({
			kind: "status",
			status: 200,
			path: "/deploy_tokens/3$",
			method: "GET",
			body: JSON.stringify({ id: 3, name: "x", username: "y", expires_at: null, scopes: [], revoked: false }),
		} as never);
		const { err, code } = await bench.run([...SCOPE, "--delete", "3", "--yes"]);
		expect(err).to.contain("It has changed since");
		expect(code).to.equal(3);
		expect(await left()).to.deep.equal([1, 2, 3, 4]);
	});
});
