import { expect } from "chai";
import type { Properties } from "./harness/engine";
import { DAY } from "./harness/time";
import { useGitLab } from "./harness/use-gitlab";
import { type TokenRow, world } from "./harness/world";

const SECRET = "gldt-of-the-token-with-number-12";

/** What another tool recorded of a token, by the names it has in the state of that tool. */
interface OldState {
	readonly tool: string;
	readonly id: string;
	readonly attributes: Readonly<Record<string, unknown>>;
}

const HELD: TokenRow = {
	id: 12,
	project: 5,
	name: "mirror",
	username: "robot",
	scopes: ["read_registry"],
	token: SECRET,
};
const OF_GROUP: TokenRow = {
	id: 12,
	group: 7,
	name: "mirror",
	scopes: ["read_repository", "read_registry"],
	token: SECRET,
};
const EXPIRING: TokenRow = { ...HELD, username: null, expiresAt: "2032-03-14" };

/** As pulumi-gitlab and terraform-provider-gitlab write them: IDs, and the value for "no expiry", differ. */
const OLD_STATES: [TokenRow, OldState][] = [
	[
		HELD,
		{
			tool: "pulumi-gitlab: gitlab.DeployToken of a project",
			id: "project:5:12",
			attributes: {
				project: "5",
				name: "mirror",
				username: "robot",
				scopes: ["read_registry"],
				token: SECRET,
			},
		},
	],
	[
		OF_GROUP,
		{
			tool: "pulumi-gitlab: gitlab.DeployToken of a group",
			id: "group:7:12",
			attributes: {
				group: "7",
				name: "mirror",
				username: "gitlab+deploy-token-12",
				scopes: ["read_registry", "read_repository"],
				expiresAt: "",
				token: SECRET,
			},
		},
	],
	[
		EXPIRING,
		{
			tool: "pulumi-gitlab: gitlab.ProjectDeployToken",
			id: "grp/proj:12",
			attributes: {
				project: "grp/proj",
				name: "mirror",
				username: "gitlab+deploy-token-12",
				scopes: ["read_registry"],
				expiresAt: "2032-03-14T00:00:00.000Z",
				expired: false,
				revoked: false,
				validatePastExpirationDate: null,
				token: SECRET,
			},
		},
	],
	[
		OF_GROUP,
		{
			tool: "pulumi-gitlab: gitlab.GroupDeployToken",
			id: "7:12",
			attributes: {
				group: "7",
				name: "mirror",
				username: "gitlab+deploy-token-12",
				scopes: ["read_repository", "read_registry"],
				token: SECRET,
			},
		},
	],
	[
		HELD,
		{
			tool: "Terraform: gitlab_deploy_token",
			id: "project:5:12",
			attributes: {
				project: "5",
				group: null,
				name: "mirror",
				username: "robot",
				scopes: ["read_registry"],
				expires_at: null,
				token: SECRET,
			},
		},
	],
	[
		EXPIRING,
		{
			tool: "Terraform: gitlab_project_deploy_token",
			id: "5:12",
			attributes: {
				project: "5",
				name: "mirror",
				username: "gitlab+deploy-token-12",
				scopes: ["read_registry"],
				expires_at: "2032-03-14T00:00:00Z",
				expired: false,
				revoked: false,
				token: SECRET,
				validate_past_expiration_date: null,
			},
		},
	],
	[
		OF_GROUP,
		{
			tool: "Terraform: gitlab_group_deploy_token",
			id: "7:12",
			attributes: {
				group: "grp",
				name: "mirror",
				username: "gitlab+deploy-token-12",
				scopes: ["read_registry", "read_repository"],
				expires_at: null,
				token: SECRET,
			},
		},
	],
];

/** What docs/migration.md says to declare. */
function declarationOf({ id, attributes }: OldState): { declared: Properties; adopt: Properties } {
	const { project, group, name, username, scopes, token } = attributes;
	const expiresAt = attributes.expiresAt ?? attributes.expires_at;
	const tokenId = Number(id.split(":").at(-1));
	return {
		declared: {
			...(project ? { project } : { group }),
			name,
			scopes,
			...(username === `gitlab+deploy-token-${tokenId}` ? {} : { username }),
			...(expiresAt ? { expiresAt } : {}),
		},
		adopt: { tokenId, token },
	};
}

describe("a token of another tool", () => {
	const under = useGitLab();

	for (const [held, old] of OLD_STATES)
		it(`is adopted from its state without a rotation: ${old.tool}`, async () => {
			await under.gitlab.reset(world([held]));
			const { declared, adopt } = declarationOf(old);
			const stack = await under.made({ mirror: { ...declared, adopt } });
			expect((await stack.preview({ refresh: true })).steps).to.deep.equal({ mirror: "same" });
			stack.declared = { mirror: declared };
			expect((await stack.up()).steps).to.deep.equal({ mirror: "same" });
			expect((await stack.preview({ refresh: true })).steps).to.deep.equal({ mirror: "same" });
			expect(stack.outputs("mirror")).to.include({ token: SECRET, tokenId: 12 });
			const writes = (await under.gitlab.requests()).filter((request) => !request.startsWith("GET"));
			expect(writes).to.deep.equal([]);
		});

	it("that was imported there without its secret gets one with its first rotation", async () => {
		await under.gitlab.reset(world([EXPIRING]));
		const declared = {
			project: 5,
			name: "mirror",
			scopes: ["read_registry"],
			expiresIn: "90d",
			rotateBefore: "30d",
		};
		const stack = await under.made({ mirror: { ...declared, adopt: { tokenId: 12 } } });
		expect(stack.outputs("mirror")).to.not.have.property("token");
		stack.declared = { mirror: declared };
		under.time.set("2032-03-14T00:00:00Z");
		under.time.advance(-30 * DAY);
		expect((await stack.up()).steps).to.deep.equal({ mirror: "replace" });
		expect(stack.outputs("mirror").token).to.match(/^gldt-/);
	});
});
