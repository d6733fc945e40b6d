import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { z } from "zod";
import { metricText } from "../../inventory/src/formats/metric-text";
import { formatOpenMetrics } from "../../inventory/src/formats/openmetrics";
import { SEVERITIES } from "../../inventory/src/rules/rule";
import { RULES } from "../../inventory/src/rules/table";
import { ScanRecord } from "../../inventory/src/watch/scan-record";
import { tablesOf, textOf } from "../meta/documents";
import { ROOT } from "../meta/source-files";
import { record, row } from "./made-up";
import { reportOf } from "./made-up-report";

const FOLDER = join(ROOT, "inventory", "monitoring");

/** Labels that Prometheus adds. */
const OF_PROMETHEUS = ["job", "instance"];

const report = reportOf({
	tokens: [row(), row({ id: 13, name: "other" })],
	managed: [record()],
	scan: { gaps: [{ what: "group acme", reason: "No.", remedy: "Ask." }] },
});

/** What is written of each metric: its labels, by its name. */
function written(text: string): Map<string, Set<string>> {
	const metrics = new Map<string, Set<string>>();
	for (const [, name = "", labels = ""] of text.matchAll(/^([a-z_]+)(?:\{(.*)\})? [\d.]+$/gm))
		metrics.set(name, new Set([...labels.matchAll(/(?:^|,)([a-z_]+)="/g)].map(([, label = ""]) => label)));
	return metrics;
}

const scans = new ScanRecord();
scans.add({ ...report, complete: true }, { startedMs: 0, endedMs: 1_000 });
const watched = written(metricText(scans.families(), "prometheus"));
const all = new Map([...watched, ...written(formatOpenMetrics(report))]);

/** The metrics and labels in an expression that `watch` does not write. */
function unknownIn(expr: string): string[] {
	const names = [...expr.matchAll(/\bgitlab_deploy_token\w*/g)].map(([name]) => name);
	const labels = [
		...[...expr.matchAll(/(\w+)\s*(?:=~|!~|!=|=)\s*"/g)].map(([, label = ""]) => label),
		...[...expr.matchAll(/\b(?:by|on|group_left)\s*\(([^)]*)\)/g)].flatMap(([, list = ""]) =>
			list.split(/\s*,\s*/),
		),
	];
	const known = new Set([...OF_PROMETHEUS, ...names.flatMap((name) => [...(watched.get(name) ?? [])])]);
	return [...names.filter((name) => !watched.has(name)), ...labels.filter((label) => !known.has(label))];
}

const rulesShape = z.strictObject({
	groups: z
		.array(
			z.strictObject({
				name: z.string(),
				rules: z
					.array(
						z.strictObject({
							alert: z.string().regex(/^DeployToken[A-Za-z]+$/),
							expr: z.string(),
							for: z.string().regex(/^\d+[mhd]$/),
							labels: z.strictObject({ severity: z.enum(["info", "warning", "critical"]) }),
							annotations: z.strictObject({ summary: z.string(), description: z.string() }),
						}),
					)
					.min(1),
			}),
		)
		.min(1),
});

describe("the alert rules", () => {
	const rules = rulesShape
		.parse(parse(readFileSync(join(FOLDER, "alerts.yml"), "utf8")))
		.groups.flatMap((group) => group.rules);

	for (const { alert, expr, annotations } of rules)
		it(`${alert} uses metrics and labels that watch writes`, () => {
			expect(expr).to.contain("gitlab_deploy_token");
			expect(unknownIn(expr)).to.deep.equal([]);
			const texts = Object.values(annotations).join(" ");
			const metrics = [...texts.matchAll(/\bgitlab_deploy_token\w*/g)].map(([name]) => name);
			expect([...watched.keys()]).to.include.members(metrics);
			const labels = [...texts.matchAll(/\$labels\.(\w+)/g)].map(([, label = ""]) => label);
			const known = [...expr.matchAll(/\bgitlab_deploy_token\w*/g)].flatMap(([name]) => [
				...(watched.get(name) ?? []),
			]);
			expect([...known, ...OF_PROMETHEUS]).to.include.members(labels);
		});

	it("have distinct names", () => {
		const names = rules.map(({ alert }) => alert);
		expect([...new Set(names)]).to.deep.equal(names);
	});

	it("name existing severities and rules", () => {
		const values = (label: string) =>
			rules.flatMap(({ expr }) =>
				[...expr.matchAll(new RegExp(`\\b${label}!?="([^"]+)"`, "g"))].map(([, value = ""]) => value),
			);
		expect(SEVERITIES).to.include.members(values("severity"));
		expect(RULES.map(({ id }) => id)).to.include.members(values("rule"));
		expect(values("rule")).to.not.be.empty;
	});
});

const dashboardShape = z.object({
	title: z.string(),
	uid: z.string(),
	schemaVersion: z.int(),
	templating: z.object({ list: z.array(z.object({ name: z.string(), query: z.unknown() })) }),
	panels: z.array(
		z.object({
			id: z.int(),
			title: z.string(),
			gridPos: z.object({ x: z.int(), y: z.int(), w: z.int(), h: z.int() }),
			targets: z.array(z.object({ expr: z.string(), legendFormat: z.string() })).min(1),
			transformations: z
				.array(z.object({ options: z.object({ renameByName: z.record(z.string(), z.string()) }) }))
				.optional(),
		}),
	),
});

describe("the Grafana dashboard", () => {
	const dashboard = dashboardShape.parse(
		JSON.parse(readFileSync(join(FOLDER, "grafana-dashboard.json"), "utf8")),
	);
	const variables = dashboard.templating.list.map(({ name }) => name);

	for (const { title, targets, transformations = [] } of dashboard.panels)
		it(`shows metrics and labels that watch writes under "${title}"`, () => {
			for (const { expr, legendFormat } of targets) {
				expect(unknownIn(expr), expr).to.deep.equal([]);
				const used = [...expr.matchAll(/\$(\w+)/g)].map(([, name = ""]) => name);
				expect(variables).to.include.members(used);
				const labels = new Set(
					[...expr.matchAll(/\bgitlab_deploy_token\w*/g)].flatMap(([name]) => [...(watched.get(name) ?? [])]),
				);
				const shown = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = ""]) => label);
				const columns = transformations.flatMap(({ options }) => Object.keys(options.renameByName));
				expect([...labels, "Value"]).to.include.members([...shown, ...columns]);
			}
		});

	it("has panels that do not overlap, with distinct IDs", () => {
		const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) => {
			expect(x + w).to.be.at.most(24);
			return Array.from({ length: w * h }, (_, index) => `${x + (index % w)} ${y + Math.floor(index / w)}`);
		});
		expect(new Set(cells).size).to.equal(cells.length);
		expect(new Set(dashboard.panels.map(({ id }) => id)).size).to.equal(dashboard.panels.length);
	});

	it("shows every metric that watch writes", () => {
		const text = dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)).join(" ");
		// Both are said better by the time since the last complete scan, and by the list of gaps.
		const left = ["gitlab_deploy_token_scan_complete", "gitlab_deploy_token_scan_gaps"];
		const missing = [...watched.keys()].filter((name) => !new RegExp(`\\b${name}\\b`).test(text));
		expect(missing).to.have.members(left);
	});
});

describe("the metrics in docs/inventory.md", () => {
	it("are those that watch and report write", () => {
		const [table] = tablesOf(textOf("docs/inventory.md")).filter(
			({ header }) => header.join() === "metric,meaning",
		);
		const names = table?.rows.map(([name = ""]) => name.replaceAll("`", ""));
		expect(names).to.have.members([...all.keys()]);
	});
});
