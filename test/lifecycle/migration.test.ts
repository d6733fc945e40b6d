import { expect } from "chai";
import type { Properties } from "./harness/engine";
import { writes } from "./harness/gitlab";
import { DAY } from "./harness/time";
import { useGitLab } from "./harness/use-gitlab";
import { type TokenRow, world } from "./harness/world";

const SECRET = "gldt-of-the-token-with-number-12";

/** What another tool recorded of a token in addition to its name and secret, by the names in the state of that tool. */
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

const NUMBERED = "gitlab+deploy-token-12";
const BOTH_SCOPES = ["read_registry", "read_repository"];

/** As pulumi-gitlab and terraform-provider-gitlab write them: IDs, and the value for "no expiry", differ. */
const OLD_STATES: readonly (OldState & { readonly held: TokenRow })[] = [
	{
		tool: "pulumi-gitlab: gitlab.DeployToken of a project",
		held: HELD,
		id: "project:5:12",
		attributes: { project: "5", username: "robot", scopes: ["read_registry"] },
	},
	{
		tool: "pulumi-gitlab: gitlab.DeployToken of a group",
		held: OF_GROUP,
		id: "group:7:12",
		attributes: { group: "7", username: NUMBERED, scopes: BOTH_SCOPES, expiresAt: "" },
	},
	{
		tool: "pulumi-gitlab: gitlab.ProjectDeployToken",
		held: EXPIRING,
		id: "grp/proj:12",
		attributes: {
			project: "grp/proj",
			username: NUMBERED,
			scopes: ["read_registry"],
			expiresAt: "2032-03-14T00:00:00.000Z",
			expired: false,
			revoked: false,
			validatePastExpirationDate: null,
		},
	},
	{
		tool: "pulumi-gitlab: gitlab.GroupDeployToken",
		held: OF_GROUP,
		id: "7:12",
		attributes: { group: "7", username: NUMBERED, scopes: ["read_repository", "read_registry"] },
	},
	{
		tool: "Terraform: gitlab_deploy_token",
		held: HELD,
		id: "project:5:12",
		attributes: {
			project: "5",
			group: null,
			username: "robot",
			scopes: ["read_registry"],
			expires_at: null,
		},
	},
	{
		tool: "Terraform: gitlab_project_deploy_token",
		held: EXPIRING,
		id: "5:12",
		attributes: {
			project: "5",
			username: NUMBERED,
			scopes: ["read_registry"],
			expires_at: "2032-03-14T00:00:00Z",
			expired: false,
			revoked: false,
			validate_past_expiration_date: null,
		},
	},
	{
		tool: "Terraform: gitlab_group_deploy_token",
		held: OF_GROUP,
		id: "7:12",
		attributes: { group: "grp", username: NUMBERED, scopes: BOTH_SCOPES, expires_at: null },
	},
];

/** What docs/migration.md says to declare. */
function declarationOf({ id, attributes }: OldState): { declared: Properties; adopt: Properties } {
	const { project, group, username, scopes } = attributes;
	const expiresAt = attributes.expiresAt ?? attributes.expires_at;
	const tokenId = Number(id.split(":").at(-1));
	return {
		declared: {
			...(project ? { project } : { group }),
			name: HELD.name,
			scopes,
			...(username === NUMBERED ? {} : { username }),
			...(expiresAt ? { expiresAt } : {}),
		},
		adopt: { tokenId, token: SECRET },
	};
}

describe("a token of another tool", () => {
	const under = useGitLab();

	for (const { held, ...old } of OLD_STATES)
		it(`is adopted from its state without a rotation: ${old.tool}`, async () => {
			await under.gitlab.reset(world([held]));
			const { declared, adopt } = declarationOf(old);
			const stack = await under.made({ mirror: { ...declared, adopt } });
			expect((await stack.preview({ refresh: true })).steps).to.deep.equal({ mirror: "same" });
			stack.declared = { mirror: declared };
			expect((await stack.up()).steps).to.deep.equal({ mirror: "same" });
			expect((await stack.preview({ refresh: true })).steps).to.deep.equal({ mirror: "same" });
			expect(stack.outputs("mirror")).to.include({ token: SECRET, tokenId: 12 });
			expect(writes(await under.gitlab.requests())).to.deep.equal([]);
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
