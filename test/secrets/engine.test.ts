import { readFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { expect } from "chai";
import { lt } from "semver";
import { filesBelow, findSecrets } from "../../tools/secret-search.mjs";
import { GitLab } from "../engine/harness/gitlab";
import { typescriptProject } from "../engine/harness/project";
import { Stack } from "../engine/harness/stack";
import { CREDENTIALS } from "../engine/harness/world";
import { succeeds } from "../support/run-program";
import { NodeShim } from "./node-shim";

const PROGRAM = `
import { DeployToken, DeployTokenSet } from "pulumi-gitlab-deploy-tokens";
const one = new DeployToken("one", { project: "grp/proj", scopes: ["read_registry"] });
const many = new DeployTokenSet("many", {
	scopes: ["read_registry"],
	tokens: { web: { project: "grp/proj" }, docs: { project: "grp/other" } },
});
export const token = one.token;
export const config = one.credentials.dockerConfigJson("registry.example.com");
export const url = many.token("web").gitUrl("https://gitlab.example.com/grp/proj.git");
export const all = many.secrets;
`;
const EVENTS = "up.events.json";
const LOUD = ["-v=9", "--logtostderr", "--logflow"];

describe("a stack that is deployed with the most verbose logs", function () {
	this.timeout(180_000);
	let gitlab: GitLab;
	let stack: Stack;
	let shim: NodeShim;
	let secrets: string[] = [];
	let loud = "";

	before(async () => {
		gitlab = await GitLab.start();
		stack = await Stack.create(gitlab, { files: typescriptProject(PROGRAM), languageHost: true });
		shim = await NodeShim.in(join(stack.temp, "shim"));
		stack.setEnvironment({
			PATH: [shim.bin, process.env.PATH].join(delimiter),
			PULUMI_DEBUG_COMMANDS: "1",
			GITLAB_REQUEST_TIMEOUT: "10s",
		});
		await succeeds(stack.up("--event-log", join(stack.temp, EVENTS)));
		const outputs = await stack.outputs();
		secrets = [String(outputs.token), ...Object.values(outputs.all as Record<string, string>)];
		expect(secrets).to.have.length(3);
	});

	after(async () => {
		await stack.destroy();
		await stack.remove();
		await gitlab.stop();
	});

	it("leaves no secret and no credential in the state and its backups", async () => {
		const files = (await filesBelow(stack.temp)).filter(({ name }) => !name.endsWith(EVENTS));
		expect(files.filter(({ name }) => name.includes("/state/")).length).to.be.greaterThan(1);
		expect(findSecrets(files, [...secrets, ...Object.values(CREDENTIALS)])).to.deep.equal([]);
	});

	it("leaves none in the event log, except where the SDK itself writes every response of the engine", async () => {
		const events = (await readFile(join(stack.temp, EVENTS), "utf8")).trim().split("\n");
		expect(events.length).to.be.greaterThan(10);
		const isOfSdk = (event: string) =>
			event.includes('"severity":"debug"') && event.includes("RegisterResource RPC finished");
		const ours = events.filter((event) => !isOfSdk(event)).join("\n");
		expect(findSecrets([{ name: "the event log", text: ours }], secrets)).to.deep.equal([]);
		const all = [{ name: "the event log", text: events.join("\n") }];
		expect(findSecrets(all, Object.values(CREDENTIALS))).to.deep.equal([]);
	});

	it("stores no credential among the inputs, the outputs and `__provider`, encrypted or not", async () => {
		for (const { urn, inputs, outputs } of await stack.resources()) {
			const text = JSON.stringify({ ...inputs, ...outputs });
			expect(findSecrets([{ name: urn, text }], Object.values(CREDENTIALS))).to.deep.equal([]);
			// Only what may be secret is: two tokens' outputs, and the stack's.
			if (urn.includes("DeployToken::one")) expect(Object.keys(ciphers(outputs))).to.deep.equal(["token"]);
			if (urn.includes("DeployTokenSet::many"))
				expect(Object.keys(ciphers(outputs))).to.deep.equal(["contents"]);
		}
	});

	it("has this package's processes write no secret and no credential under -v=9, also after a drift and a failure", async () => {
		const [row] = await gitlab.tokens();
		await gitlab.control.revoke(row?.id ?? 0);
		const echo = { method: "GET", path: "/projects/6", kind: "status", status: 400, times: 1 } as const;
		await gitlab.control.fault({ ...echo, body: `{"message":"you sent ${CREDENTIALS.admin}"}` });
		for (const args of [
			["preview", ...LOUD],
			["up", "--yes", "--skip-preview", ...LOUD],
			["refresh", "--yes", "--skip-preview", ...LOUD],
		]) {
			const { code, output } = await stack.pulumi(...args);
			loud += output;
			if (args[0] === "refresh") expect(code, output.slice(-2_000)).to.equal(0);
		}
		const written = await shim.written();
		expect(new Set(written.map(({ process }) => process))).to.include.all.keys("program", "provider");
		const all = [...secrets, ...(await liveSecrets()), ...Object.values(CREDENTIALS)];
		expect(findSecrets(written, all)).to.deep.equal([]);
	});

	it("has secrets in the engine's log, from 3.254 on only where it repeats what the SDK in the program sent", async () => {
		const redacts = !lt((await stack.pulumi("version")).output.trim(), "3.254.0");
		const all = [...secrets, ...(await liveSecrets())];
		const lines = loud.split("\n").filter((line) => all.some((secret) => line.includes(secret)));
		const ofEngine = lines.filter((line) => !line.includes("RegisterResource RPC finished"));
		expect(lines).to.have.length.greaterThan(ofEngine.length);
		expect(ofEngine.length === 0, ofEngine[0]?.slice(0, 200)).to.equal(redacts);
	});

	it("keeps logs of its commands where the engine does, encrypted where they could contain a secret", async () => {
		const keepsLogs = !lt((await stack.pulumi("version")).output.trim(), "3.253.0");
		const logs = (await filesBelow(stack.temp)).filter(({ name }) =>
			name.startsWith(join(stack.temp, "home", "logs")),
		);
		expect(logs.length > 0).to.equal(keepsLogs);
		expect(findSecrets(logs, [...secrets, ...Object.values(CREDENTIALS)])).to.deep.equal([]);
	});

	it("has no credential written even by the engine, which logs secrets under -v=9", () => {
		expect(loud.length).to.be.greaterThan(10_000);
		expect(findSecrets([{ name: "the engine's log", text: loud }], Object.values(CREDENTIALS))).to.deep.equal(
			[],
		);
	});

	const liveSecrets = async () => {
		const outputs = await stack.outputs();
		return [String(outputs.token), ...Object.values(outputs.all as Record<string, string>)];
	};
});

function ciphers(properties: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
	const isCipher = (value: unknown) => typeof value === "object" && value !== null && "ciphertext" in value;
	return Object.fromEntries(Object.entries(properties).filter(([, value]) => isCipher(value)));
}
