// @ts-check
import { commonSteps } from "./common-steps.mjs";
import { demandLines } from "./scene.mjs";

const TYPE = "gitlab-deploy-tokens:index:DeployToken";

const common = commonSteps({
	resources: "a deploy token and a set of one",
	config: ["--config", "project=acme/website"],
	type: /DeployToken(Set)?/,
	secretsOf: ({ token = "", webToken = "" }) => [token, webToken],
});

/** What the packaged provider shows, in every language. @type {readonly import("./scene.mjs").Step[]} */
export const PLUGIN_STEPS = [
	common.creation,
	common.unchanged,
	common.revocation,
	{
		title: "A plain `pulumi preview --diff` shows the drift by its property, and says why it will replace",
		async act({ stack }) {
			const lines = await stack.pulumi(["preview", "--diff"]);
			return [
				...demandLines(lines, /~ status *: "active" => "revoked"/, "what GitLab shows is compared"),
				...demandLines(lines, /deploy token "pull" .*was revoked in GitLab/, "the preview names the reason"),
				...demandLines(lines, /^\s+\+-\s?1 to replace$/, "nothing else is replaced"),
			];
		},
	},
	common.repair,
	{
		title: "`pulumi import` takes over a token that somebody else made",
		async act({ gitlab, stack, secrets }) {
			const { id, token } = await createByHand(gitlab.url, [...secrets][0] ?? "");
			secrets.add(token);
			const args = [
				TYPE,
				"old",
				`projects/1/deploy_tokens/${id}`,
				"--protect=false",
				"--generate-code=false",
			];
			const lines = await stack.pulumi(["import", ...args, "--yes", "--skip-preview"]);
			return demandLines(lines, /DeployToken old imported/, "the CLI says that it imported the token");
		},
	},
	{
		title: "`pulumi refresh` finds all three as they are recorded",
		async act({ stack }) {
			const lines = await stack.pulumi(["refresh", "--yes", "--skip-preview", "--expect-no-changes"]);
			return demandLines(lines, /^\s+4 unchanged$/, "the refresh says that 4 are unchanged");
		},
	},
	common.secrecy,
	common.destruction,
];

/**
 * Makes a token as GitLab's web pages do.
 * @param {string} url
 * @param {string} credential
 * @returns {Promise<{ id: number, token: string }>}
 */
async function createByHand(url, credential) {
	const response = await fetch(`${url}/api/v4/projects/1/deploy_tokens`, {
		method: "POST",
		headers: { "private-token": credential, "content-type": "application/json" },
		body: JSON.stringify({ name: "made-by-hand", scopes: ["read_registry"] }),
	});
	if (!response.ok) throw new Error(`the emulator responded with ${response.status} to a new token`);
	return /** @type {{ id: number, token: string }} */ (await response.json());
}
