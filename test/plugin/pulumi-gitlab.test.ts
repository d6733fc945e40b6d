import { expect } from "chai";
import { failureOf } from "../engine/harness/provider-process";
import { opened, type Properties, type Recorded, secret, TOKEN } from "./harness/packaged";
import { usePackaged } from "./harness/use-packaged";

const SECRET = "gldt-0123456789abcdefghij";
const SCOPES: ("read_registry" | "read_repository")[] = ["read_registry", "read_repository"];
const PROJECT = { id: 1, name: "mirror", project: "grp/proj", scopes: SCOPES, token: SECRET };
const GROUP = { id: 2, name: "mirror", group: "grp", scopes: SCOPES };

/** What the plugin of pulumi-gitlab recorded, by the resource's type and age. */
const RECORDED: readonly {
	what: string;
	id: string;
	outputs: Properties;
	declared: Properties;
	own: string;
}[] = [
	{
		what: "a DeployToken of a project",
		id: "project:5:1",
		outputs: { deployTokenId: 1, project: "grp/proj", username: "gitlab+deploy-token-1" },
		declared: { project: "grp/proj" },
		own: "projects/5/deploy_tokens/1",
	},
	{
		what: "a DeployToken of a group",
		id: "group:7:2",
		outputs: {
			deployTokenId: 2,
			group: "7",
			username: "gitlab+deploy-token-2",
			expiresAt: "2040-01-01T00:00:00Z",
		},
		declared: { group: "7", expiresAt: "2040-01-01" },
		own: "groups/7/deploy_tokens/2",
	},
	{
		what: "a ProjectDeployToken",
		id: "5:1",
		outputs: {
			project: "5",
			username: "gitlab+deploy-token-1",
			expiresAt: "",
			expired: false,
			revoked: false,
		},
		declared: { project: "5" },
		own: "projects/5/deploy_tokens/1",
	},
	{
		what: "a GroupDeployToken",
		id: "7:2",
		outputs: {
			group: "7",
			username: "gitlab+deploy-token-2",
			expiresAt: "2040-01-01T00:00:00.000Z",
			revoked: false,
		},
		declared: { group: "grp", expiresAt: "2040-01-01" },
		own: "groups/7/deploy_tokens/2",
	},
	{
		what: "a DeployToken of an early release, by the path of its project",
		id: "1",
		outputs: { project: "grp/proj", username: "gitlab+deploy-token-1" },
		declared: { project: "grp/proj" },
		own: "projects/5/deploy_tokens/1",
	},
];

describe("a deploy token that pulumi-gitlab recorded", () => {
	const under = usePackaged();
	beforeEach(() =>
		under.gitlab.change((world) => {
			world.deployTokens = [
				{ ...PROJECT, expiresAt: null },
				{ ...GROUP, expiresAt: "2040-01-01T00:00:00Z" },
			];
		}),
	);
	const recorded = (id: string, outputs: Properties): Recorded => ({
		type: TOKEN,
		name: "mirror",
		id,
		inputs: { __defaults: [], name: "mirror", scopes: SCOPES },
		outputs: { id, name: "mirror", scopes: SCOPES, token: secret(SECRET), ...outputs },
	});
	const declaration = (more: Properties) => ({ name: "mirror", scopes: SCOPES, ...more });

	for (const { what, id, outputs, declared, own } of RECORDED)
		it(`moves here as ${what}: it is updated once, keeps its secret, and GitLab is only read`, async () => {
			const provider = await under.provider();
			const foreign = recorded(id, outputs);
			const { changes, replaces, inputs } = await provider.compare(foreign, declaration(declared));
			expect({ changes, replaces }).to.deep.equal({ changes: true, replaces: [] });
			const moved = await provider.update(foreign, inputs);
			expect(opened(moved.outputs.token)).to.equal(SECRET);
			expect(moved.outputs).to.include({ host: under.gitlab.url, status: "active" });

			const next = await under.provider();
			expect((await next.compare(moved, declaration(declared))).changes).to.equal(false);
			const read = await next.read(moved);
			expect(read?.id, "its id after a refresh").to.equal(own);
			expect(read?.outputs).to.deep.equal(moved.outputs);
			const methods = (await under.gitlab.requests()).map((request) => request.split(" ")[0]);
			expect(new Set(methods)).to.deep.equal(new Set(["GET"]));
			await next.delete(moved);
			const left = (await under.gitlab.tokens()).map((row) => row.id);
			expect(left).to.deep.equal(own.endsWith("/1") ? [2] : [1]);
		});

	const [project] = RECORDED.filter(({ id }) => id === "5:1");
	for (const { what, declared, drift, reason } of [
		{ what: "another scope", declared: { scopes: ["write_registry"] }, reason: /scopes would replace it/ },
		{ what: "another project", declared: { project: "6" }, reason: /project would replace it/ },
		{ what: "a token that GitLab does not have", drift: () => under.gitlab.remove(1), reason: /replace it/ },
		{
			what: "a token that was revoked",
			drift: () => under.gitlab.revoke(1),
			reason: /status would replace it/,
		},
	])
		it(`is refused with ${what}: its old plugin would be needed to delete it`, async () => {
			await drift?.();
			const provider = await under.provider();
			const foreign = recorded("5:1", project?.outputs ?? {});
			const failure = await failureOf(provider.compare(foreign, declaration({ project: "5", ...declared })));
			expect(failure.message).to.match(reason).and.contain("cannot be taken over from pulumi-gitlab");
		});

	it("is refused where another GitLab is configured, also where previews do not detect drift", async () => {
		await under.gitlab.remove(1);
		const config = {
			baseUrl: under.gitlab.url,
			token: "glpat-maintainer-of-grp-and-team",
			driftDetection: "refresh",
		};
		const provider = await under.provider({ config });
		const foreign = recorded("5:1", project?.outputs ?? {});
		const failure = await failureOf(provider.compare(foreign, declaration({ project: "5" })));
		expect(failure.message).to.contain("does not have it");
	});
});
