// @ts-check
// What three stacks recorded of the company's tokens: `shop/dev` with resources of their own, `shop/prod` with one
// set, both as `pulumi stack export` writes them, and a state of Terraform.

/** @typedef {import("./world.mjs").DemoToken} DemoToken */

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/**
 * @param {readonly DemoToken[]} tokens
 * @param {string} host
 */
export function states(tokens, host) {
	const by = (/** @type {DemoToken["manager"]} */ manager) =>
		tokens.filter((token) => token.manager === manager);
	const gone = { ...by("dev")[0], id: 9_001, name: "deleted-by-hand" };
	return {
		"dev.json": exported(
			"dev",
			[...by("dev"), /** @type {DemoToken} */ (gone)].map((token) => ownToken(token, host)),
		),
		"prod.json": exported("prod", [set(by("set"), host)]),
		"terraform.json": terraform(by("terraform")),
	};
}

/**
 * @param {string} stack
 * @param {object[]} resources
 */
function exported(stack, resources) {
	const root = {
		urn: `urn:pulumi:${stack}::shop::pulumi:pulumi:Stack::shop-${stack}`,
		type: "pulumi:pulumi:Stack",
	};
	return { version: 3, deployment: { resources: [root, ...resources] } };
}

/**
 * @param {DemoToken} token
 * @param {string} host
 */
function ownToken({ id, kind, owner, name, scopes, expiresAt }, host) {
	const type = "pulumi-nodejs:dynamic/gitlab:DeployToken";
	return {
		urn: `urn:pulumi:dev::shop::${type}::${name}`,
		type,
		custom: true,
		id: `${kind}s/${owner}/deploy_tokens/${id}`,
		outputs: {
			[kind]: owner,
			name,
			scopes,
			username: `gitlab+deploy-token-${id}`,
			...(expiresAt === null ? {} : { expiresAt }),
			...(expiresAt !== null && id % 4 === 3 ? { expiresIn: "90d", rotateBefore: "14d" } : {}),
			status: "active",
			tokenId: id,
			host,
			token: { [SIGNATURE]: SECRET, ciphertext: "v1:kept:encrypted" },
		},
	};
}

/**
 * Decrypted, as `--show-secrets` writes it: only so the IDs of its tokens are known.
 *
 * @param {readonly DemoToken[]} tokens
 * @param {string} host
 */
function set(tokens, host) {
	const type = "pulumi-nodejs:dynamic/gitlab:DeployTokenSet";
	const contents = {
		scopes: [],
		tokens: Object.fromEntries(
			tokens.map(({ id, kind, owner, name, scopes, expiresAt, secret }) => [
				name,
				{
					id: `${kind[0]}${owner}/${id}`,
					token: secret,
					scopes,
					...(expiresAt === null ? {} : { expiresAt }),
				},
			]),
		),
	};
	return {
		urn: `urn:pulumi:prod::shop::${type}::fleet`,
		type,
		custom: true,
		id: "fleet",
		outputs: {
			host,
			scopes: [],
			rotateBefore: "14d",
			tokens: JSON.stringify(
				Object.fromEntries(tokens.map(({ name, kind, owner, scopes }) => [name, { [kind]: owner, scopes }])),
			),
			contents: { [SIGNATURE]: SECRET, plaintext: JSON.stringify(JSON.stringify(contents)) },
		},
	};
}

/** @param {readonly DemoToken[]} tokens */
function terraform(tokens) {
	return {
		version: 4,
		resources: tokens.map(({ id, kind, owner, ownerPath, name, scopes, expiresAt, secret }) => ({
			mode: "managed",
			type: `gitlab_${kind}_deploy_token`,
			name: name.replaceAll("-", "_"),
			instances: [
				{
					attributes: {
						id: `${owner}:${id}`,
						[kind]: ownerPath,
						name,
						username: `gitlab+deploy-token-${id}`,
						scopes,
						expires_at: expiresAt,
						token: secret,
					},
				},
			],
		})),
	};
}
