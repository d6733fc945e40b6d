import { expect } from "chai";
import { group, plain, project } from "./deploy-token-routes";
import { exchange } from "./exchange";
import { create } from "./expectations";
import { control, describeEmulator, target, useTarget } from "./target";

describeEmulator("the emulator's metrics", () => {
	useTarget();
	const metric = /^gitlab_deploy_token_events_total\{([^}]*)\} (\d+)$/gm;

	/** Counts by the labels' values, in the order operation, owner, source, outcome. */
	async function counts(): Promise<Map<string, number>> {
		const answer = await metrics();
		const found = new Map<string, number>();
		for (const [, labels = "", count] of answer.matchAll(metric)) {
			const values = new Map([...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key, value]));
			const names = ["operation", "owner", "source", "outcome"].map((name) => values.get(name));
			found.set(names.join(" "), Number(count));
		}
		return found;
	}

	async function metrics(): Promise<string> {
		const answer = await exchange(target().origin, { method: "GET", path: "/-/metrics" });
		expect(answer.status).to.equal(200);
		expect(answer.headers["content-type"]).to.match(/^text\/plain\b/);
		return answer.text;
	}

	it("is Prometheus text with a help and a type", async () => {
		await create(project, plain);
		const text = await metrics();
		expect(text).to.match(/^# HELP gitlab_deploy_token_events_total .+$/m);
		expect(text).to.match(/^# TYPE gitlab_deploy_token_events_total counter$/m);
		expect(text.endsWith("\n")).to.equal(true);
		expect(text).not.to.match(/gldt-|glpat-/);
	});

	it("counts by operation, owner, source and outcome", async () => {
		const before = await counts();
		const { id } = await create(project, plain);
		const ofGroup = await create(group, plain);
		await project.create({ name: "n", scopes: [] });
		await project.remove(id);
		await control().revoke(ofGroup.id);
		const after = await counts();
		const grown = (key: string) => (after.get(key) ?? 0) - (before.get(key) ?? 0);
		const changed = [...after.keys()].filter((key) => grown(key) > 0);
		const total = (pattern: RegExp) =>
			changed.filter((key) => pattern.test(key)).reduce((sum, key) => sum + grown(key), 0);
		expect(total(/^create project api /)).to.equal(2);
		expect(changed.filter((key) => key.startsWith("create project api "))).to.have.length(2);
		expect(total(/^create group api /)).to.equal(1);
		expect(total(/^(delete|destroy) project api /)).to.equal(1);
		expect(total(/^revoke group ui /)).to.equal(1);
		expect(total(/ ui /)).to.equal(1);
	});
});
