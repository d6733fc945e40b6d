import { readdirSync } from "node:fs";
import { expect } from "chai";
import type { Report } from "../../inventory/src/report/report";
import { CREDENTIALS, SECRET, useBench, worldOf } from "./gitlab-world";
import {
	decrypted,
	ownSet,
	ownToken,
	pulumiExport,
	pulumiGitLab,
	setContents,
	terraformState,
} from "./states";

const world = worldOf({
	groups: [
		{ id: 1, path: "acme" },
		{ id: 2, path: "acme/attic", archived: true },
		{ id: 3, path: "other" },
	],
	projects: [
		{ id: 1, path: "acme/website" },
		{ id: 2, path: "acme/attic/old" },
		{ id: 3, path: "other/thing" },
	],
	deployTokens: [
		{
			id: 1,
			project: "acme/website",
			name: "own",
			scopes: ["read_registry"],
			expiresAt: "2031-01-01",
			token: SECRET,
		},
		{ id: 2, project: "acme/website", name: "hand-made", scopes: ["read_repository"] },
		{ id: 3, project: "acme/website", name: "own", scopes: ["read_registry"], expiresAt: "2031-01-01" },
		{ id: 4, group: "acme", name: "key", scopes: ["read_registry"] },
		{ id: 5, project: "acme/attic/old", name: "old", scopes: ["read_registry"], expiresAt: "2030-06-11" },
		{ id: 6, group: "acme", name: "tf", scopes: ["read_registry"], revoked: true },
		{ id: 7, project: "other/thing", name: "far", scopes: ["read_registry"] },
	],
});

describe("gitlab-deploy-tokens report", function () {
	this.timeout(30_000);
	const bench = useBench(world);
	let states: string[];

	before(async () => {
		const host = bench.url;
		const own = ownToken("dev", "projects/1/deploy_tokens/1", {
			project: 1,
			name: "own",
			scopes: ["read_registry"],
			username: "gitlab+deploy-token-1",
			expiresAt: "2031-01-01T00:00:00.000Z",
			expiresIn: "90d",
			rotateBefore: "14d",
			host,
			token: decrypted(SECRET),
		});
		const gone = ownToken("dev", "projects/1/deploy_tokens/99", {
			project: 1,
			name: "gone",
			scopes: ["read_registry"],
			username: "gitlab+deploy-token-99",
			host,
		});
		const contents = setContents({ key: { id: "g1/4", token: SECRET } });
		const set = ownSet("dev", { host, tokens: { key: { group: 1 } }, contents: decrypted(contents) });
		bench.write("dev.json", pulumiExport("dev", [own, gone, set]));
		const old = pulumiGitLab("prod", "project", {
			id: "2:5",
			outputs: {
				project: "2",
				name: "old",
				scopes: ["read_registry"],
				expiresAt: "2030-06-11T00:00:00.000Z",
			},
		});
		bench.write("prod.json", pulumiExport("prod", [old]));
		bench.write(
			"tf.json",
			terraformState({
				id: "group:1:6",
				group: "acme",
				name: "tf",
				scopes: ["read_registry"],
				token: SECRET,
			}),
		);
		states = ["--state", "dev.json", "prod.json", "--terraform-state", "tf.json"];
	});

	async function json(...args: string[]): Promise<{ report: Report; code: number | null }> {
		const { out, code } = await bench.run(["report", "--format", "json", ...args]);
		return { report: JSON.parse(out), code };
	}

	const rules = (report: Report, tokenId: number) =>
		report.findings.filter((finding) => finding.tokenId === tokenId).map(({ rule }) => rule);

	it("joins GitLab's tokens with the states of this provider, pulumi-gitlab and Terraform", async () => {
		const { report } = await json("--group", "acme", ...states);
		expect(report.complete).to.equal(true);
		const managed = Object.fromEntries(
			report.tokens.map(({ tokenId, management, holders }) => [
				tokenId,
				[management, ...holders.map(({ stack, by }) => `${stack} ${by}`)].join(" "),
			]),
		);
		expect(managed).to.deep.equal({
			1: "managed shop/dev id",
			2: "unmanaged",
			3: "unmanaged",
			4: "managed shop/dev id",
			5: "managed shop/prod id",
			6: "managed tf.json id",
		});
	});

	it("reports findings, also by its exit code", async () => {
		const { report, code } = await json("--group", "acme", ...states);
		expect(code).to.equal(1);
		expect(rules(report, 1)).to.have.members(["duplicate-name"]);
		expect(rules(report, 2)).to.have.members(["unmanaged", "never-expires"]);
		expect(rules(report, 3)).to.have.members(["orphan-candidate", "duplicate-name"]);
		expect(rules(report, 5)).to.have.members(["expires-soon", "owner-inactive", "no-rotation"]);
		expect(rules(report, 6)).to.have.members(["inactive-listed"]);
		expect(rules(report, 99)).to.deep.equal(["missing"]);
	});

	it("exits with 0 if there are no findings", async () => {
		const { report, code } = await json("--project", "other/thing", "--fail-on", "high");
		expect(report.tokens.map(({ management }) => management)).to.deep.equal(["unknown"]);
		expect(code).to.equal(0);
	});

	it("reads the whole instance", async () => {
		const { report } = await json("--instance");
		expect(report.tokens).to.have.length(7);
		expect(report.complete).to.equal(true);
	});

	for (const format of ["table", "json", "csv", "html", "markdown", "openmetrics", "sarif"])
		it(`writes no secret as ${format}, though a state was decrypted`, async () => {
			const { out, err } = await bench.run(["report", "--group", "acme", "--format", format, ...states]);
			expect(out).to.contain("hand-made");
			expect(out + err)
				.to.not.contain(SECRET)
				.and.not.contain(CREDENTIALS.root);
		});

	for (const format of ["table", "json", "csv", "html", "markdown", "openmetrics", "sarif"])
		it(`reports as ${format} what it could not read, and exits with 3`, async () => {
			bench.write("broken.json", `{"token":"${SECRET}`);
			const args = ["report", "--group", "acme", "--format", format, "--state", "dev.json", "broken.json"];
			const { out, err, code } = await bench.run(args);
			expect(code).to.equal(3);
			expect(out).to.contain("broken.json");
			expect(out + err).to.not.contain(SECRET);
		});

	it("reports no token as unmanaged while a state could not be read", async () => {
		bench.write("broken.json", "{");
		const { out } = await bench.run([
			"report",
			"--group",
			"acme",
			"--format",
			"json",
			"--state",
			"dev.json",
			"broken.json",
		]);
		const report: Report = JSON.parse(out);
		expect(report.summary.management.unmanaged).to.equal(0);
		expect(report.findings.map(({ rule }) => rule)).to.not.include.members(["unmanaged"]);
	});

	it("exits with 3 where the credential may not read an owner's tokens, and names the owner", async () => {
		const { out, code } = await bench.run(["report", "--project", "acme/website", "--format", "json"], {
			env: { GITLAB_TOKEN: CREDENTIALS.developer },
		});
		const report: Report = JSON.parse(out);
		expect(code).to.equal(3);
		expect(report.gaps.map(({ what }) => what)).to.deep.equal(["project acme/website"]);
	});

	it("names everything that it did not read after a failure that ends the scan", async () => {
		const args = ["report", "--group", "acme", "other", "--project", "other/thing", "--format", "json"];
		const { out, code } = await bench.run(args, { env: { GITLAB_TOKEN: "glpat-of-nobody" } });
		const report: Report = JSON.parse(out);
		expect(code).to.equal(3);
		expect(report.gaps.map(({ what }) => what)).to.deep.equal([
			"group acme and everything below it",
			"group other and everything below it",
			"project other/thing",
		]);
	});

	it("counts the owners whose tokens it did not read after such a failure", async () => {
		await bench.control.fault({ kind: "status", status: 401, path: "/deploy_tokens", times: 50 } as never);
		const { out, code } = await bench.run(["report", "--group", "acme", "--format", "json"]);
		const report: Report = JSON.parse(out);
		expect(code).to.equal(3);
		expect(report.gaps.map(({ what }) => what)[1]).to.equal("deploy tokens of 3 more projects and groups");
	});

	it("reads a state from standard input", async () => {
		const input = bench.read("dev.json");
		const { out } = await bench.run(["report", "--group", "acme", "--format", "json", "--state", "-"], {
			input,
		});
		expect(JSON.parse(out).summary.management.managed).to.equal(2);
	});

	it("writes a file atomically, for this user only, and leaves no other file", async () => {
		await bench.run(["report", "--group", "acme", "--format", "csv", "--output", "out.csv"]);
		expect(bench.read("out.csv")).to.match(/^owner_kind,/);
		expect(readdirSync(bench.folder).filter((name) => name.endsWith(".tmp"))).to.deep.equal([]);
	});

	it("appends the counts to a history file, one line per run", async () => {
		for (const name of ["acme", "other"])
			await bench.run(["report", "--group", name, "--history", "history.jsonl", "--output", "out.txt"]);
		const lines = bench.read("history.jsonl").trim().split("\n");
		expect(lines.map((line) => JSON.parse(line).tokens.total)).to.deep.equal([6, 1]);
	});

	it("shows the history in the page, and reports how many of its lines are invalid", async () => {
		const dev = { version: 3, deployment: { resources: [] } };
		bench.write("empty.json", dev);
		const args = ["report", "--group", "other", "--state", "empty.json", "--history", "page.jsonl"];
		await bench.run([...args, "--output", "out.txt"]);
		const line = bench.read("page.jsonl");
		const yesterday = line.replaceAll("2030-06-01", "2030-05-31");
		bench.write("page.jsonl", `${yesterday}{"generatedAt":\n`);
		const { out, err } = await bench.run([...args, "--format", "html"]);
		const [, data = ""] = /id="data">(.*?)<\/script>/s.exec(out) ?? [];
		expect(JSON.parse(data).history.map(({ at }: { at: string }) => at.slice(0, 10))).to.deep.equal([
			"2030-05-31",
			"2030-06-01",
		]);
		expect(err).to.contain("page.jsonl: skipped 1 of 2 lines, since they are not the counts of a report.");
	});

	for (const [what, args] of Object.entries({
		"no scope": ["report"],
		"an unknown option": ["report", "--nonsense"],
		"a wrong duration": ["report", "--group", "acme", "--expiring", "soon"],
		"a missing configuration": ["report", "--group", "acme", "--config", "nowhere.json"],
	}))
		it(`exits with 2 for ${what}, and reports why`, async () => {
			const { code, out, err } = await bench.run(args);
			expect(code).to.equal(2);
			expect(out).to.equal("");
			expect(err).to.match(/^error: /);
		});
});
