import { expect } from "chai";
import { fails, succeeds } from "../../support/run-program";
import { typescriptProject } from "../harness/project";
import { useStack } from "../harness/use-stack";
import { WORLD } from "../harness/world";

const KEYS = 10_000;
const BAD = "k4711";

const program = (entries: string) =>
	typescriptProject(`
import { DeployTokenSet, type DeployTokenSetEntry } from "pulumi-gitlab-deploy-tokens";

const entries: [string, DeployTokenSetEntry][] = ${entries};
const pulls = new DeployTokenSet("pulls", { scopes: ["read_registry"], tokens: Object.fromEntries(entries) });
export const tokenIds = pulls.tokenIds;
`);

describe("a set of 10,000 keys, one of them invalid", function () {
	this.timeout(180_000);
	const under = useStack(() => ({
		files: program(
			`Array.from({ length: ${KEYS} }, (_, n) => [\`k\${n}\`, { project: 5, ...(n === 4711 ? { expiresIn: "90 days" } : {}) }])`,
		),
	}));

	it("fails in a preview at the path of that key only, without a request", async () => {
		const { result: output, requests } = await under.gitlab.during(() => fails(under.stack.preview()));
		expect(output).to.contain(`tokens["${BAD}"].expiresIn`);
		expect(new Set(output.match(/k\d{4}/g))).to.deep.equal(new Set([BAD]));
		expect(requests).to.deep.equal([]);
	});

	it("fails in the same way in an update, and creates nothing", async () => {
		const output = await fails(under.stack.up());
		expect(output).to.contain(`tokens["${BAD}"].expiresIn`);
		expect(output.split("\n").length, "lines").to.be.at.most(40);
		expect(output.length, "characters").to.be.at.most(4_000);
		expect(await under.gitlab.tokens()).to.deep.equal([]);
		expect(await under.stack.resources()).to.satisfy((resources: { type: string }[]) =>
			resources.every(({ type }) => !type.endsWith("DeployTokenSet")),
		);
	});
});

describe("a set whose work is far above GitLab's rate limit", function () {
	this.timeout(180_000);
	const PERIOD_SECONDS = 2;
	const CONCURRENCY = 16;
	const under = useStack(() => ({
		files: program(`Array.from({ length: 30 }, (_, n) => ["k" + n, { project: 5 + (n % 2) }])`),
	}));

	it("respects the limit, with at most the requests in flight refused in each period, and creates everything", async () => {
		const throttle = { authenticated: { requests: 10, periodSeconds: PERIOD_SECONDS } };
		await under.gitlab.control.reset({ ...WORLD, instance: { throttle } } as never);
		const { requests } = await under.gitlab.during(() => succeeds(under.stack.up()));
		const refused = requests.filter(({ status }) => status === 429);
		expect(refused).to.not.deep.equal([]);
		const periods = new Map<number, number>();
		for (const { time } of refused) {
			const period = Math.floor(Date.parse(time) / 1000 / PERIOD_SECONDS);
			periods.set(period, (periods.get(period) ?? 0) + 1);
		}
		expect(Math.max(...periods.values()), "refused in one period").to.be.at.most(CONCURRENCY);
		expect(requests.filter(({ method, status }) => method === "POST" && status === 201)).to.have.length(30);
		expect(await under.gitlab.tokens()).to.have.length(30);
		expect(Object.keys((await under.stack.outputs()).tokenIds as object)).to.have.length(30);
	});
});
