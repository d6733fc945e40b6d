import { once } from "node:events";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { Clock } from "../../inventory/src/cli/io";
import { runProgram } from "../../inventory/src/cli/program";
import { metricText } from "../../inventory/src/formats/metric-text";
import type { Report } from "../../inventory/src/report/report";
import { CONTENT_TYPES, preferredSyntax } from "../../inventory/src/watch/accept";
import { listenAddress } from "../../inventory/src/watch/listen-address";
import { ScanRecord } from "../../inventory/src/watch/scan-record";
import { CREDENTIALS, useBench, worldOf } from "./gitlab-world";
import { row } from "./made-up";
import { ioOf } from "./made-up-io";
import { reportOf } from "./made-up-report";

const world = worldOf({
	groups: [{ id: 1, path: "acme" }],
	projects: [{ id: 1, path: "acme/website" }],
	deployTokens: [{ id: 1, project: "acme/website", name: "web", scopes: ["read_registry"] }],
});

/** The value of a sample, `undefined` where there is none. */
function sampleOf(text: string, sample: string): number | undefined {
	const line = text.split("\n").find((each) => each.startsWith(`${sample} `));
	return line === undefined ? undefined : Number(line.slice(sample.length + 1));
}

describe("the address that watch listens on", () => {
	for (const text of ["127.0.0.1:9817", "127.8.9.1:1", "localhost:9817", "[::1]:0"])
		it(`may be ${text}, which is this machine's own`, () => {
			expect(listenAddress(text, false).port).to.equal(Number(/\d+$/.exec(text)?.[0]));
		});

	for (const text of [
		"0.0.0.0:9817",
		"[::]:9817",
		"192.168.1.5:9817",
		"example.com:80",
		"127.example.com:80",
	])
		it(`may be ${text} only with --allow-remote`, () => {
			expect(() => listenAddress(text, false)).to.throw("--allow-remote");
			expect(listenAddress(text, true).port).to.be.above(0);
		});

	for (const text of ["9817", ":9817", "127.0.0.1", "127.0.0.1:99999", "::1:9817", "http://127.0.0.1:9817"])
		it(`is not ${text}`, () => {
			expect(() => listenAddress(text, true)).to.throw("expected an address such as 127.0.0.1:9817");
		});
});

describe("the syntax that watch writes", () => {
	const CASES = {
		"what Prometheus 2 sends": {
			accept:
				"application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
			syntax: "openmetrics",
		},
		"what Prometheus 3 sends": {
			accept:
				"application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1",
			syntax: "openmetrics",
		},
		"a reader that prefers the older format": {
			accept: "application/openmetrics-text;q=0.2, text/plain;q=0.8",
			syntax: "prometheus",
		},
		"a reader that refuses OpenMetrics": {
			accept: "application/openmetrics-text;q=0, */*",
			syntax: "prometheus",
		},
		"a browser": { accept: "text/html,application/xhtml+xml,*/*;q=0.8", syntax: "prometheus" },
		curl: { accept: "*/*", syntax: "prometheus" },
		nothing: { accept: undefined, syntax: "prometheus" },
		nonsense: { accept: ";;q=x,,application/openmetrics-text;q=nine", syntax: "prometheus" },
	} as const;
	for (const [what, { accept, syntax }] of Object.entries(CASES))
		it(`is ${syntax} for ${what}`, () => {
			expect(preferredSyntax(accept)).to.equal(syntax);
		});
});

describe("the metrics of several scans", () => {
	const time = (startedMs: number) => ({ startedMs, endedMs: startedMs + 1_500 });
	const whole = reportOf({ tokens: [row()] });
	const two = reportOf({ tokens: [row(), row({ id: 13 })] });
	const part = reportOf({ scan: { gaps: [{ what: "group acme", reason: "No.", remedy: "Ask." }] } });
	const failure = { complete: false, gaps: part.gaps } as const;

	function figures(outcomes: readonly (Report | typeof failure)[]) {
		const record = new ScanRecord();
		for (const [index, outcome] of outcomes.entries()) record.add(outcome, time(index * 10_000));
		const text = metricText(record.families(), "openmetrics");
		const of = (name: string) => sampleOf(text, `gitlab_deploy_token${name}`);
		return {
			tokens: of('s{status="active",management="unmanaged",tool="none"}'),
			scans: of("_scans_total"),
			errors: of("_scan_errors_total"),
			gaps: of("_scan_gaps"),
			complete: of("_scan_complete"),
			success: of("_scan_last_success_timestamp_seconds"),
			seconds: of("_scan_duration_seconds"),
		};
	}

	it("are those of the last scan", () => {
		expect(figures([whole, two])).to.deep.equal({
			tokens: 2,
			scans: 2,
			errors: 0,
			gaps: 0,
			complete: 1,
			success: 11.5,
			seconds: 1.5,
		});
	});

	for (const [what, outcome] of Object.entries({ "could read only a part": part, "could not run": failure }))
		it(`stay when a later scan ${what}, which counts as an error`, () => {
			expect(figures([whole, outcome])).to.deep.include({
				tokens: 1,
				scans: 2,
				errors: 1,
				gaps: 1,
				complete: 0,
				success: 1.5,
			});
		});

	it("recover with the next scan that reads everything", () => {
		expect(figures([whole, failure, two])).to.deep.include({ tokens: 2, errors: 1, gaps: 0, success: 21.5 });
	});

	it("are those of an incomplete scan while there is no complete one", () => {
		const partly = { ...whole, complete: false, gaps: part.gaps };
		expect(figures([partly])).to.deep.include({ tokens: 1, errors: 1, success: undefined });
	});

	it("are empty before the first scan, with the required last line", () => {
		expect(figures([])).to.deep.include({ tokens: undefined, scans: 0, errors: 0, complete: undefined });
	});

	it("are declared as each syntax requires for a counter", () => {
		const families = new ScanRecord().families();
		expect(metricText(families, "openmetrics")).to.match(/^# TYPE gitlab_deploy_token_scans counter$/m);
		expect(metricText(families, "prometheus"))
			.to.match(/^# TYPE gitlab_deploy_token_scans_total counter$/m)
			.and.not.contain("# EOF");
	});
});

describe("gitlab-deploy-tokens watch", function () {
	this.timeout(30_000);
	const bench = useBench(world);

	/** Runs `watch` with a clock that the given function moves; it is called at each wait, and says whether to go on. */
	async function run(args: readonly string[], waits: (ms: number) => Promise<boolean>) {
		const stopping = new AbortController();
		let nowMs = 0;
		let printed = "";
		const clock: Clock = {
			now: () => nowMs,
			async sleep(ms) {
				nowMs += ms;
				if (!(await waits(ms))) stopping.abort();
			},
		};
		const io = ioOf(
			{
				clock,
				untilStopped: () => ({ signal: stopping.signal, release() {} }),
				err: (text) => {
					printed += text;
				},
			},
			{ GITLAB_BASE_URL: bench.url, GITLAB_TOKEN: CREDENTIALS.root, GITLAB_RETRIES: "0" },
		);
		const code = await runProgram(["watch", ...args], io);
		return { code, printed };
	}

	it("scans at once and then every hour, continues after failed scans, and ends on request", async () => {
		const file = join(bench.folder, "tokens.prom");
		const seen: (number | undefined)[][] = [];
		const waited: number[] = [];
		const { code, printed } = await run(["--group", "acme", "--output", file], async (ms) => {
			waited.push(ms);
			const text = readFileSync(file, "utf8");
			const sample = 'gitlab_deploy_tokens{status="active",management="unknown",tool="none"}';
			seen.push([sampleOf(text, sample), sampleOf(text, "gitlab_deploy_token_scan_errors_total")]);
			await bench.control.reset();
			if (waited.length === 1)
				await bench.control.fault({ kind: "status", status: 503, path: "", times: 9 } as never);
			if (waited.length === 2)
				await bench.control.fault({ kind: "drop-before", path: "", times: 9 } as never);
			return waited.length < 4;
		});
		expect(code).to.equal(0);
		expect(waited).to.deep.equal([3_600_000, 3_600_000, 3_600_000, 3_600_000]);
		expect(seen).to.deep.equal([
			[1, 0],
			[1, 1],
			[1, 2],
			[1, 2],
		]);
		expect(printed).to.match(/not read: group acme and everything below it/);
	});

	it("exits with 2 for options with which no scan could succeed", async () => {
		for (const args of [
			["--group", "acme"],
			["--output", "x.prom"],
			["--group", "acme", "--listen", "0.0.0.0:0"],
			["--group", "acme", "--output", "x.prom", "--every", "59s"],
			["--group", "acme", "--output", "x.prom", "--every", "25d"],
			["--group", "acme", "--output", "x.prom", "--state", "-"],
			["--group", "acme", "--output", join(bench.folder, "no", "folder", "x.prom")],
		]) {
			const { code, printed } = await run(args, () => {
				throw new Error("it waits for another scan");
			});
			expect(printed, args.join(" ")).to.match(/error: /);
			expect(code, args.join(" ")).to.equal(2);
		}
	});

	it("serves Prometheus and writes its file as a process, until SIGTERM", async () => {
		const child = bench.launch([
			"watch",
			"--group",
			"acme",
			"--listen",
			"127.0.0.1:0",
			"--output",
			"tokens.prom",
		]);
		let printed = "";
		const scanned = new Promise<string>((resolve, reject) => {
			child.once("close", () => reject(new Error(printed)));
			child.stderr.on("data", (text: string) => {
				printed += text;
				const url = /metrics at (http:\S+)\/metrics/.exec(printed)?.[1];
				if (url !== undefined && printed.includes("1 deploy token, 0 gaps")) resolve(url);
			});
		});
		const url = await scanned;
		const get = async (path: string, accept: string, method = "GET") => {
			const response = await fetch(`${url}${path}`, { method, headers: { accept } });
			return [response.status, response.headers.get("content-type"), await response.text()] as const;
		};
		const [status, type, open] = await get(
			"/metrics",
			"application/openmetrics-text;version=1.0.0,*/*;q=0.1",
		);
		expect([status, type]).to.deep.equal([200, CONTENT_TYPES.openmetrics]);
		expect(open).to.match(/# EOF\n$/);
		const [, plainType, plain] = await get("/metrics?x=1", "*/*");
		expect(plainType).to.equal(CONTENT_TYPES.prometheus);
		expect(plain).to.equal(bench.read("tokens.prom"));
		expect(plain).to.contain('gitlab_deploy_token_info{token_id="1"');
		expect((await get("/-/healthy", "*/*")).slice(0, 1)).to.deep.equal([200]);
		expect((await get("/", "*/*"))[0]).to.equal(404);
		expect((await get("/metrics", "*/*", "POST"))[0]).to.equal(405);
		expect(statSync(join(bench.folder, "tokens.prom")).mode & 0o444, "readable by the collector").to.equal(
			0o444,
		);
		expect(open + plain + printed).to.not.contain(CREDENTIALS.root);
		child.removeAllListeners("close");
		child.kill("SIGTERM");
		const [code, signal] = await once(child, "close");
		expect([code, signal]).to.deep.equal([0, null]);
	});
});
