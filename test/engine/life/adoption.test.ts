import { expect } from "chai";
import { fails, succeeds } from "../../support/run-program";
import { writes } from "../harness/gitlab";
import { useStack } from "../harness/use-stack";
import { example } from "./example";

describe("the example adopt-existing", function () {
	this.timeout(300_000);
	const { files, projectName = "" } = example("adopt-existing");
	const under = useStack(() => ({ files, projectName }));
	let secret: string;
	let tokenId: number;

	before(async () => {
		({ id: tokenId, token: secret } = await under.gitlab.createByHand("projects/5", {
			name: "registry mirror",
			username: "mirror",
			scopes: ["read_registry", "read_repository"],
			expires_at: "2099-01-01",
		}));
		await under.stack.pulumi("config", "set", "project", "grp/proj");
		await under.stack.pulumi("config", "set", "--secret", "token", secret);
	});

	it("refuses a token that does not exist, and does not show a secret that is not in the configuration", async () => {
		const index =
			files["index.ts"]?.replace("{ tokenId, token }", "{ tokenId, token: process.env.OLD_SECRET }") ?? "";
		await under.stack.write({ "index.ts": index });
		under.stack.setEnvironment({ OLD_SECRET: "gldt-not-a-configured-one" });
		const { code, output } = await under.stack.preview("--config", "tokenId=999");
		await under.stack.write(files);
		expect(code).to.not.equal(0);
		expect(output).to.contain("names deploy token 999, which project grp/proj does not have");
		expect(output).to.not.contain("gldt-");
	});

	it("names in the preview what is declared differently, by property", async () => {
		const output = await fails(under.stack.preview("--config", `tokenId=${tokenId}`));
		expect(output).to.contain(
			'is ["read_repository","read_registry"] in GitLab and ["read_registry"] here; declare scopes: ["read_repository","read_registry"]',
		);
	});

	it("shows one create in the preview once everything is declared as in GitLab", async () => {
		const index =
			files["index.ts"]?.replace('["read_registry"]', '["read_registry", "read_repository"]') ?? "";
		await under.stack.write({ "index.ts": index });
		const output = await succeeds(under.stack.preview());
		expect(output).to.match(/DeployToken mirror create/);
	});

	it("adopts the token in `up`, and creates none", async () => {
		await succeeds(under.stack.up());
		expect(writes(await under.gitlab.requests())).to.deep.equal(["POST /projects/5/deploy_tokens"]);
		const { inputs, outputs } = (await under.stack.deployTokens()).mirror ?? {};
		expect(outputs).to.include({ tokenId, username: "mirror" });
		expect(outputs).to.not.have.property("adopt");
		expect(outputs?.token).to.have.property("ciphertext");
		expect(inputs?.adopt).to.have.property("token").that.has.property("ciphertext");
		const { dockerConfig } = await under.stack.outputs();
		expect(JSON.parse(String(dockerConfig)).auths["registry.example.com"].password).to.equal(secret);
	});

	it("changes nothing when `adopt` is removed", async () => {
		await under.stack.pulumi("config", "rm", "tokenId");
		await under.stack.pulumi("config", "rm", "token");
		await succeeds(under.stack.up("--expect-no-changes"));
		expect((await under.stack.deployTokens()).mirror?.inputs).to.not.have.property("adopt");
	});
});
