// @ts-check
import { commonSteps } from "./common-steps.mjs";
import { demandLines } from "./scene.mjs";

const common = commonSteps({
	resources: "two deploy tokens",
	config: ["--config", "project=acme/website", "--config", "group=acme"],
	type: /DeployToken/,
	secretsOf: ({ dockerConfig = "", mirrorAuth = "" }) => [
		JSON.parse(dockerConfig).auths["registry.example.com"].password,
		Buffer.from(mirrorAuth, "base64")
			.toString()
			.replace(/^mirror:/, ""),
	],
});

/** What the dynamic provider shows. @type {readonly import("./scene.mjs").Step[]} */
export const STEPS = [
	common.creation,
	common.unchanged,
	common.revocation,
	{
		title: "A plain `pulumi preview` detects it and says why it will replace the token",
		async act({ stack }) {
			const lines = await stack.pulumi(["preview"]);
			return [
				...demandLines(
					lines,
					/^\s+deploy token "pull" .*was revoked in GitLab/,
					"the preview names the reason",
				),
				...demandLines(lines, /\+-.*DeployToken pull replace/, "the preview replaces the token"),
				...demandLines(lines, /^\s+\+-\s?1 to replace$/, "nothing else is replaced"),
			];
		},
	},
	{
		title: "`pulumi preview --refresh --diff` shows it as drift",
		async act({ stack }) {
			const lines = await stack.pulumi(["preview", "--refresh", "--diff"]);
			const drift = /~ status\s*: "(active" => "revoked|revoked" => "active)"/;
			return [
				...demandLines(lines, drift, "the difference of `status` is shown"),
				...demandLines(lines, /^\s+\+-\s?1 to replace$/, "the token is to be replaced"),
			];
		},
	},
	common.repair,
	common.secrecy,
	common.destruction,
];
