import { expect } from "chai";
import { group, plain, project } from "./deploy-token-routes";
import { exchange } from "./exchange";
import { create } from "./expectations";
import { control, describeEmulator, send, target, useTarget } from "./target";

describeEmulator("the emulator's metrics", () => {
	useTarget();
	const metric = /^gitlab_deploy_token_events_total\{([^}]*)\} (\d+)$/gm;

	/** Counts by the labels' values, in the order operation, owner, source, outcome. */
	async function counts(): Promise<Map<string, number>> {
		const response = await metrics();
		const found = new Map<string, number>();
		for (const [, labels = "", count] of response.matchAll(metric)) {
			const values = new Map([...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key, value]));
			const names = ["operation", "owner", "source", "outcome"].map((name) => values.get(name));
			found.set(names.join(" "), Number(count));
		}
		return found;
	}

	async function metrics(): Promise<string> {
		const response = await exchange(target().origin, { method: "GET", path: "/-/metrics" });
		expect(response.status).to.equal(200);
		expect(response.headers["content-type"]).to.match(/^text\/plain\b/);
		return response.text;
	}

	it("the metrics are Prometheus text with HELP and TYPE lines", async () => {
		await create(project, plain);
		const text = await metrics();
		expect(text).to.match(/^# HELP gitlab_deploy_token_events_total .+$/m);
		expect(text).to.match(/^# TYPE gitlab_deploy_token_events_total counter$/m);
		expect(text.endsWith("\n")).to.equal(true);
		expect(text).not.to.match(/gldt-|glpat-/);
	});

	it("the metrics count by operation, owner, source and outcome", async () => {
		const { id } = await create(project, plain);
		const ofGroup = await create(group, plain);
		await project.create({ name: "n", scopes: [] });
		await project.create({});
		await group.create(plain, { as: "maint" });
		await group.create(plain, { token: "glpat-unknown" });
		await project.list();
		await project.get(id);
		await group.get(id);
		await send("GET", "/deploy_tokens", { as: "admin" });
		await project.remove(id);
		await project.remove(id);
		await control().revoke(ofGroup.id);
		expect(Object.fromEntries(await counts())).to.deep.equal({
			"create project api success": 1,
			"create project api invalid": 2,
			"create group api success": 1,
			"create group api forbidden": 1,
			"create group api unauthorized": 1,
			"list project api success": 1,
			"list instance api success": 1,
			"get project api success": 1,
			"get group api not_found": 1,
			"delete project api success": 1,
			"delete project api not_found": 1,
			"revoke group ui success": 1,
		});
	});
});
