import { expect } from "chai";
import { succeeds } from "../../support/run-program";
import { asked, type LoggedRequest } from "../harness/gitlab";
import { CONSUMER } from "../harness/project";
import { useStack } from "../harness/use-stack";
import { example } from "./example";

/** From a second behind its creation on, a token of 90 days is in this window. */
const NEARLY_90_DAYS = "P89DT23H59M59S";

describe("the example rotation", function () {
	this.timeout(300_000);
	const { files, projectName = "" } = example("rotation");
	const under = useStack(() => ({
		files: {
			...files,
			"consumer.ts": CONSUMER.replace("class Consumer", "export class Consumer"),
			"index.ts": `${files["index.ts"]}
import { Consumer } from "./consumer";
new Consumer("cluster", { tokenId: pull.tokenId, secret: dockerConfig });
`,
		},
		projectName,
	}));
	const pull = async () => (await under.stack.deployTokens()).pull;
	const line = (request: LoggedRequest) => `${asked(request)}${/search=.*/.exec(request.path)?.[0] ?? ""}`;

	it("creates what `preview --save-plan` planned, though the expiry is not known before", async () => {
		await succeeds(under.stack.preview("--config", "project=grp/proj", "--save-plan", "create.json"));
		await succeeds(under.stack.up("--plan", "create.json"));
		const { expiresAt, createdAt } = (await pull())?.outputs ?? {};
		expect(Date.parse(String(expiresAt)) - Date.parse(String(createdAt))).to.equal(90 * 86_400_000);
	});

	it("shows no change outside the window", async () => {
		await succeeds(under.stack.preview("--expect-no-changes"));
	});

	it("shows the replacement inside the window, with the reason", async () => {
		const output = await succeeds(
			under.stack.preview("--config", `rotateBefore=${NEARLY_90_DAYS}`, "--save-plan", "rotate.json"),
		);
		expect(output).to.match(/\+- .*DeployToken pull replace/);
		expect(output).to.match(
			/deploy token "pull" \(1\) of project grp\/proj expires at \S+Z, within rotateBefore P89DT23H59M59S of now; it will be replaced\./,
		);
	});

	it("rotates as planned: creates, updates the consumer, deletes; the username stays", async () => {
		const { requests } = await under.gitlab.during(() => succeeds(under.stack.up("--plan", "rotate.json")));
		const log = requests.map(line);
		const steps = [
			"POST /projects/5/deploy_tokens",
			"GET /versionsearch=consumer-of-2",
			"DELETE /projects/5/deploy_tokens/1",
		];
		expect(log.filter((request) => steps.includes(request))).to.deep.equal(steps);
		expect((await pull())?.outputs).to.include({ tokenId: 2, username: "cluster" });
		expect(await under.gitlab.tokenIds()).to.deep.equal([2]);
	});

	it("gives a new expiry to a token that `--target-replace` names", async () => {
		const before = await pull();
		await succeeds(
			under.stack.up(
				"--config",
				"rotateBefore=30d",
				"--target-replace",
				String(before?.urn),
				"--target-dependents",
			),
		);
		const after = await pull();
		expect(after?.outputs?.tokenId).to.equal(3);
		expect(Date.parse(String(after?.outputs?.expiresAt))).to.be.greaterThan(
			Date.parse(String(before?.outputs?.expiresAt)),
		);
	});
});
