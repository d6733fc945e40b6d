import { once } from "node:events";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { Scope } from "../../inventory/src/gitlab/scope";
import type { Report } from "../../inventory/src/report/report";
import { Checkpoint } from "../../inventory/src/resume/checkpoint";
import type { DeployTokenWire } from "../../provider/api/schemas";
import { CREDENTIALS, SECRET, useBench, worldOf } from "./gitlab-world";
import { GROUP, NOW_MS, PROJECT, record, row } from "./made-up";
import { ownToken, pulumiExport } from "./states";

const scope: Scope = { groups: ["grp"], projects: ["a/b", "c/d"], instance: false };
const binding = { gitlab: "https://gitlab.example.com", user: "root", scope };
const wires = (...tokens: { wire: DeployTokenWire }[]) => tokens.map(({ wire }) => wire);

function checkpointOf(tokens: readonly DeployTokenWire[] = wires(row())): Checkpoint {
	const checkpoint = Checkpoint.start(binding, NOW_MS);
	checkpoint.keep(PROJECT, tokens);
	return checkpoint;
}

describe("a checkpoint", () => {
	it("returns what was recorded, also after it was written to its file", () => {
		const again = Checkpoint.parse(checkpointOf().toText(), binding, NOW_MS + 1);
		expect(again?.recall(PROJECT)).to.deep.equal(wires(row()));
		expect(again?.recall(GROUP)).to.equal(undefined);
	});

	it("fits the same scope in another order", () => {
		const other = { ...scope, projects: ["c/d", "a/b", "a/b"] };
		const again = Checkpoint.parse(checkpointOf().toText(), { ...binding, scope: other }, NOW_MS);
		expect(again?.size).to.equal(1);
	});

	for (const [what, other] of Object.entries({
		"the GitLab": { gitlab: "https://other.example.com" },
		"the user": { user: "dev" },
		"the scope": { scope: { ...scope, groups: [] } },
	}))
		it(`is refused where ${what} differs`, () => {
			const text = checkpointOf().toText();
			expect(() => Checkpoint.parse(text, { ...binding, ...other }, NOW_MS)).to.throw(
				`it was saved for ${what}`,
			);
		});

	for (const text of ["", "{", "null", "[]", '{"version":2}', '{"version":1,"owners":[{}]}'])
		it(`is refused as ${JSON.stringify(text)}`, () => {
			expect(() => Checkpoint.parse(text, binding, NOW_MS)).to.throw("not a checkpoint of this release");
		});

	it("is used for a day", () => {
		const text = checkpointOf().toText();
		expect(Checkpoint.parse(text, binding, NOW_MS + 86_400_000)?.size).to.equal(1);
		expect(Checkpoint.parse(text, binding, NOW_MS + 86_400_001)).to.equal(undefined);
	});

	it("contains no owner with a token whose name contains a secret", () => {
		const checkpoint = checkpointOf(wires(row({ name: SECRET })));
		expect(checkpoint.toText()).to.not.contain(SECRET);
		expect(checkpoint.recall(PROJECT)).to.equal(undefined);
	});

	it("records the highest ID of the first scan", () => {
		const checkpoint = checkpointOf();
		checkpoint.highestIdAtStart(20);
		const again = Checkpoint.parse(checkpoint.toText(), binding, NOW_MS);
		expect(again?.highestIdAtStart(30)).to.equal(20);
	});

	describe("with states that were read later", () => {
		const CASES: Readonly<Record<string, { tokens?: DeployTokenWire[]; managed?: object[]; kept: boolean }>> =
			{
				"keeps an owner whose tokens they all record": { kept: true },
				"keeps an owner without tokens": { tokens: [], managed: [], kept: true },
				"forgets an owner with a token that none records: it may be gone": { managed: [], kept: false },
				"forgets an owner of whom one records a newer token": {
					managed: [record(), record({ tokenId: 20 })],
					kept: false,
				},
				"forgets it also where that state names it by its path": {
					managed: [record(), record({ tokenId: 20, owner: { kind: "project", ref: "Grp/Proj" } })],
					kept: false,
				},
				"forgets an owner of a set whose contents are encrypted": {
					managed: [record(), record({ tokenId: undefined } as never)],
					kept: false,
				},
				"keeps it where the newer token is another owner's": {
					managed: [record(), record({ tokenId: 20, owner: { kind: "group", ref: 5 } })],
					kept: true,
				},
			};
		for (const [what, { tokens, managed = [record()], kept }] of Object.entries(CASES))
			it(what, () => {
				const checkpoint = checkpointOf(tokens);
				checkpoint.forgetUnlike(managed as never);
				expect(checkpoint.recall(PROJECT) !== undefined).to.equal(kept);
			});
	});
});

const COUNT = 40;
const world = worldOf({
	groups: [{ id: 1, path: "acme" }],
	projects: Array.from({ length: COUNT }, (_, index) => ({ id: index + 1, path: `acme/p${index + 1}` })),
	deployTokens: Array.from({ length: COUNT }, (_, index) => ({
		id: index + 1,
		project: `acme/p${index + 1}`,
		name: "pull",
		scopes: ["read_registry" as const],
		expiresAt: "2031-01-01",
	})),
});

describe("an interrupted scan", function () {
	this.timeout(60_000);
	const bench = useBench(world);

	const ARGS = ["report", "--instance", "--format", "json", "--fail-on", "never", "--resume", "walk.json"];
	const ENV = { GITLAB_CONCURRENCY: "2" };
	const file = () => join(bench.folder, "walk.json");

	/** Owners whose tokens were asked for, in order. */
	async function asked(): Promise<string[]> {
		const requests = await bench.control.requests();
		return requests.flatMap(
			({ path }) => /\/((?:projects|groups)\/\d+)\/deploy_tokens/.exec(path)?.[1] ?? [],
		);
	}

	/** Ends a walk from outside once it has read some owners. */
	async function interrupt(
		signal: NodeJS.Signals,
		args = ARGS,
	): Promise<{ code: number | null; err: string }> {
		await bench.control.fault({ kind: "delay", path: "/deploy_tokens", delayMs: 40, times: 1_000 });
		const child = bench.launch(args, ENV);
		let err = "";
		child.stderr.on("data", (text: string) => {
			err += text;
		});
		while ((await asked()).length < 12 && child.exitCode === null);
		child.kill(signal);
		const [code] = (await once(child, "close")) as [number | null];
		await bench.control.reset();
		return { code, err };
	}

	async function finish(args = ARGS): Promise<{ report: Report; code: number | null; read: string[] }> {
		// GitLab carries out what was under way when a scan was interrupted, and logs it late.
		const before = (await asked()).length;
		const { out, code } = await bench.run(args, { env: ENV });
		return { report: JSON.parse(out), code, read: (await asked()).slice(before) };
	}

	it("continues with the rest, in the same scope only, and produces the same report as an uninterrupted one", async () => {
		const { code, err } = await interrupt("SIGINT");
		expect(code).to.equal(3);
		expect(err).to.match(
			/tokens of \d+ groups and projects were saved to walk\.json; run the same command again/,
		);
		const text = readFileSync(file(), "utf8");
		expect(text).to.not.contain(CREDENTIALS.root);
		expect(statSync(file()).mode & 0o077, "for this user only").to.equal(0);
		const saved = JSON.parse(text).owners.length;
		expect(saved).to.be.within(5, COUNT);

		const refused = await bench.run(["report", "--group", "acme", "--resume", "walk.json"]);
		expect(refused.code).to.equal(2);
		expect(refused.err).to.contain(
			"walk.json cannot be used: it was saved for the scope the instance; use the same again",
		);
		expect(readFileSync(file(), "utf8")).to.equal(text);

		const resumed = await finish();
		expect(resumed.code).to.equal(0);
		expect(resumed.read).to.have.length(COUNT + 1 - saved);
		expect(existsSync(file())).to.equal(false);
		const whole = await finish();
		expect(whole.read).to.have.length(COUNT + 1);
		const figures = ({ generatedAt: _, ...others }: Report) => others;
		expect(figures(resumed.report)).to.deep.equal(figures(whole.report));
	});

	it("finds a token that was created after its owner had been read", async () => {
		await interrupt("SIGTERM");
		const [owner] = JSON.parse(readFileSync(file(), "utf8")).owners as { id: number }[];
		const body = JSON.stringify({ name: "new", scopes: ["read_registry"] });
		const headers = { "private-token": CREDENTIALS.root, "content-type": "application/json" };
		const url = `${bench.url}/api/v4/projects/${owner?.id}/deploy_tokens`;
		expect((await fetch(url, { method: "POST", headers, body })).status).to.equal(201);
		const { report } = await finish();
		const found = report.tokens.find(({ name }) => name === "new");
		expect(found?.owner?.id).to.equal(owner?.id);
		expect(report.findings.map(({ rule }) => rule)).to.not.include("ownerless");
	});

	it("reads again what a newer state contradicts", async () => {
		await interrupt("SIGINT");
		const [owner] = JSON.parse(readFileSync(file(), "utf8")).owners.filter(
			({ kind }: { kind: string }) => kind === "project",
		) as { id: number }[];
		const recorded = (id: number) =>
			ownToken("dev", `projects/${id}/deploy_tokens/${id}`, {
				name: "pull",
				scopes: ["read_registry"],
				username: `gitlab+deploy-token-${id}`,
				expiresAt: "2031-01-01T00:00:00.000Z",
				host: bench.url,
			});
		await bench.control.remove(owner?.id as number);
		const others = Array.from({ length: COUNT }, (_, index) => index + 1).filter((id) => id !== owner?.id);
		bench.write("dev.json", pulumiExport("dev", others.map(recorded)));
		const { report, read } = await finish([...ARGS, "--state", "dev.json"]);
		expect(read).to.include(`projects/${owner?.id}`);
		expect(report.summary.management).to.deep.equal({ managed: COUNT - 1, unmanaged: 0, unknown: 0 });
		expect(report.findings.map(({ rule }) => rule)).to.not.include.members(["missing", "unmanaged"]);
	});

	it("is also saved if the connection is lost during the scan", async () => {
		await bench.control.fault({
			kind: "status",
			status: 401,
			path: "projects/3\\d/deploy_tokens",
			times: 50,
		});
		const args = ["report", "--group", "acme", "--resume", "lost.json"];
		const { code } = await bench.run(args, { env: ENV });
		expect(code).to.equal(3);
		await bench.control.reset();
		const again = await bench.run(args, { env: ENV });
		expect(again.err).to.match(/tokens of \d+ groups and projects are taken from the checkpoint lost\.json/);
		expect((await asked()).length).to.be.below(COUNT);
		expect(existsSync(join(bench.folder, "lost.json"))).to.equal(false);
	});
});
