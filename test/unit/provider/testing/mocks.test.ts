import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { DeployToken, DeployTokenSet } from "pulumi-gitlab-deploy-tokens";
import { type DeployTokenMocksOptions, deployTokenMocks } from "pulumi-gitlab-deploy-tokens/testing";
import { isSecret, value } from "../pulumi/program";

const under = (options?: DeployTokenMocksOptions) =>
	pulumi.runtime.setMocks(deployTokenMocks(options), "trial", "dev");

/** Why a resource was refused. */
const refusal = ({ urn }: pulumi.Resource): Promise<string> =>
	value(urn).then(
		() => "accepted",
		(error: Error) => error.message,
	);

describe("the mocks for deploy tokens", () => {
	beforeEach(() => under());

	it("give a token the outputs that the provider would record, the same in every run", async () => {
		const made = () =>
			new DeployToken("pull", { project: "acme/website", scopes: ["read_registry"], expiresIn: "90d" });
		const token = made();
		const id = await value(token.tokenId);
		expect(await value(token.username)).to.equal(`gitlab+deploy-token-${id}`);
		expect(await value(token.token)).to.match(/^gldt-mocked-[0-9a-f]{13}$/);
		expect(await value(token.createdAt)).to.equal("2030-01-01T00:00:00.000Z");
		expect(await value(token.expiresAt)).to.equal("2030-04-01T00:00:00.000Z");
		expect(await value(token.host)).to.equal("https://gitlab.example.com");
		expect(await value(token.status)).to.equal("active");
		expect(await value(token.id)).to.match(new RegExp(`^projects/\\d+/deploy_tokens/${id}$`));
		await under();
		const again = made();
		for (const name of ["id", "token", "tokenId"] as const)
			expect(await value<unknown>(again[name]), name).to.equal(await value<unknown>(token[name]));
		const other = new DeployToken("push", { project: 5, scopes: ["write_registry"] });
		expect(await value(other.token)).to.not.equal(await value(token.token));
		expect(await value(other.id)).to.match(/^projects\/5\//);
	});

	it("keep the secret secret, and what the program made secret", async () => {
		const username = pulumi.secret("hidden");
		const token = new DeployToken("pull", { project: 5, scopes: ["read_registry"], username });
		for (const output of [
			token.token,
			token.credentials.basicAuth(),
			token.credentials.dockerConfigJson("r"),
			token.username,
		])
			expect(await isSecret(output)).to.equal(true);
		expect(await isSecret(token.tokenId)).to.equal(false);
		expect(await value(token.username)).to.equal("hidden");
		const secret = await value(token.token);
		expect(Buffer.from(await value(token.credentials.basicAuth()), "base64").toString()).to.equal(
			`hidden:${secret}`,
		);
	});

	it("give a set its tokens, each with what it inherits", async () => {
		const set = new DeployTokenSet("pulls", {
			scopes: ["read_registry"],
			expiresIn: "30d",
			tokens: { web: { project: 5 }, api: { group: "acme", username: "api", expiresAt: "never" } },
		});
		const { web, api } = await value(set.secrets);
		expect([web, api]).to.satisfy((texts: string[]) =>
			texts.every((text) => text.startsWith("gldt-mocked-")),
		);
		expect(web).to.not.equal(api);
		expect(await value(set.expiresAt)).to.deep.equal({ web: "2030-01-31T00:00:00.000Z" });
		expect(await value(set.usernames)).to.include({ api: "api" });
		for (const output of [set.secrets, set.token("web").dockerConfigJson("registry.example.com")])
			expect(await isSecret(output)).to.equal(true);
		expect(await value(set.failed)).to.deep.equal({});
	});

	it("adopt a token by its ID, with the given secret", async () => {
		const scopes = ["read_registry"];
		const known = new DeployToken("old", { project: 5, scopes, adopt: { tokenId: 7, token: "gldt-old" } });
		expect(await value(known.id)).to.equal("projects/5/deploy_tokens/7");
		expect(await value(known.token)).to.equal("gldt-old");
		const without = new DeployToken("older", { project: 5, scopes, adopt: { tokenId: 8 } });
		expect(await value(without.token)).to.equal(undefined);
	});

	it("refuse what a preview refuses, with everything that is wrong", async () => {
		const message = await refusal(
			new DeployToken("pull", { project: "website", scopes: [], expiresIn: "3 months" }),
		);
		expect(message).to.contain('DeployToken "pull"');
		expect(message).to.contain("`project`").and.contain("`scopes`").and.contain("`expiresIn`");
		const ofSet = await refusal(new DeployTokenSet("all", { tokens: { web: { project: 5 } } }));
		expect(ofSet).to.contain('DeployTokenSet "all"').and.contain("`scopes` is missing");
	});

	it("use the given time and GitLab", async () => {
		await under({ now: new Date("2031-05-01T00:00:00Z"), host: "https://git.acme.test" });
		const token = new DeployToken("pull", { project: 5, scopes: ["read_registry"], expiresIn: "1d" });
		expect(await value(token.expiresAt)).to.equal("2031-05-02T00:00:00.000Z");
		expect(await value(token.host)).to.equal("https://git.acme.test");
	});

	it("delegate everything else to the other mocks", async () => {
		class Thing extends pulumi.CustomResource {
			declare readonly size: pulumi.Output<number>;
			declare readonly made: pulumi.Output<string>;
			constructor() {
				super("test:index:Thing", "thing", { size: 3, made: undefined });
			}
		}
		expect(await value(new Thing().size)).to.equal(3);
		const seen: string[] = [];
		await under({
			others: {
				newResource: ({ type, inputs }) => {
					seen.push(type);
					return { id: "its-id", state: { ...inputs, made: "by them" } };
				},
				call: ({ token }) => ({ called: token }),
			},
		});
		new DeployToken("pull", { project: 5, scopes: ["read_registry"] });
		expect(await value(new Thing().made)).to.equal("by them");
		expect(seen).to.deep.equal(["test:index:Thing"]);
		expect(await pulumi.runtime.invoke("test:index:f", {})).to.deep.equal({ called: "test:index:f" });
	});
});
