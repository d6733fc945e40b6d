import { expect } from "chai";
import { succeeds } from "../support/run-program";
import { typescriptProject } from "./harness/project";
import { Stack } from "./harness/stack";
import { useStack } from "./harness/use-stack";

const KEYS = 20;

/** The same in both stacks: only the ID distinguishes their tokens. */
const files = typescriptProject(`
import { DeployToken, DeployTokenSet } from "pulumi-gitlab-deploy-tokens";
const basics = { project: "grp/proj", scopes: ["read_registry"] };
export const one = new DeployToken("pull", basics).tokenId;
const keys = Array.from({ length: ${KEYS} }, (_, nth) => "k" + nth);
export const many = new DeployTokenSet("pulls", {
	scopes: ["read_registry"],
	overlap: "0s",
	tokens: Object.fromEntries(keys.map((key) => [key, { project: "grp/proj" }])),
}).tokenIds;
`);

for (const orphans of ["report", "delete"])
	describe(`two stacks that declare identical tokens of one project, with orphans: ${orphans}`, function () {
		this.timeout(180_000);
		const env = { GITLAB_ORPHANS: orphans };
		const under = useStack(() => ({ files, env }));
		let other: Stack;

		before(async () => {
			other = await Stack.create(under.gitlab, { files, env });
		});
		after(() => other?.remove());

		const numbersOf = async (stack: Stack): Promise<number[]> => {
			const { one, many } = (await stack.outputs()) as { one: number; many: Record<string, number> };
			return [one, ...Object.values(many)];
		};
		const atOnce = async (act: (stack: Stack) => ReturnType<Stack["up"]>) => {
			await Promise.all([under.stack, other].map((stack) => succeeds(act(stack))));
		};

		it("create their own in a simultaneous `up`", async () => {
			await atOnce((stack) => stack.up());
			const numbers = [...(await numbersOf(under.stack)), ...(await numbersOf(other))];
			expect(numbers).to.have.length(2 * (KEYS + 1));
			expect(await under.gitlab.tokenIds()).to.have.members(numbers);
		});

		it("show no change afterwards", () => atOnce((stack) => stack.preview("--expect-no-changes")));

		it("replace their own simultaneously, and keep the other's", async () => {
			const changed = { "index.ts": files["index.ts"]?.replaceAll("read_registry", "read_repository") ?? "" };
			for (const stack of [under.stack, other]) await stack.write(changed);
			await atOnce((stack) => stack.up());
			// The second one deletes what the sets have replaced.
			await atOnce((stack) => stack.up());
			const numbers = [...(await numbersOf(under.stack)), ...(await numbersOf(other))];
			expect(await under.gitlab.tokenIds()).to.have.members(numbers);
		});

		it("delete only their own", async () => {
			const kept = await numbersOf(under.stack);
			await succeeds(other.destroy());
			expect(await under.gitlab.tokenIds()).to.have.members(kept);
		});
	});
